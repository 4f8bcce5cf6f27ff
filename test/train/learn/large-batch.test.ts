/** The cosine to a large batch: near to that of the true gradient where this is known, and never part of what is learned. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cosine } from "../../../src/estimator/telemetry.ts";
import type { Stretch } from "../../../src/rollout/stretch.ts";
import type { MethodName } from "../../../src/train/learn/config.ts";
import { piecesOf } from "../../../src/train/learn/large-batch.ts";
import type { Learner } from "../../../src/train/learn/learner.ts";
import { createLearner } from "../../../src/train/learn/methods.ts";
import { type IdentityOptions, identityEnv } from "../../support/identity-env.ts";
import { learnerIn, runOf, type Settings, settings } from "../../support/learning.ts";
import { type Mdp, utilityGradient } from "../../support/tabular-mdp.ts";

const unlost = (message: string) => assert.fail(message);

function learnerBeside(options: IdentityOptions, method: MethodName, given: Settings): Learner {
  const [env, spare] = [identityEnv(options), identityEnv({ ...options, envCount: 8 })];
  return createLearner(settings(method, given), { env, spare, onLost: unlost });
}

/** One step: say which of three was seen. The identity environment with episodes of one step, as a table. */
const oneStep: Mdp = {
  horizon: 1,
  start: [1 / 3, 1 / 3, 1 / 3],
  next: [0, 1, 2].map(() => [0, 1, 2].map(() => [0, 0, 0])),
  reward: [0, 1, 2].map((s) => [0, 1, 2].map((a) => (a === s ? 1 : 0))),
};

describe("the cosine to a large batch", () => {
  test("is that to the true gradient, where it is known", async () => {
    const world = { kind: "discrete", count: 3, envCount: 4, episodeLength: 1 } as const;
    // A step of length 1 along ĝ: what θ becomes tells it. Nothing is subtracted, so that ten episodes are noise enough.
    const given = { hidden: [], episodes: 10, baseline: "none", optimizer: "ascent", learningRate: 1 };
    const learner = learnerBeside(world, "reinforce", {
      ...given,
      largeBatch: { every: 1, episodes: 16_000 },
    });
    const session = await learner.open(learner.initial());
    let state = learner.initial();
    const told: number[] = [];
    for (let k = 0; k < 3; k++) {
      const iterated = await session.iterate(state, { progress: 0, stopped: () => false });
      const { params } = iterated!.state;
      const gradient = params.map((value, j) => value - state.params[j]!);
      const expected = cosine(gradient, utilityGradient(oneStep, state.params, 1));
      told.push(iterated!.record.metrics.largeBatchCosine!);
      // One episode: E‖g‖² = ⅓ · 4/3, so ‖g_large − ∇U‖ ≈ √(0.44 / 16000) = 0.005, which is 0.034 ‖∇U‖: a cosine moves by less than that.
      assert.ok(Math.abs(told.at(-1)! - expected) < 0.06, `${told.at(-1)}, not ${expected}`);
      state = iterated!.state;
    }
    assert.ok(
      told.some((value) => value < 0.9),
      `ten episodes are no large batch: ${told}`,
    );
  });

  const world = { kind: "box", count: 2, envCount: 3, episodeLength: 7 } as const;
  const small = { hidden: [4], normalizeObservations: true, normalizeRewards: true };
  for (const [method, kind, given] of [
    ["reinforce", "box", { ...small, episodes: 4 }],
    ["q-actor-critic", "discrete", { ...small, stepsPerIteration: 10 }],
    ["a2c", "box", { ...small, stepsPerIteration: 5, critic: "shared" }],
    ["ppo", "box", { ...small, stepsPerIteration: 10, epochs: 2, minibatchSize: 8 }],
    ["trpo", "discrete", { ...small, stepsPerIteration: 10, criticMinibatchSize: 16 }],
  ] as const)
    test(`is told by ${method} every so many iterations, changes nothing that is learned, and goes on bit for bit`, async () => {
      const options = { ...world, kind };
      const until = { steps: 200 };
      const make = () => learnerBeside(options, method, { ...given, largeBatch: { every: 2, episodes: 6 } });
      const told = await runOf({ learner: make(), until });
      const untold = await runOf({ learner: learnerIn(identityEnv(options), method, given), until });
      assert.deepEqual(told.states.at(-1), untold.states.at(-1));
      for (const { iteration, metrics } of told.records) {
        const value = metrics.largeBatchCosine;
        if (iteration % 2 === 0) assert.ok(value! >= -1 && value! <= 1, `${value}`);
        else assert.equal(value, undefined);
      }
      const first = await runOf({ learner: make(), until }, { stopAfter: 1 });
      const second = await runOf({ learner: make(), until, from: first.last });
      second.records.unshift(...first.records);
      assert.deepEqual(second.outcome, told.outcome);
    });

  test("asks for environments beside those that are trained in", () => {
    const given = { largeBatch: { every: 1, episodes: 2 } };
    assert.throws(() => learnerIn(identityEnv(world), "ppo", given), /rolls out beside the training/);
  });
});

test("a stretch in pieces is the same steps, each piece with what is seen behind it", () => {
  const whole: Stretch = {
    envId: 2,
    seed: 9,
    start: 3,
    length: 5,
    observations: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    actions: Float64Array.of(10, 11, 12, 13, 14),
    rewards: Float64Array.of(20, 21, 22, 23, 24),
    end: "terminated",
    next: Float32Array.of(-1, -2),
  };
  const pieces = piecesOf(whole, 2);
  assert.deepEqual(pieces.map(({ start, length, end }) => [start, length, end]), [[3, 2, "cut"], [5, 2, "cut"], [7, 1, "terminated"]]); // biome-ignore format: one line
  assert.deepEqual(pieces.map(({ next }) => Array.from(next)), [[4, 5], [8, 9], [-1, -2]]); // biome-ignore format: one line
  assert.deepEqual(pieces.flatMap(({ observations }) => Array.from(observations)), Array.from(whole.observations)); // biome-ignore format: one line
  assert.deepEqual(
    pieces.flatMap(({ rewards }) => Array.from(rewards)),
    Array.from(whole.rewards),
  );
  assert.deepEqual(
    pieces.flatMap(({ actions }) => Array.from(actions)),
    Array.from(whole.actions),
  );
  assert.deepEqual(piecesOf(whole, 5), [whole]);
});
