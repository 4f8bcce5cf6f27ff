/** What a training run tells its report and TensorBoard: plain data, by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { describeTraining, type TrainingDescription } from "../../src/cli/describe-training.ts";
import { scalarsOf } from "../../src/cli/train-events.ts";
import type { AnyEnv } from "../../src/env/env.ts";
import { renderLearningReport } from "../../src/observe/report/learning/report.ts";
import { checkSettings } from "../../src/train/learn/config.ts";
import type { Measured } from "../../src/train/learn/evaluation.ts";
import type { EvaluationRecord } from "../../src/train/learn/learn.ts";
import type { Learner, LearnRecord } from "../../src/train/learn/learner.ts";
import { checkedPage, wordsOf } from "../observe/checked-page.ts";

const record = (iteration: number, change: Partial<LearnRecord> = {}): LearnRecord => ({
  iteration,
  steps: 100 * iteration,
  episodes: 2 * iteration,
  meanReturn: 5,
  iterationReturn: 6,
  iterationLength: 50,
  returns: [5, 7],
  reasons: { fell: 2 },
  metrics: { entropy: 0.6, gradientNorm: 3, updates: 4 },
  actTime: 1,
  envTime: 2,
  learnTime: 3,
  ...change,
});

const measured = (mean: number): Measured => ({
  mean,
  standardError: 0.5,
  returns: [mean - 1, mean + 1],
  meanLength: 50,
  reasons: { "time limit": 2 },
});

const evaluation = (steps: number, mean: number): EvaluationRecord => ({
  iteration: steps / 100,
  steps,
  deterministic: measured(mean),
  stochastic: measured(mean / 2),
});

function description(change: Partial<TrainingDescription> = {}): TrainingDescription {
  const checked = checkSettings("ppo", { env: "toy:bowl", steps: 300, stopAtReturn: 9, seed: 4 });
  assert.ok("config" in checked);
  const params = new Float64Array();
  return {
    config: checked.config,
    run: "runs/bowl-1",
    spec: { name: "toy:bowl", version: "1" } as AnyEnv["spec"],
    learner: { description: "ppo, by hand" } as Learner,
    state: {
      learner: { steps: 300, episodes: 6 },
      best: { params, normalizer: null, steps: 200, meanReturn: 8 },
      evaluatedAt: 200,
    } as unknown as TrainingDescription["state"],
    interrupted: false,
    records: [record(1), record(2, { reasons: { fell: 1, "time limit": 5 } }), record(3)],
    evaluations: [evaluation(0, 1), evaluation(200, 8), evaluation(300, 7)],
    machine: { node: "20.0.0", cpu: "some processor", cores: 2 },
    createdAt: new Date("2026-11-25T17:30:00Z"),
    ...change,
  };
}

test("the result is the evaluation of the policy that is kept, not the last one", () => {
  const { result, references, status, createdAt } = describeTraining(description());
  assert.deepEqual([result?.steps, result?.deterministic.mean, result?.stochastic?.mean], [200, 8, 4]);
  assert.deepEqual(references, [{ label: "enough", value: 9 }]);
  assert.deepEqual([status.state, createdAt], ["completed", "2026-11-25 17:30 UTC"]);
  const { result: none, status: interrupted } = describeTraining(
    description({ state: undefined, interrupted: true }),
  );
  assert.equal(none, undefined);
  assert.match(interrupted.detail, /npx gaitway train --resume runs\/bowl-1/);
});

test("time is summed by what it went into; a search that does not tell its acting apart says so", () => {
  const { time, duration } = describeTraining(description());
  assert.deepEqual(time.map(({ seconds }) => seconds), [3, 6, 9]); // biome-ignore format: one line
  assert.equal(duration, 18);
  const search = description({ records: [record(1, { actTime: Number.NaN })] });
  assert.deepEqual(describeTraining(search).time, [
    { name: "acting, environment and wire", seconds: 2 },
    { name: "learning", seconds: 3 },
  ]);
});

test("simulating is a share of its own where every iteration tells it, the wire being the rest", () => {
  const told = (iteration: number, change: Partial<LearnRecord> = {}) =>
    record(iteration, { simulateTime: 1.5, ...change });
  const shares = (...records: LearnRecord[]) => {
    const { time } = describeTraining(description({ records }));
    return time.map(({ name, seconds }) => `${name} ${seconds}`);
  };
  // Each iteration: 1 s acting, 2 s waiting, 1.5 of them simulated, 3 s learning.
  assert.deepEqual(shares(told(1), told(2)), ["acting 2", "simulating 3", "wire 1", "learning 6"]);
  assert.deepEqual(shares(told(1, { actTime: Number.NaN })), [
    "simulating 1.5",
    "acting and wire 0.5",
    "learning 3",
  ]);
  assert.deepEqual(shares(told(1), record(2)), ["acting 2", "environment and wire 4", "learning 6"]);
  const { "time/simulate": simulate, "time/wire": wire } = scalarsOf(told(1));
  assert.deepEqual([simulate, wire], [1.5, 0.5]);
});

test("endings are counted over all iterations, the most frequent first, and on the held-out episodes", () => {
  const { outcomes } = describeTraining(description());
  assert.deepEqual(outcomes[0], {
    name: "training",
    counts: [
      { name: "fell", count: 5 },
      { name: "time limit", count: 5 },
    ],
  });
  assert.deepEqual(outcomes.map(({ name }) => name), ["training", "held out, deterministic", "held out, stochastic"]); // biome-ignore format: one line
});

test("its page is whole, says the settings, and what the method does not tell", () => {
  const words = wordsOf(checkedPage(renderLearningReport(describeTraining(description()))));
  assert.match(words, /Not told by this method: KL divergence, Explained variance, Clip fraction/);
  for (const expected of ["seed 4", "clipRange 0.2", "hidden [64,64]", "--config runs/bowl-1/config.yaml"])
    assert.ok(words.includes(expected), expected);
});

test("scalars are grouped for TensorBoard; what has no group is the method's own", () => {
  const scalars = scalarsOf(record(1));
  assert.deepEqual(scalars, {
    "return/training": 6,
    "return/last hundred episodes": 5,
    "return/episode length": 50,
    "policy/entropy": 0.6,
    "gradient/norm": 3,
    "method/updates": 4,
    "time/act": 1,
    "time/environment and wire": 2,
    "time/learn": 3,
  });
});
