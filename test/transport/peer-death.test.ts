import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { connect } from "../../src/env/remote.ts";
import { PeerDead, RequestTimeout } from "../../src/transport/errors.ts";

const CHILD = new URL("../support/serving-child.js", import.meta.url);

async function spawnServer(endpoint?: string) {
  const directory = await mkdtemp(join(tmpdir(), "gaitway-test-"));
  const child: ChildProcess = fork(CHILD, [endpoint ?? `ipc://${join(directory, "socket")}`]);
  const [address] = (await once(child, "message")) as [string];
  const stop = async () => {
    child.kill("SIGKILL");
    await rm(directory, { recursive: true, force: true });
  };
  return { child, address, [Symbol.asyncDispose]: stop };
}

const ACTION = Float64Array.of(0, 0);

describe("a peer in another process", { timeout: 20_000 }, () => {
  for (const endpoint of [undefined, "tcp://127.0.0.1:*"]) {
    test(`is known to be dead within 1.5 s of SIGKILL over ${endpoint ?? "ipc"}`, async () => {
      await using server = await spawnServer(endpoint);
      await using env = await connect(server.address);
      await env.reset({ envIds: [3], seeds: [1] });
      const pending = env.step({ envIds: [3], actions: ACTION });
      const begin = performance.now();
      server.child.kill("SIGKILL");
      await assert.rejects(pending, PeerDead);
      const tookMs = performance.now() - begin;
      assert.ok(tookMs <= 1_500, `took ${tookMs} ms`);
      await assert.rejects(env.reset({ envIds: [0], seeds: [1] }), PeerDead);
    });
  }

  test("that is stopped rejects what is pending instead of hanging", async () => {
    await using server = await spawnServer();
    await using env = await connect(server.address);
    await env.reset({ envIds: [3], seeds: [1] });
    server.child.kill("SIGSTOP");
    await assert.rejects(env.step({ envIds: [3], actions: ACTION }), (error) => {
      return error instanceof PeerDead && /is stopped/.test(error.message);
    });
  });

  test("that is slow is busy, not dead, however long it takes", async () => {
    await using server = await spawnServer();
    await using env = await connect(server.address, { timeoutMs: 2_000 });
    await env.reset({ envIds: [3, 0], seeds: [1, 1] });
    await assert.rejects(env.step({ envIds: [3], actions: ACTION }), (error) => {
      return error instanceof RequestTimeout && error.progress === "busy";
    });
    await env.step({ envIds: [0], actions: ACTION });
  });

  test("is not taken for dead because this process was blocked", async () => {
    await using server = await spawnServer();
    await using env = await connect(server.address);
    await env.reset({ envIds: [0], seeds: [1] });
    const begin = performance.now();
    while (performance.now() - begin < 2_500);
    // The late timers fire now, and then what the server sent meanwhile is read.
    await delay(600);
    await env.step({ envIds: [0], actions: ACTION });
  });
});
