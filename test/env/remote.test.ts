import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EpisodeLost, InvalidRequest, ResetNeeded } from "../../src/env/env.ts";
import { connect } from "../../src/env/remote.ts";
import { serve } from "../../src/env/serve.ts";
import { RemoteError, RequestTimeout, SpecMismatch } from "../../src/transport/errors.ts";
import { Server } from "../../src/transport/server.ts";
import type { WireSpec } from "../../src/transport/spec-message.ts";
import type { CountingOptions } from "../support/counting-env.ts";
import { countingEnv, countingSpec } from "../support/counting-env.ts";
import { scriptedService, stepAnswer } from "../support/scripted-service.ts";
import { deferred, until } from "../support/wait.ts";

async function pair(options: CountingOptions = {}, timeoutMs = 5_000) {
  const local = countingEnv(options);
  const warnings: string[] = [];
  const server = await serve(local, {
    endpoint: "ipc://*",
    onWarning: (warning) => void warnings.push(warning),
  });
  const env = await connect(server.endpoint, { timeoutMs });
  const dispose = async () => {
    await env[Symbol.asyncDispose]();
    await server.close();
  };
  return { local, server, env, warnings, [Symbol.asyncDispose]: dispose };
}

const actions = (...numbers: number[]) => Float64Array.from(numbers);

describe("an environment behind a wire", { timeout: 20_000 }, () => {
  test("has the spec of the environment itself", async () => {
    await using both = await pair();
    assert.deepEqual(both.env.spec, countingSpec());
  });

  for (const timeoutMs of [0, -5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31]) {
    test(`refuses a timeout of ${timeoutMs} before anything is sent`, async () => {
      await using both = await pair({}, timeoutMs);
      await assert.rejects(
        both.env.reset({ envIds: [0], seeds: [1] }),
        new RangeError(
          `a timeout: expected milliseconds, more than 0 and at most 2147483647, got ${timeoutMs}`,
        ),
      );
      assert.deepEqual(both.warnings, []);
    });
  }

  for (const dtype of ["float64", "float32"] as const) {
    test(`answers as the environment itself does, in ${dtype}`, async () => {
      await using both = await pair({ episodeLength: 2, dtype });
      const reset = await both.env.reset({ envIds: [2, 0], seeds: [7, 9] });
      assert.deepEqual([...reset.observations], [7, 0, 0, 9, 0, 0]);
      const step = { envIds: [0, 2], actions: actions(0.25, 0.5, -1, 0.25) };
      const { simulateTime: _, ...stepped } = await both.env.step(step);
      assert.deepEqual(stepped, {
        envIds: [0, 2],
        observations: actions(9, 1, 0.75, 7, 1, -0.75),
        rewards: actions(0.75, -0.75),
        terminated: [false, false],
        truncated: [false, false],
        reasons: ["", ""],
      });
      const last = await both.env.step(step);
      assert.deepEqual(
        [last.terminated, last.reasons],
        [
          [true, true],
          ["full", "full"],
        ],
      );
    });
  }

  test("tells how long its environments were stepped: more than they took, less than was waited", async () => {
    const gate = async () => {
      const until = performance.now() + 5;
      while (performance.now() < until);
    };
    await using both = await pair({ gate });
    await both.env.reset({ envIds: [0, 1], seeds: [1, 2] });
    const step = { envIds: [0, 1], actions: actions(0, 0, 0, 0) };
    const begun = performance.now();
    const { simulateTime = Number.NaN } = await both.env.step(step);
    const waited = (performance.now() - begun) / 1000;
    assert.ok(simulateTime >= 0.005 && simulateTime <= waited, `${simulateTime} s of ${waited} s`);
    assert.equal((await both.local.step(step)).simulateTime, undefined);
    await both.env.send(step);
    assert.equal((await both.env.recv(2)).simulateTime, undefined);
  });

  test("throws what the environment throws, as the same class", async () => {
    await using both = await pair({ episodeLength: 1 });
    const step = { envIds: [1], actions: actions(0, 0) };
    await assert.rejects(both.env.step(step), (error) => error instanceof ResetNeeded && error.envId === 1);
    await both.env.reset({ envIds: [1], seeds: [1] });
    await both.env.step(step);
    await assert.rejects(both.env.step(step), ResetNeeded);
    assert.deepEqual(both.warnings, []);
  });

  test("tells that an episode was lost, and why", async () => {
    const gate = () => Promise.reject(new EpisodeLost([2], "its worker ran out of memory"));
    await using both = await pair({ gate });
    await both.env.reset({ envIds: [2], seeds: [1] });
    await assert.rejects(both.env.step({ envIds: [2], actions: actions(0, 0) }), (error) => {
      assert.ok(error instanceof EpisodeLost);
      assert.deepEqual([error.envIds, error.reason], [[2], "its worker ran out of memory"]);
      return true;
    });
  });

  test("tells a fault of the environment as the server's, and logs it there", async () => {
    const gate = () => Promise.reject(new TypeError("no such joint"));
    await using both = await pair({ gate });
    await both.env.reset({ envIds: [0], seeds: [1] });
    await assert.rejects(both.env.step({ envIds: [0], actions: actions(0, 0) }), (error) => {
      return (
        error instanceof RemoteError && error.fault.code === "internal" && /no such joint/.test(error.message)
      );
    });
    assert.match(both.warnings.join(), /no such joint/);
  });

  test("answers first what is ready first", async () => {
    const slow = deferred();
    const gate = (envId: number) => (envId === 0 ? slow.promise : Promise.resolve());
    await using both = await pair({ gate });
    await both.env.reset({ envIds: [0, 1], seeds: [1, 2] });
    const first = both.env.step({ envIds: [0], actions: actions(0, 0) });
    await both.env.step({ envIds: [1], actions: actions(0, 0) });
    slow.resolve();
    assert.deepEqual((await first).envIds, [0]);
  });

  test("an episode belongs to the agent that began it; another's reset is never silent", async () => {
    await using both = await pair();
    await using other = await connect(both.server.endpoint);
    const step = { envIds: [1], actions: actions(0, 0) };
    await both.env.reset({ envIds: [1], seeds: [1] });
    await assert.rejects(other.step(step), ResetNeeded);
    await other.reset({ envIds: [1], seeds: [5] });
    await assert.rejects(both.env.step(step), EpisodeLost);
    await assert.rejects(both.env.step(step), ResetNeeded);
    assert.deepEqual([...(await other.step(step)).observations], [5, 1, 0]);
  });

  test("a step of a busy environment is refused, a reset interrupts it", async () => {
    const gate = (_: number, signal: AbortSignal | undefined) =>
      new Promise<void>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    await using both = await pair({ gate });
    await both.env.reset({ envIds: [1], seeds: [1] });
    const step = { envIds: [1], actions: actions(0, 0) };
    const interrupted = assert.rejects(both.env.step(step), (error) => {
      return error instanceof RemoteError && error.fault.code === "cancelled";
    });
    await assert.rejects(both.env.step(step), /busy with an earlier request/);
    await using other = await connect(both.server.endpoint);
    await assert.rejects(other.reset({ envIds: [1], seeds: [3] }), /busy for another agent/);
    assert.deepEqual([...(await both.env.reset({ envIds: [1], seeds: [2] })).observations], [2, 0, 0]);
    await interrupted;
  });

  test("says that it is busy, since when and at which step, when a step takes too long", async () => {
    await using both = await pair(
      { gate: (envId) => (envId === 1 ? new Promise(() => {}) : Promise.resolve()) },
      700,
    );
    await both.env.reset({ envIds: [0, 1], seeds: [1, 1] });
    await assert.rejects(both.env.step({ envIds: [1], actions: actions(0, 0) }), (error) => {
      return (
        error instanceof RequestTimeout &&
        error.progress === "busy" &&
        /environment 1 .* at step 0/.test(error.message)
      );
    });
  });
});

describe("first ready, first served", { timeout: 20_000 }, () => {
  test("gives whichever results there are as soon as there are enough", async () => {
    const gates = [0, 1, 2, 3].map(() => deferred());
    await using both = await pair({ gate: (envId) => gates[envId]!.promise });
    await both.env.reset({ envIds: [0, 1, 2, 3], seeds: [0, 1, 2, 3] });
    await both.env.send({ envIds: [0, 1, 2, 3], actions: new Float64Array(8) });
    const pending = both.env.recv(2);
    gates[3]!.resolve();
    gates[1]!.resolve();
    const two = await pending;
    assert.deepEqual([...two.envIds].sort(), [1, 3]);
    assert.deepEqual([...two.observations.filter((_, i) => i % 3 === 0)], [...two.envIds]);
    assert.equal((await both.env.recv(0)).envIds.length, 0);
    // The two that are free go on while the two slow ones are still at their first step.
    const sent = both.env.send({ envIds: [1], actions: actions(0.5, 0) });
    const waiting = both.env.recv(1);
    assert.deepEqual((await waiting).envIds, [1]);
    await sent;
    gates[0]!.resolve();
    gates[2]!.resolve();
    // More is asked for than is in flight: what is in flight is enough.
    assert.deepEqual([...(await both.env.recv(99)).envIds].sort(), [0, 2]);
    assert.equal((await both.env.recv(1)).envIds.length, 0);
  });

  test("reports an environment that fails beside the results of the others", async () => {
    const gate = (envId: number) =>
      envId === 1 ? Promise.reject(new EpisodeLost([1], "it crashed")) : Promise.resolve();
    await using both = await pair({ gate });
    await both.env.reset({ envIds: [0, 1], seeds: [0, 1] });
    await both.env.send({ envIds: [0, 1], actions: new Float64Array(4) });
    const { envIds, failures } = await both.env.recv(2);
    assert.deepEqual(envIds, [0]);
    assert.ok(failures[0] instanceof EpisodeLost && failures[0].reason === "it crashed");
  });

  test("keeps a result whose receiver gave up for the next one", async () => {
    const gate = deferred();
    await using both = await pair({ gate: () => gate.promise }, 300);
    await both.env.reset({ envIds: [0], seeds: [1] });
    const request = { envIds: [0], actions: actions(0, 0) };
    await both.env.send(request);
    const error = await both.env.recv(1).catch((reason) => reason);
    assert.ok(error instanceof RequestTimeout, String(error));
    const serverSaw = () => error.cause !== undefined || both.env.channel.dropped.late === 1;
    await until("the server's own deadline", serverSaw);
    gate.resolve();
    assert.deepEqual((await both.env.recv(1)).envIds, [0]);
  });
});

describe("what is refused before anything is applied", { timeout: 20_000 }, () => {
  const bad: [string, (env: Awaited<ReturnType<typeof connect>>) => Promise<unknown>, RegExp][] = [
    ["NaN", (env) => env.step({ envIds: [2], actions: actions(0, NaN) }), /environment 2, element 1 "push 1".*from -1 to 1, got NaN/],
    ["infinity", (env) => env.step({ envIds: [2], actions: actions(Infinity, 0) }), /element 0 .*got Infinity/],
    ["an action outside its bounds", (env) => env.step({ envIds: [2], actions: actions(0, -1.5) }), /from -1 to 1, got -1.5/],
    ["too few numbers", (env) => env.step({ envIds: [0, 1], actions: actions(0, 0, 0) }), /action: expected 2 rows of 2 numbers, 4 in all, got 3/],
    ["an unknown environment", (env) => env.reset({ envIds: [4], seeds: [1] }), /from 0 to 3 of counting, got 4/],
    ["an environment named twice", (env) => env.reset({ envIds: [1, 1], seeds: [1, 1] }), /named twice/],
    ["no environment", (env) => env.reset({ envIds: [], seeds: [] }), /at least one/],
    ["a missing seed", (env) => env.reset({ envIds: [0, 1], seeds: [1] }), /one seed for each of 2/],
    ["a seed out of range", (env) => env.reset({ envIds: [0], seeds: [2 ** 32] }), /from 0 to 2\^32 - 1, got 4294967296/],
    ["an unknown option", (env) => env.reset({ envIds: [0], seeds: [1], options: { fricton: 1 } }), /no option "fricton"; its options are: friction, floor, noisy/],
    ["an option of another type", (env) => env.reset({ envIds: [0], seeds: [1], options: { friction: "high" } }), /expected a finite number, got high/],
  ]; // biome-ignore format: a table
  for (const [what, ask, message] of bad) {
    test(what, async () => {
      await using both = await pair();
      await assert.rejects(ask(both.env), (error) => {
        assert.ok(error instanceof InvalidRequest, String(error));
        assert.match(error.message, message);
        return true;
      });
    });
  }

  test("the same by the server, should an agent not check", async () => {
    await using both = await pair();
    const { channel } = both.env;
    const step = { kind: "step", envIds: [0] } as const;
    const tensor = (data: Float64Array, shape: number[]) => ({ dtype: "float64" as const, shape, data });
    await assert.rejects(channel.request(step), /expected one tensor float64 \[1, 2\], got none/);
    const wrongShape = { tensors: [tensor(actions(0, 0), [2, 1])] };
    await assert.rejects(channel.request(step, wrongShape), /got float64 \[2, 1\]/);
    await assert.rejects(channel.request(step, { tensors: [tensor(actions(0, NaN), [1, 2])] }), /got NaN/);
    const wild = { kind: "reset", envIds: [4_000_000_000], seeds: [1], options: {} } as const;
    await assert.rejects(channel.request(wild), /from 0 to 3/);
  });

  test("an environment of a kind this version cannot use", async () => {
    const service = scriptedService();
    const { spec } = service.hello;
    const discrete = { type: "discrete", count: 4, start: 0, names: [] } as const;
    const entry = (key: string) => ({ key, space: discrete });
    const odd: [WireSpec["actionSpace"], RegExp][] = [
      [discrete, /expected the action to be "box", got "discrete".*observation: "box", action: "discrete"/],
      [{ ...discrete, start: 2 ** 31 - 4, count: 5 }, /to 2147483648, beyond whole numbers of 32 bits/],
      [{ type: "dict", entries: [entry("b"), entry("1")] }, /JavaScript keeps "1", "b"/],
      [{ type: "dict", entries: [entry("b"), entry("b")] }, /JavaScript keeps "b"/],
    ];
    for (const [actionSpace, message] of odd) {
      const hello = { capabilities: [], spec: { ...spec, actionSpace } };
      await using server = await Server.open({ ...service, hello }, { endpoint: "ipc://*" });
      await assert.rejects(connect(server.endpoint), (error) => {
        return error instanceof SpecMismatch && message.test(error.message);
      });
      await until("the session to be closed", () => server.sessionCount === 0);
    }
  });

  test("a reply that contradicts the spec", async () => {
    const service = scriptedService();
    service.script = async ({ body }) => stepAnswer(body.envIds[0]!, 0);
    await using server = await Server.open(service, { endpoint: "ipc://*" });
    await using env = await connect(server.endpoint);
    await assert.rejects(env.step({ envIds: [0], actions: actions(0, 0) }), SpecMismatch);
  });
});
