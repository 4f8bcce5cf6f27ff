/** Trials of an older policy in the gradient of this one: right in the mean, summed over all that the older one can do, and forgotten in time. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createRng } from "../../../src/math/random.ts";
import { add } from "../../../src/math/vector.ts";
import { ascent } from "../../../src/optimizer/ascent.ts";
import type { Stretch } from "../../../src/rollout/stretch.ts";
import { checkSettings } from "../../../src/train/learn/config.ts";
import type { Memory } from "../../../src/train/learn/learner.ts";
import { pack, unpack } from "../../../src/train/learn/packed.ts";
import { type PolicyGradientOptions, policyGradient } from "../../../src/train/learn/policy-gradient.ts";
import { threeStates } from "../../estimator/exact/world.ts";
import { addScaled, simulate, stretchOf, trajectories } from "../../support/tabular-mdp.ts";

const world = threeStates(3);
const { mdp, model, params, discount } = world;
const behavior = Float64Array.of(-0.25, 0.5, 0, 0.25, 0.5, -0.125, -0.125, 0.25);
const steps = ascent({ learningRate: 1 });

const options = {
  model,
  optimizer: () => steps,
  discount,
  weight: "reward-to-go",
  baseline: "none",
  timesDiscount: false,
  standardize: "none",
  entropyBonus: 0,
} as const satisfies PolicyGradientOptions;
const exact = { iterations: 1, selfNormalized: false };

type Given = Partial<PolicyGradientOptions>;

/** ĝ at `at`: what a step of length 1 adds to θ. */
function learned(given: Given, at: Float64Array, stretches: readonly Stretch[], memory?: Memory) {
  const updater = policyGradient({ ...options, ...given });
  const batch = { params: at, stretches, rng: createRng(1), progress: 0 };
  const update = updater.update({ ...batch, memory: memory ?? updater.init(at) });
  return {
    ...update,
    gradient: add(
      update.params,
      at.map((value) => -value),
    ),
  };
}

const rng = createRng(4);
const episodes = (at: Float64Array, count: number): Stretch[] =>
  Array.from({ length: count }, () => stretchOf(mdp, simulate(mdp, at, rng)));

function near(got: Float64Array, expected: Float64Array, within: number): void {
  for (const [j, x] of got.entries())
    assert.ok(Math.abs(x - expected[j]!) < within, `${got}, not ${expected}`);
}

describe("trials that are used again", () => {
  for (const weight of ["full-return", "reward-to-go"] as const)
    test(`leave the mean gradient exact (${weight})`, () => {
      const [fresh] = episodes(params, 1);
      const alone = learned({ weight }, params, [fresh!]).gradient;
      // Σ_τ P_b(τ) ĝ(τ, fresh) = ½ (∇ + g(fresh))
      const mean = new Float64Array(params.length);
      for (const each of trajectories(mdp, behavior)) {
        const before = learned({ weight, reuse: exact }, behavior, [stretchOf(mdp, each)]);
        const { gradient } = learned({ weight, reuse: exact }, params, [fresh!], before.memory);
        addScaled(mean, gradient, each.probability);
      }
      const target = weight === "full-return" ? world.faded : world.even;
      near(mean, alone.map((value, j) => (value + target[j]!) / 2), 1e-5); // biome-ignore format: one line
    });

  test("of the policy itself count in full: a batch of all of them, with any baseline", () => {
    const [older, fresh] = [episodes(params, 6), episodes(params, 4)];
    for (const weight of ["full-return", "reward-to-go"] as const)
      for (const baseline of ["none", "constant", "time", "state", "optimal"] as const)
        for (const selfNormalized of [false, true]) {
          const given = { weight, baseline, reuse: { iterations: 1, selfNormalized } };
          const { memory } = learned(given, params, older);
          const { gradient, metrics } = learned(given, params, fresh, memory);
          near(gradient, learned({ weight, baseline }, params, [...older, ...fresh]).gradient, 1e-6);
          assert.ok(Math.abs(metrics.effectiveSampleSize! - 10) < 1e-6);
        }
  });

  test("say less the further the policy has gone, and are bounded where asked", () => {
    const [older, fresh] = [episodes(behavior, 20), episodes(params, 5)];
    const told = (reuse: PolicyGradientOptions["reuse"]) => {
      const { memory } = learned({ reuse }, behavior, older);
      return learned({ reuse }, params, fresh, memory);
    };
    const size = told(exact).metrics.effectiveSampleSize!;
    assert.ok(size > 1 && size < 24, `${size}`);
    // All ratios of whole episodes are above 0.001: held there, all 25 count alike.
    const held = told({ ...exact, truncation: 1e-3 });
    assert.ok(Math.abs(held.metrics.effectiveSampleSize! - 25) < 1e-9);
    assert.notDeepEqual(held.gradient, told(exact).gradient);
  });

  test("are those of so many iterations, and come back from a checkpoint as they were", () => {
    const reuse = { iterations: 2, selfNormalized: true };
    let memory: Memory | undefined;
    const sizes: number[] = [];
    for (let k = 0; k < 4; k++) {
      const update = learned({ reuse }, params, episodes(params, 3), memory);
      memory = update.memory;
      sizes.push(Math.round(update.metrics.effectiveSampleSize!));
      assert.deepEqual(unpack(pack(memory)), memory);
    }
    assert.deepEqual(sizes, [3, 6, 9, 9]);
  });

  test("are refused where what they were seen through changes", () => {
    for (const given of [
      { normalizeObservations: true },
      { normalizeRewards: true },
      { standardize: "batch" },
    ]) {
      const checked = checkSettings("reinforce", { env: "e", reuse: 2, ...given });
      assert.ok("issues" in checked && /used again as they were seen/.test(checked.issues[0]!.message));
      assert.ok("config" in checkSettings("reinforce", { env: "e", ...given }));
    }
    assert.ok("issues" in checkSettings("ppo", { env: "e", reuse: 2 }));
  });
});
