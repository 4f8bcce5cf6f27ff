import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { Channel } from "../../src/transport/channel.ts";
import type { ChannelOptions } from "../../src/transport/channel-options.ts";
import { PeerDead, RemoteError, SessionLost } from "../../src/transport/errors.ts";
import type { Step } from "../../src/transport/message.ts";
import { Server } from "../../src/transport/server.ts";
import type { Answer } from "../../src/transport/service.ts";
import { float64Tensor } from "../../src/transport/tensor.ts";
import { openLink } from "../support/link.ts";
import { xorshift } from "../support/mutate.ts";
import { scriptedService, stepAnswer } from "../support/scripted-service.ts";
import { deferred, until } from "../support/wait.ts";

const directory = mkdtempSync(join(tmpdir(), "gaitway-test-"));
after(() => rmSync(directory, { recursive: true, force: true }));
let next = 0;
const freshPath = () => join(directory, `socket-${next++}`);

const step = (envId: number): Step => ({ kind: "step", envIds: [envId] });

/** A server whose steps are counted and answered with their number, and an agent at the other end of a link. */
async function linked(carrier: string, options: ChannelOptions = {}, heartbeatIntervalMs = 20) {
  const counted: number[] = [];
  const service = scriptedService();
  service.script = async ({ body }) => stepAnswer(body.envIds[0]!, counted.push(body.envIds[0]!));
  const heartbeats = { heartbeatIntervalMs, missedHeartbeats: 4, onWarning: () => {} };
  const bind = carrier === "ipc" ? `ipc://${freshPath()}` : "tcp://127.0.0.1:*";
  let server = await Server.open(service, { endpoint: bind, ...heartbeats });
  const link = await openLink(server.endpoint, carrier === "ipc" ? freshPath() : undefined);
  const warnings: string[] = [];
  const channel = await Channel.open(link.endpoint, {
    resumeTimeoutMs: 5_000,
    onWarning: (message) => void warnings.push(message),
    ...options,
  });
  return {
    counted,
    service,
    link,
    channel,
    warnings,
    get dropped() {
      return server.dropped;
    },
    async restart() {
      const { endpoint } = server;
      await server.close();
      // The old socket lingers for a tenth of a second, and its address with it.
      const open = () => Server.open(service, { endpoint, ...heartbeats }).catch(() => undefined);
      let again = await open();
      for (; again === undefined; again = await open()) await delay(10);
      server = again;
    },
    async [Symbol.asyncDispose]() {
      await channel.close();
      link[Symbol.dispose]();
      await server.close();
    },
  };
}

for (const carrier of ["ipc", "tcp"]) {
  describe(`a session over a link that breaks (${carrier})`, { timeout: 30_000 }, () => {
    test("asks again for what never arrived, and it is done once", async () => {
      await using both = await linked(carrier);
      const { channel, link, counted, warnings } = both;
      link.hold("toServer");
      const pending = channel.request(step(3));
      link.cut();
      link.mend();
      assert.equal((await pending).body.rewards[0], 1);
      assert.deepEqual(counted, [3]);
      assert.ok(channel.resumed >= 1);
      assert.match(warnings.join(), /the link to .* was lost: the connection broke/);
    });

    test("gets an answer that was lost on its way once more, and it is not done again", async () => {
      await using both = await linked(carrier);
      const { channel, link, counted } = both;
      link.hold("toAgent");
      const pending = channel.request(step(3));
      await until("the step", () => counted.length === 1);
      link.cut();
      link.mend();
      assert.equal((await pending).body.rewards[0], 1);
      assert.equal((await channel.request(step(4))).body.rewards[0], 2);
      assert.deepEqual(counted, [3, 4]);
    });

    test("gets the answer of what was under way when the link broke", async () => {
      // Heartbeats so rare that no later silence makes it ask again.
      await using both = await linked(carrier, {}, 10_000);
      const { channel, link, service } = both;
      const started = deferred();
      const gate = deferred<Answer>();
      service.script = () => {
        started.resolve();
        return gate.promise;
      };
      const pending = channel.request(step(3), { timeoutMs: 5_000 });
      await started.promise;
      link.cut();
      link.mend();
      await until("the new connection", () => channel.resumed >= 1);
      gate.resolve(stepAnswer(3, 42));
      assert.equal((await pending).body.rewards[0], 42);
    });

    test("goes on after two cuts in a row, with what was asked in between", async () => {
      await using both = await linked(carrier);
      const { channel, link, counted } = both;
      link.hold("toServer");
      const first = channel.request(step(3));
      link.cut();
      const second = channel.request(step(4));
      link.mend();
      await until("the first mend", () => channel.resumed >= 1);
      link.hold("toAgent");
      link.cut();
      link.mend();
      const replies = await Promise.all([first, second]);
      assert.deepEqual(counted, [3, 4]);
      assert.deepEqual(replies.map(({ body }) => body.rewards[0]), [1, 2]); // biome-ignore format: short
      await until("the second mend", () => channel.resumed >= 2);
    });

    test("leaves a connection that hangs, and what arrives by it later is not done again", async () => {
      await using linkedPair = await linked(carrier);
      const { channel, link, counted, warnings } = linkedPair;
      link.hold("toServer", "toAgent");
      const pending = channel.request(step(3));
      assert.equal((await pending).body.rewards[0], 1);
      assert.match(warnings.join(), /was lost: nothing came for 80 ms/);
      const before = linkedPair.dropped.duplicate;
      link.release();
      await until("the request held back", () => linkedPair.dropped.duplicate > before);
      assert.deepEqual(counted, [3]);
    });

    test("ends when the server was restarted meanwhile, and says that its episodes are lost", async () => {
      await using both = await linked(carrier);
      const { channel, link, service, restart } = both;
      const started = deferred();
      service.script = () => {
        started.resolve();
        return new Promise(() => {});
      };
      const pending = channel.request(step(3));
      await started.promise;
      link.cut();
      await restart();
      link.mend();
      await assert.rejects(pending, SessionLost);
      assert.ok(channel.ended instanceof SessionLost);
    });

    test("ends when patience does, and says how long it tried", async () => {
      await using both = await linked(carrier, { resumeTimeoutMs: 150 });
      const { channel, link } = both;
      link.cut();
      await assert.rejects(channel.request(step(3)), (error) => {
        return (
          error instanceof PeerDead && /nor answered on a new connection within 150 ms/.test(error.message)
        );
      });
    });

    test("ends as ever when nobody asked for patience", async () => {
      await using both = await linked(carrier, { resumeTimeoutMs: 0 });
      const { channel, link } = both;
      const pending = channel.request(step(3), { timeoutMs: 4_000 });
      link.cut();
      await assert.rejects(pending, PeerDead);
      assert.equal(channel.resumed, 0);
    });

    test("names the environments whose answers are no longer kept, and goes on with the others", async () => {
      await using both = await linked(carrier);
      const { channel, link, counted } = both;
      link.hold("toAgent");
      const pending = Array.from({ length: 70 }, (_, envId) => channel.request(step(envId)));
      await until("all steps", () => counted.length === 70);
      link.cut();
      link.mend();
      const settled = await Promise.allSettled(pending);
      const lost = settled.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
      assert.deepEqual(lost.map(({ fault }: RemoteError) => fault.envIds), [[0], [1], [2], [3], [4], [5]]); // biome-ignore format: short
      assert.ok(lost[0] instanceof RemoteError && lost[0].fault.code === "episodeLost" && lost[0].usable);
      assert.equal((await channel.request(step(7))).body.rewards[0], 71);
    });

    test("sends the tensors again with what never arrived", async () => {
      await using both = await linked(carrier);
      const { channel, link, service } = both;
      service.script = async ({ tensors }) => stepAnswer(0, Number(tensors[0]!.data[1]));
      link.hold("toServer");
      const pending = channel.request(step(0), { tensors: [float64Tensor(Float64Array.of(5, 7), [1, 2])] });
      link.cut();
      link.mend();
      assert.equal((await pending).body.rewards[0], 7);
    });

    test("can be closed while the link is down", async () => {
      await using both = await linked(carrier);
      const { channel, link } = both;
      link.cut();
      const pending = assert.rejects(channel.request(step(0)), { name: "ChannelClosed" });
      const begin = performance.now();
      await channel.close();
      await pending;
      assert.ok(performance.now() - begin < 1_000);
    });
  });
}

test("whenever the link is cut, every step is done once and answered once", { timeout: 60_000 }, async () => {
  await using both = await linked("tcp", { resumeTimeoutMs: 20_000 });
  const { channel, link, counted } = both;
  const random = xorshift(11);
  let going = true;
  const breaking = (async () => {
    while (going) {
      await delay(random(30));
      if (random(2) === 0) link.hold("toAgent");
      if (random(3) === 0) link.hold("toServer");
      // A cut is noticed at once; a connection that hangs after 80 ms of silence, and what it held comes later.
      const hangs = random(4) === 0;
      await delay(hangs ? 120 : random(10));
      if (hangs) link.release();
      else link.cut();
      link.mend();
    }
  })();
  const rewards = await Promise.all(
    [0, 1, 2].map(async (envId) => {
      const own: number[] = [];
      while (channel.resumed < 30) {
        const { body } = await channel.request(step(envId), { timeoutMs: 30_000 });
        assert.deepEqual(body.envIds, [envId]);
        own.push(body.rewards[0]!);
      }
      return own;
    }),
  );
  going = false;
  await breaking;
  assert.equal(counted.length, rewards.flat().length);
  assert.equal(new Set(rewards.flat()).size, counted.length);
});
