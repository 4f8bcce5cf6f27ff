/** evaluations.jsonl of a run: every evaluation that was saved, cut back to the checkpoint like the metrics. */
import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { EvaluationRecord, RunState } from "../../../src/train/learn/learn.ts";
import { learnStore, newestRun, readEvaluations } from "../../../src/train/learn/learn-run.ts";
import { RunDirectory } from "../../../src/train/run-directory.ts";

const evaluation = (iteration: number): EvaluationRecord => ({
  iteration,
  steps: 10 * iteration,
  deterministic: { mean: iteration, standardError: Number.NaN, returns: [1], meanLength: 1, reasons: {} },
});

const runAt = (iteration: number): RunState => ({
  learner: {
    iteration,
    steps: 10 * iteration,
    episodes: 0,
    params: Float64Array.of(1),
    memory: null,
    normalizer: null,
    rewardScale: null,
    courses: [],
    recentReturns: [],
  },
  best: null,
  evaluatedAt: 0,
});

test("evaluations are appended with each save, and what lies beyond the checkpoint is cut off when the run goes on", async () => {
  const path = join(await mkdtemp(join(tmpdir(), "gaitway-evaluations-")), "run");
  await using run = await RunDirectory.create(path, "");
  const file = run.file("evaluations.jsonl");
  const store = learnStore(run);
  await store.save(runAt(1), [], [evaluation(0), evaluation(1)]);
  await store.save(runAt(2), [], []);
  await store.save(runAt(3), [], [evaluation(3)]);
  assert.deepEqual(await readEvaluations(file), [evaluation(0), evaluation(1), evaluation(3)]);
  // The last checkpoint is lost, as when the process is killed between the line and the checkpoint.
  const [, , last] = (await readdir(run.file("checkpoints"))).sort();
  await rm(join(run.file("checkpoints"), last!));
  assert.equal((await newestRun(run))?.state.learner.iteration, 2);
  assert.deepEqual(await readEvaluations(file), [evaluation(0), evaluation(1)]);
});

test("of a run that never saved a state nothing is kept, not even what was measured before its first iteration", async () => {
  const path = join(await mkdtemp(join(tmpdir(), "gaitway-evaluations-")), "run");
  await using run = await RunDirectory.create(path, "");
  await learnStore(run).save(runAt(0), [], [evaluation(0)]);
  for (const name of await readdir(run.file("checkpoints"))) await rm(join(run.file("checkpoints"), name));
  assert.equal(await newestRun(run), undefined);
  assert.deepEqual(await readEvaluations(run.file("evaluations.jsonl")), []);
});
