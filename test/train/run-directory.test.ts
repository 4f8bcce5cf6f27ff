import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { appendFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { InvalidCheckpoint } from "../../src/train/checkpoint-file.ts";
import { RunDirectory } from "../../src/train/run-directory.ts";
import { RunDirectoryError } from "../../src/train/run-error.ts";
import type { IterationRecord, TrainState } from "../../src/train/state.ts";
import { Folder } from "../support/command.ts";

const state = (iteration: number): TrainState => ({
  iteration,
  params: Float64Array.of(iteration, 1 / 3),
  optimizer: { count: iteration, moments: {} },
  best: undefined,
  partial: [],
});

const record = (iteration: number): IterationRecord => ({
  iteration,
  params: Float64Array.of(iteration),
  meanReturn: 0.25,
  returnStd: 0.01,
  candidateReturns: [0.2, 0.3],
  gradient: Float64Array.of(1),
  gradientNorm: 1,
  gradientVariance: Number.NaN,
  stepNorm: 2,
  clipped: [],
  episodes: 6,
  reasons: { finished: 6 },
  meanObservation: Float64Array.of(0.25),
  wallTime: 1.5,
});

/** A run at runs/x with `iterations` saved. */
async function runWith(folder: Folder, iterations: number): Promise<RunDirectory> {
  const run = await RunDirectory.create(folder.file("runs", "x"), "seed: 1\n");
  for (let iteration = 1; iteration <= iterations; iteration += 1)
    await run.save(state(iteration), record(iteration));
  return run;
}

test("a run that never began takes the folder of runs with it only if it made that and no other run is there", async () => {
  await using folder = await Folder.create();
  const first = await RunDirectory.create(folder.file("runs", "first"), "");
  const second = await RunDirectory.create(folder.file("runs", "second"), "");
  await first.discard();
  assert.deepEqual(await readdir(folder.path), ["runs"]);
  await second.discard();
  assert.deepEqual(await readdir(folder.file("runs")), []);
  await rm(folder.file("runs"), { recursive: true });
  await (await RunDirectory.create(folder.file("runs", "third"), "")).discard();
  assert.deepEqual(await readdir(folder.path), []);
});

test("metrics are read back as they were saved", async () => {
  await using folder = await Folder.create();
  await using run = await runWith(folder, 2);
  assert.deepEqual(await run.metrics(), [record(1), record(2)]);
});

test("a run that was killed between metrics and checkpoint goes on from the checkpoint, and the metrics agree", async () => {
  await using folder = await Folder.create();
  const killed = await runWith(folder, 2);
  await appendFile(killed.file("metrics.jsonl"), `${JSON.stringify({ ...record(3), params: [3] })}\n`);
  await killed[Symbol.asyncDispose]();
  await using run = await RunDirectory.open(folder.file("runs", "x"));
  assert.equal((await run.checkpoint())?.state.iteration, 2);
  assert.deepEqual(
    (await run.metrics()).map(({ iteration }) => iteration),
    [1, 2],
  );
});

test("a line of metrics that was cut in the middle is dropped and overwritten", async () => {
  await using folder = await Folder.create();
  const killed = await runWith(folder, 2);
  await appendFile(killed.file("metrics.jsonl"), '{"iteration":3,"par');
  await killed[Symbol.asyncDispose]();
  await using run = await RunDirectory.open(folder.file("runs", "x"));
  await run.checkpoint();
  await run.save(state(3), record(3));
  assert.deepEqual(
    (await run.metrics()).map(({ iteration }) => iteration),
    [1, 2, 3],
  );
});

test("when no checkpoint is whole the run says so and changes nothing", async () => {
  await using folder = await Folder.create();
  const broken = await runWith(folder, 1);
  await writeFile(broken.file("checkpoints/000001.json"), "half");
  await broken[Symbol.asyncDispose]();
  await using run = await RunDirectory.open(folder.file("runs", "x"));
  await assert.rejects(run.checkpoint(), InvalidCheckpoint);
  assert.equal((await run.metrics()).length, 1);
});

test("a run another living process writes to cannot be opened, and the process is named", async () => {
  await using folder = await Folder.create();
  const run = await runWith(folder, 1);
  const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  await writeFile(run.file("run.lock"), String(other.pid));
  const opening = RunDirectory.open(folder.file("runs", "x"));
  await assert.rejects(opening, (error) => {
    return (
      error instanceof RunDirectoryError && error.message.includes(`being written by process ${other.pid}`)
    );
  });
  const gone = new Promise((resolve) => other.once("close", resolve));
  other.kill("SIGKILL");
  await gone;
  // The lock of a process that is gone is stale.
  await using reopened = await RunDirectory.open(folder.file("runs", "x"));
  assert.equal(Number.parseInt(await readFile(reopened.file("run.lock"), "utf8"), 10), process.pid);
});

test("a run at a path that exists is refused and what is there stays", async () => {
  await using folder = await Folder.create();
  await using first = await runWith(folder, 1);
  await assert.rejects(RunDirectory.create(first.path, "seed: 2\n"), /never overwritten/);
  assert.equal(await first.readConfig(), "seed: 1\n");
});

test("a place that cannot be written is said to be one", {
  skip: process.platform !== "linux" && "needs sysfs",
}, async () => {
  await assert.rejects(
    RunDirectory.create("/sys/gaitway", ""),
    /no permission to write there; choose another/,
  );
});

test("disposing waits for work that is held, even if it fails", async () => {
  await using folder = await Folder.create();
  const run = await runWith(folder, 1);
  let finished = false;
  run.hold(new Promise((resolve) => setImmediate(resolve)).then(() => (finished = true)));
  run.hold(Promise.reject(new Error("a simulator failed")));
  await run[Symbol.asyncDispose]();
  assert.ok(finished);
});

test("a line of metrics.jsonl that is none is named, and the file stays as it is", async () => {
  await using folder = await Folder.create();
  const whole = await runWith(folder, 2);
  await appendFile(whole.file("metrics.jsonl"), "garbage\n");
  await whole[Symbol.asyncDispose]();
  const before = await readFile(whole.file("metrics.jsonl"), "utf8");
  await using run = await RunDirectory.open(folder.file("runs", "x"));
  await assert.rejects(run.checkpoint(), /metrics.jsonl, line 3, is not the record/);
  assert.equal(await readFile(run.file("metrics.jsonl"), "utf8"), before);
});

test("a run whose checkpoints were removed keeps its metrics", async () => {
  await using folder = await Folder.create();
  const whole = await runWith(folder, 3);
  await whole[Symbol.asyncDispose]();
  await rm(whole.file("checkpoints"), { recursive: true });
  await using run = await RunDirectory.open(folder.file("runs", "x"));
  await assert.rejects(run.checkpoint(), /3 iterations in metrics.jsonl and no checkpoint/);
  assert.equal((await run.metrics()).length, 3);
});

test("a lock whose process id belongs to another process by now is stale", {
  skip: process.platform !== "linux",
}, async () => {
  await using folder = await Folder.create();
  const run = await runWith(folder, 1);
  await run[Symbol.asyncDispose]();
  await writeFile(run.file("run.lock"), `${process.ppid} 1`);
  await using reopened = await RunDirectory.open(folder.file("runs", "x"));
  assert.match(await readFile(reopened.file("run.lock"), "utf8"), new RegExp(`^${process.pid} \\d+$`));
});
