/** What the proxies of the fault checks do to messages and bytes, seen from both ends. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ChaosProxy, type Choose } from "../../src/conformance/chaos-proxy.ts";
import { corruptMagic, corruptTensorHeader } from "../../src/conformance/faults/corrupt.ts";
import { delay } from "../../src/conformance/faults/delay.ts";
import { drop } from "../../src/conformance/faults/drop.ts";
import { duplicate } from "../../src/conformance/faults/duplicate.ts";
import { extraFrame } from "../../src/conformance/faults/extra-frame.ts";
import type { Fault } from "../../src/conformance/faults/fault.ts";
import { reorder } from "../../src/conformance/faults/reorder.ts";
import { loseFrame, truncateFrame } from "../../src/conformance/faults/truncate.ts";
import { LinkProxy } from "../../src/conformance/link-proxy.ts";
import { RawAgent } from "../../src/conformance/raw-agent.ts";
import { serve } from "../../src/env/serve.ts";
import { createRng } from "../../src/math/random.ts";
import { decodeRequest, encodeRequest } from "../../src/transport/codec.ts";
import { DEFAULT_LIMITS } from "../../src/transport/message.ts";
import { float64Tensor } from "../../src/transport/tensor.ts";
import { countingEnv } from "../support/counting-env.ts";
import { until } from "../support/wait.ts";

const session = new Uint8Array(16).fill(5);
const step = encodeRequest(session, 9, 100, { kind: "step", envIds: [0] }, [
  float64Tensor(Float64Array.of(0.5, 0.25), [1, 2]),
]);
const delivered = (fault: Fault) => fault(step, createRng(1)).map(({ frames }) => [...frames]);
const refusedAs = (fault: Fault, error: RegExp) => {
  const [frames] = delivered(fault);
  assert.throws(() => decodeRequest(frames!, DEFAULT_LIMITS), error);
};

describe("a fault", () => {
  test("of magic, header, length or number of frames is one the codec refuses", () => {
    refusedAs(corruptMagic, /expected a Gaitway request/);
    refusedAs(corruptTensorHeader, /17 by header, 16 in the frame/);
    refusedAs(truncateFrame, /15 in the frame/);
    refusedAs(loseFrame, /1 headers and 0 frames/);
    refusedAs(extraFrame, /1 headers and 2 frames/);
  });

  test("of delivery leaves the message as it is", () => {
    assert.deepEqual(delivered(drop), []);
    assert.deepEqual(delivered(duplicate), [step, step]);
    assert.deepEqual(delay(7)(step, createRng(1)), [{ frames: step, afterMs: 7 }]);
    assert.deepEqual(reorder(step, createRng(1)), [{ frames: step, afterNext: true }]);
  });
});

async function through(choose: Choose) {
  const server = await serve(countingEnv(), { endpoint: "ipc://*", onWarning: () => {} });
  const proxy = await ChaosProxy.open(server.endpoint, choose);
  const agent = new RawAgent(proxy.endpoint, 2_000);
  await agent.hello();
  const dispose = async () => {
    agent[Symbol.dispose]();
    await proxy[Symbol.asyncDispose]();
    await server.close();
  };
  return { server, proxy, agent, [Symbol.asyncDispose]: dispose };
}

describe("the chaos proxy", { timeout: 20_000 }, () => {
  test("passes what meets no fault in both directions, for several agents, each its own", async () => {
    await using all = await through(() => undefined);
    using other = new RawAgent(all.proxy.endpoint, 2_000);
    await other.hello();
    await Promise.all([all.agent.settle(), other.settle()]);
    assert.deepEqual([all.agent.received.length, other.received.length], [3, 3]);
    assert.equal(all.server.sessionCount, 2);
    assert.equal(all.proxy.injected, 0);
  });

  test("does to the message chosen by direction, kind and number what was said, and to no other", async () => {
    await using all = await through(({ direction, kind, nth }) =>
      direction === "request" && kind === "heartbeat" && nth === 2 ? duplicate : undefined,
    );
    for (let i = 0; i < 4; i++) await all.agent.ask({ kind: "heartbeat" });
    await until("the duplicate", () => all.server.dropped.duplicate === 1);
    assert.equal(all.proxy.injected, 1);
  });

  test("swaps a message with the one after it", async () => {
    await using all = await through(({ direction, nth }) =>
      direction === "reply" && nth === 1 ? reorder : undefined,
    );
    const ids = [];
    for (let i = 0; i < 3; i++) ids.push(await all.agent.post({ kind: "heartbeat" }));
    await until("three replies", () => all.agent.received.length === 4);
    const order = all.agent.received.slice(1).map(({ reply }) => reply.requestId);
    assert.deepEqual(order, [ids[1], ids[0], ids[2]]);
  });

  test("chooses the same of the same seed", async () => {
    const injected = [];
    for (const seed of [3, 3, 4]) {
      const chosen: boolean[] = [];
      await using server = await serve(countingEnv(), { endpoint: "ipc://*", onWarning: () => {} });
      const choose: Choose = ({ direction }, rng) => {
        if (direction === "request") chosen.push(rng.uniform() < 0.5);
        return undefined;
      };
      await using proxy = await ChaosProxy.open(server.endpoint, choose, { seed });
      using agent = new RawAgent(proxy.endpoint, 2_000);
      await agent.hello();
      for (let i = 0; i < 20; i++) await agent.ask({ kind: "heartbeat" });
      injected.push(chosen.join());
    }
    assert.equal(injected[0], injected[1]);
    assert.notEqual(injected[0], injected[2]);
  });
});

for (const carrier of ["ipc://*", "tcp://127.0.0.1:*"]) {
  describe(`the link proxy over ${carrier.slice(0, 3)}`, { timeout: 20_000 }, () => {
    async function linked() {
      const server = await serve(countingEnv(), { endpoint: carrier, onWarning: () => {} });
      const link = await LinkProxy.open(server.endpoint);
      const agent = new RawAgent(link.endpoint, 5_000);
      await agent.hello();
      const dispose = async () => {
        agent[Symbol.dispose]();
        await link[Symbol.asyncDispose]();
        await server.close();
      };
      return { server, link, agent, [Symbol.asyncDispose]: dispose };
    }

    test("holds everything back while it is paused, and loses nothing", async () => {
      await using all = await linked();
      all.link.pause();
      const ids = [];
      for (let i = 0; i < 3; i++) ids.push(await all.agent.post({ kind: "heartbeat" }));
      using direct = new RawAgent(all.server.endpoint, 5_000);
      await direct.hello();
      await direct.settle();
      assert.equal(all.agent.received.length, 1);
      all.link.unpause();
      for (const id of ids) await all.agent.replyTo(id);
    });

    test("ends connections when told, takes new ones, and the session goes on", async () => {
      await using all = await linked();
      all.link.kill();
      using again = new RawAgent(all.link.endpoint, 5_000);
      again.token = all.agent.token;
      again.countFrom(100);
      await again.ask({ kind: "heartbeat" });
      assert.equal(all.server.sessionCount, 1);
    });

    test("cuts in the middle of a message, of which nothing arrives", async () => {
      await using all = await linked();
      all.link.killAfter(10);
      const cut = await all.agent.post({ kind: "bye" });
      using direct = new RawAgent(all.server.endpoint, 5_000);
      await direct.hello();
      await direct.settle();
      assert.equal(all.agent.answers(cut), 0);
      assert.equal(all.server.sessionCount, 2);
    });
  });
}
