import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { monotonicClock } from "../../../src/deploy/loop/clock.ts";
import { SharedBlock } from "../../../src/deploy/loop/shared-block.ts";
import { sleeper } from "../../../src/deploy/loop/sleep.ts";

test("requests add up until they are taken, and are taken once", () => {
  const block = new SharedBlock(SharedBlock.memory());
  block.request(1, false);
  block.request(8, false);
  assert.equal(block.takeRequests(), 9);
  assert.equal(block.takeRequests(), 0);
});

test("an urgent request wakes the sleep after it and the sleep it falls into; one that can wait wakes none", async () => {
  const memory = SharedBlock.memory();
  const block = new SharedBlock(memory);
  const clock = monotonicClock();
  const sleep = sleeper(block, clock);
  block.takeRequests();
  block.request(1, false);
  assert.equal(sleep(clock() + 0.02), false);
  block.request(4, true);
  assert.equal(sleep(clock() + 60), true);
  assert.equal(block.takeRequests(), 5);
  // The other thread asks while this one is asleep.
  const module = new URL("../../../src/deploy/loop/shared-block.js", import.meta.url).href;
  const program = `
    import { workerData } from "node:worker_threads";
    const { SharedBlock } = await import(${JSON.stringify(module)});
    const block = new SharedBlock(workerData);
    const before = block.threadBeats;
    while (block.threadBeats < before + 3);
    block.request(2, true);`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(program)}`), {
    workerData: memory,
  });
  assert.equal(sleep(clock() + 60), true);
  assert.equal(block.takeRequests(), 2);
  await new Promise((resolve) => worker.once("exit", resolve));
});

test("a long sleep says every so often that it lives, and never ends early by itself", () => {
  const block = new SharedBlock(SharedBlock.memory());
  const clock = monotonicClock();
  block.takeRequests();
  const end = clock() + 0.1;
  assert.equal(sleeper(block, clock)(end), false);
  assert.ok(clock() >= end);
  // 0.1 s in sleeps of at most 0.01 s, less the last moment, awake: 9 or 10; fewer where the machine lets it sleep longer.
  assert.ok(block.threadBeats >= 1 && block.threadBeats <= 10, String(block.threadBeats));
});
