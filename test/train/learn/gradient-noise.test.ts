/** What updaters tell of the noise of their gradient: right by other ways of counting, and never part of the update. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { cosine } from "../../../src/estimator/telemetry.ts";
import { createRng } from "../../../src/math/random.ts";
import { ascent } from "../../../src/optimizer/ascent.ts";
import { gaussianHead } from "../../../src/policy/head/gaussian.ts";
import { mlp } from "../../../src/policy/network/dense/mlp.ts";
import { separateActorCritic } from "../../../src/policy/separate.ts";
import type { Stretch } from "../../../src/rollout/stretch.ts";
import { type ActorCriticOptions, actorCritic } from "../../../src/train/learn/actor-critic.ts";
import { GradientPieces } from "../../../src/train/learn/gradient-noise.ts";
import { type PolicyGradientOptions, policyGradient } from "../../../src/train/learn/policy-gradient.ts";
import { trustRegion } from "../../../src/train/learn/trust-region.ts";
import type { Update, Updater } from "../../../src/train/learn/updater.ts";

const hidden = { hidden: [4], activation: "tanh" } as const;
const actor = mlp({ inputSize: 2, outputSize: 1, ...hidden });
const head = gaussianHead({ type: "box", dtype: "float32", shape: [1], low: Float64Array.of(-1), high: Float64Array.of(1), names: [], units: [] }); // biome-ignore format: one line
const model = separateActorCritic({ actor, head, critic: mlp({ inputSize: 2, outputSize: 1, ...hidden }) });
const params = model.init(createRng(1));
const rate = ascent({ learningRate: 0.01 });

/** Stretches of `length` steps of noise. */
function stretchesOf(count: number, length: number): Stretch[] {
  const rng = createRng(5);
  const numbers = (size: number) => Float64Array.from({ length: size }, () => rng.normal());
  return Array.from({ length: count }, (_, envId) => ({
    envId,
    seed: envId,
    start: 0,
    length,
    observations: Float32Array.from(numbers(2 * length)),
    actions: numbers(length),
    rewards: numbers(length),
    end: "truncated",
    next: Float32Array.from(numbers(2)),
  }));
}

function updated(updater: Updater, stretches = stretchesOf(6, 8)): Update {
  const rng = createRng(3);
  return updater.update({ params, memory: updater.init(params), stretches, rng, progress: 0.5 });
}

const ppo: ActorCriticOptions = {
  name: "ppo",
  model,
  optimizer: () => rate,
  discount: 0.9,
  lambda: 0.9,
  entropyBonus: 0.01,
  valueWeight: 0.5,
  epochs: 2,
  minibatchSize: 12,
  clipRange: 0.2,
  standardize: "batch",
};
const reinforce: Omit<PolicyGradientOptions, "gradientVariance"> = {
  model,
  optimizer: () => rate,
  discount: 0.9,
  weight: "reward-to-go",
  baseline: "none",
  timesDiscount: false,
  standardize: "none",
  entropyBonus: 0,
};

describe("the noise of a gradient", () => {
  test("of pieces is the variance of their mean, summed over its elements", () => {
    const pieces = fc.array(fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 8 }); // biome-ignore format: one line
    fc.assert(
      fc.property(pieces, (list) => {
        const noise = new GradientPieces();
        for (const piece of list) noise.add(Float64Array.from(piece));
        // Two passes, element by element.
        let [expected, squares] = [0, 0];
        for (let j = 0; j < 3; j++) {
          const mean = list.reduce((sum, piece) => sum + piece[j]!, 0) / list.length;
          squares += mean ** 2;
          for (const piece of list) expected += (piece[j]! - mean) ** 2 / (list.length * (list.length - 1));
        }
        const { gradientVariance, gradientNoiseShare } = noise.metrics();
        assert.ok(Math.abs(gradientVariance - expected) < 1e-9);
        if (squares > 1e-3 && expected > 1e-6)
          assert.ok(Math.abs(gradientNoiseShare / (expected / squares) - 1) < 1e-5);
      }),
    );
  });

  test("of one piece is not known, of pieces that agree is 0", () => {
    const noise = new GradientPieces();
    noise.add(Float64Array.of(1, 2));
    assert.ok(Number.isNaN(noise.metrics().gradientVariance));
    noise.add(Float64Array.of(1, 2));
    assert.deepEqual(noise.metrics(), { gradientVariance: 0, gradientNoiseShare: 0 });
  });

  for (const [name, make] of Object.entries({
    reinforce: (gradientVariance: boolean) => policyGradient({ ...reinforce, gradientVariance }),
    ppo: (gradientVariance: boolean) => actorCritic({ ...ppo, gradientVariance }),
    a2c: (gradientVariance: boolean) =>
      actorCritic({ ...ppo, epochs: 1, minibatchSize: undefined, gradientVariance }),
    trpo: (gradientVariance: boolean) =>
      trustRegion({
        model,
        discount: 0.9,
        lambda: 0.9,
        standardize: "batch",
        maxKl: 0.01,
        damping: 0.1,
        cgIterations: 5,
        criticOptimizer: () => rate,
        criticEpochs: 1,
        criticMinibatchSize: 16,
        gradientVariance,
      }),
  }))
    test(`is told by ${name} and changes nothing that is learned, to the bit`, () => {
      const [told, untold] = [updated(make(true)), updated(make(false))];
      assert.deepEqual([told.params, told.memory], [untold.params, untold.memory]);
      assert.ok(told.metrics.gradientVariance! > 0 && told.metrics.gradientNoiseShare! > 0);
    });

  test("shrinks as the episodes of REINFORCE grow in number", () => {
    const variance = (count: number) =>
      updated(policyGradient({ ...reinforce, gradientVariance: true }), stretchesOf(count, 8)).metrics
        .gradientVariance!;
    // tr Cov(ĝ) = tr Cov(g) / m: 64 times the episodes. The standard error of either estimate is some 40 %.
    const ratio = variance(16) / variance(1024);
    assert.ok(ratio > 24 && ratio < 160, `${ratio}`);
  });
});

test("PPO tells the cosine of a minibatch's gradient to the batch's: 1 where they are one, less where they are not", () => {
  const told = updated(actorCritic({ ...ppo, gradientVariance: true })).metrics.gradientCosine!;
  assert.ok(told > -1 && told < 0.999, `${told}`);
  const whole = updated(actorCritic({ ...ppo, minibatchSize: 48, gradientVariance: true })).metrics;
  assert.equal(whole.gradientCosine, undefined);
  // The first minibatch of 47 of the 48 rows points nearly where the batch does.
  const most = updated(actorCritic({ ...ppo, minibatchSize: 47, gradientVariance: true })).metrics;
  assert.ok(most.gradientCosine! > 0.9, `${most.gradientCosine}`);
  assert.ok(cosine(Float64Array.of(1, 0), Float64Array.of(1, 0)) === 1);
});

test("the effective sample share is 1 before anything moved and less afterwards; REINFORCE tells how far it moved", () => {
  const once = updated(actorCritic({ ...ppo, epochs: 1, minibatchSize: undefined })).metrics;
  // One step: told of what is behind it, where the ratios have left 1; standing still they have not.
  assert.ok(once.effectiveSampleShare! < 1 && once.klDivergence! > 0);
  const standing = ascent({ learningRate: 1e-300 });
  const still = updated(
    actorCritic({ ...ppo, epochs: 1, minibatchSize: undefined, optimizer: () => standing }),
  );
  assert.deepEqual([still.metrics.effectiveSampleShare, still.metrics.klDivergence], [1, 0]);
  const often = updated(actorCritic({ ...ppo, epochs: 20 })).metrics;
  assert.ok(often.effectiveSampleShare! < 1 && often.effectiveSampleShare! > 0);
  const { klDivergence } = updated(policyGradient({ ...reinforce, gradientVariance: false })).metrics;
  assert.ok(klDivergence! > 0);
});
