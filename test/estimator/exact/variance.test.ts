/** How far a gradient of one episode strays from its mean: enumerated where that is possible, reported by `scoreEstimate` where it is not. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Baseline } from "../../../src/estimator/baseline/baseline.ts";
import { constantBaseline } from "../../../src/estimator/baseline/constant.ts";
import { identityFeatures } from "../../../src/estimator/baseline/linear-value.ts";
import { monteCarloBaseline } from "../../../src/estimator/baseline/monte-carlo.ts";
import {
  optimalBaseline,
  optimalBaselineGradient,
} from "../../../src/estimator/baseline/optimal-constant.ts";
import { timeBaseline } from "../../../src/estimator/baseline/time-dependent.ts";
import { scoreEstimate } from "../../../src/estimator/score-variance.ts";
import { fullReturns, minus, returnsToGo } from "../../../src/estimator/weights.ts";
import { createRng } from "../../../src/math/random.ts";
import { mean } from "../../../src/math/statistics.ts";
import { type Rows, rowsOf } from "../../../src/rollout/rows.ts";
import { type Mdp, parameterCount, simulate, stretchOf, trajectories } from "../../support/tabular-mdp.ts";
import { type Weights, weighedBy } from "./expectation.ts";
import { exactVariance, inTheLimit, squared, statesToy } from "./spread.ts";
import { tabularModel, threeStates, type World, worldOf } from "./world.ts";

/** toy:bandit: four arms, each pays 1000, arm 2 pays 1001. */
const bandit = (): World => {
  const mdp: Mdp = {
    horizon: 1,
    start: [1],
    next: [[[0], [0], [0], [0]]],
    reward: [[1000, 1000, 1001, 1000]],
  };
  return worldOf(mdp, new Float64Array(parameterCount(mdp)), 1);
};

function assertFalling(list: readonly (readonly [string, number])[]): void {
  for (const [i, [name, value]] of list.entries())
    assert.ok(
      i === 0 || value < list[i - 1]![1],
      `${name}: ${value} is not below ${list[i - 1]?.[0]}: ${list[i - 1]?.[1]}`,
    );
}

describe("the variance falls from full return to reward-to-go to constant to time to state", () => {
  it("exactly, on states worth 3000 and −4000", () => {
    const world = statesToy(4);
    assertFalling(
      inTheLimit(world).map(([name, weights]) => [name, exactVariance(world, weighedBy(weights))]),
    );
  });

  it("as reported for 300 episodes of ten steps, with the baselines a learner has", () => {
    const world = statesToy(10);
    const rng = createRng(4);
    const rows = rowsOf(
      Array.from({ length: 300 }, (_, i) => stretchOf(world.mdp, simulate(world.mdp, world.params, rng), i)),
    );
    const reported = (weights: Float64Array) =>
      scoreEstimate(world.model, world.params, rows, weights, { normalization: "episodes" }).variance;
    const toGo = returnsToGo(rows, 1);
    const less = (baseline: Baseline) => reported(minus(toGo, baseline(rows, toGo)));
    assertFalling([
      ["full return", reported(fullReturns(rows, 1))],
      ["reward-to-go", reported(toGo)],
      ["− constant", less(constantBaseline({ average: "rows" }))],
      ["− time", less(timeBaseline())],
      ["− state", less(monteCarloBaseline({ features: identityFeatures }))],
    ]);
  });

  it("to almost nothing where one step is judged by its state: ¼ for each of two pairs of logits, not 3500²", () => {
    // One step: A = ±½, ∇ log π = ±½ in two logits of the state and in two biases: ‖ĝ‖² = ¼ · 4 · ¼ = ¼; the mean is ½·½ in size at
    // each: E ĝ = (¼/2, −¼/2) at each of two states and (0, 0) in the biases, of squared length 4/64.
    const world = statesToy(1);
    const [, , , , state] = inTheLimit(world);
    assert.ok(Math.abs(exactVariance(world, weighedBy(state![1])) - (1 / 4 - 4 / 64)) < 1e-3);
  });
});

describe("a bandit whose every arm pays 1000", () => {
  const world = bandit();

  it("has the gradient (−1, −1, 3, −1)/16, once for the logits and once for the biases", () => {
    const logits = [-1, -1, 3, -1].map((x) => x / 16);
    const found = [...world.faded];
    for (const [j, value] of [...logits, ...logits].entries()) assert.ok(Math.abs(found[j]! - value) < 1e-12);
  });

  it("is noise without a baseline, 2·¾·1000.5² less a trifle, and of a variance below 1 with one", () => {
    // ‖∇ log π‖² = (¾² + 3·¼²) twice = 2·¾; E[R²] = (3·1000² + 1001²)/4; ‖∇U‖² = 2·12/256
    const squares = (3 * 1000 ** 2 + 1001 ** 2) / 4;
    const without = exactVariance(
      world,
      weighedBy((_, rows) => fullReturns(rows, 1)),
    );
    assert.ok(Math.abs(without / (2 * 0.75 * squares - 24 / 256) - 1) < 1e-6, `${without}`);
    // Var R = 3/16: 2·¾·3/16 − 24/256
    const less = exactVariance(
      world,
      weighedBy((_, rows) => fullReturns(rows, 1).map((r) => r - 1000.25)),
    );
    assert.ok(Math.abs(less - (1.5 * (3 / 16) - 24 / 256)) < 1e-6, `${less}`);
  });
});

describe("the optimal constant", () => {
  const world = threeStates(3);
  const everything = rowsOf(trajectories(world.mdp, world.params).map((each) => stretchOf(world.mdp, each)));
  const full = fullReturns(everything, world.discount);
  const including = { leaveOneOut: false } as const;

  it("is Σ ‖S‖² R / Σ ‖S‖² of the episodes", () => {
    let [above, below] = [0, 0];
    for (const [k, { length }] of everything.stretches.entries()) {
      const rows = rowsOf([everything.stretches[k]!]);
      const score = weighedBy(() => new Float64Array(length).fill(1))(world, rows);
      above += squared(score) * full[everything.offsets[k]!]!;
      below += squared(score);
    }
    const found = optimalBaseline(world.model, world.params, including)(everything, full);
    // Weights pass through float32.
    for (const b of found) assert.ok(Math.abs(b - above / below) < 1e-6);
  });

  it("is the lowest point of the variance, and a number for each parameter is lower still", () => {
    const scores = trajectories(world.mdp, world.params).map((each) => {
      const rows = rowsOf([stretchOf(world.mdp, each)]);
      const score = weighedBy((_, { count }) => new Float64Array(count).fill(1))(world, rows);
      return { score, p: each.probability, r: fullReturns(rows, world.discount)[0]! };
    });
    const sum = (f: (each: (typeof scores)[number]) => number) =>
      scores.reduce((total, each) => total + each.p * f(each), 0);
    const best = sum(({ score, r }) => squared(score) * r) / sum(({ score }) => squared(score));
    const under = (b: number) =>
      exactVariance(
        world,
        weighedBy((_, rows) => fullReturns(rows, world.discount).map((r) => r - b)),
      );
    assert.ok(under(best) < under(best + 0.01) && under(best) < under(best - 0.01));
    const each = world.params.map(
      (_, j) => sum(({ score, r }) => score[j]! ** 2 * r) / sum(({ score }) => score[j]! ** 2),
    );
    const variance =
      sum(({ score, r }) => score.reduce((total, s, j) => total + (s * (r - each[j]!)) ** 2, 0)) -
      squared(world.faded);
    assert.ok(variance < under(best), `${variance} and ${under(best)}`);
  });

  it("of each parameter is (Σ S²R/Σ S²)ⱼ: the gradient of two episodes by hand", () => {
    // A bandit of four arms pulled at 0 and at 2: S = ±, R = 1000 and 1001. Arm 3, pulled by neither, has S = −¼ in both: b₃ = 1000.5, so
    // ĝ₃ = ½(−¼·(−½) − ¼·½) = 0. Logit 0: S = ¾, −¼; b₀ = (9·1000 + 1001)/10 = 1000.1; ĝ₀ = ½(¾·(−0.1) − ¼·0.9) = −0.15.
    const { mdp, params } = bandit();
    const rows = rowsOf([0, 2].map((arm) => stretchOf(mdp, { probability: 1, states: [0], actions: [arm] })));
    const found = optimalBaselineGradient(tabularModel(mdp), params, rows, fullReturns(rows, 1), including);
    assert.ok(Math.abs(found[3]!) < 1e-4 && Math.abs(found[0]! + 0.15) < 1e-4, `${found}`);
  });
});

describe("the variance that is reported", () => {
  it("for two episodes is, on average over every pair, half that of one", () => {
    const world = threeStates(2);
    const all = trajectories(world.mdp, world.params);
    const weights: Weights = ({ discount }, rows) => returnsToGo(rows, discount);
    let reported = 0;
    for (const a of all)
      for (const b of all) {
        const rows = rowsOf([a, b].map((each) => stretchOf(world.mdp, each)));
        const { variance } = scoreEstimate(world.model, world.params, rows, weights(world, rows), {
          normalization: "episodes",
        });
        reported += a.probability * b.probability * variance;
      }
    const half = exactVariance(world, weighedBy(weights)) / 2;
    assert.ok(Math.abs(reported / half - 1) < 1e-5, `${reported} and ${half}`);
  });

  for (const normalization of ["episodes", "transitions"] as const)
    it(`is the spread of the gradients of many batches, divided by ${normalization}`, () => {
      const world = threeStates(3);
      const rng = createRng(6);
      const batch = (): Rows =>
        rowsOf(
          Array.from({ length: 20 }, () => stretchOf(world.mdp, simulate(world.mdp, world.params, rng))),
        );
      const estimates = Array.from({ length: 1500 }, () => {
        const rows = batch();
        const options = { normalization, entropyBonus: 0.5 };
        return scoreEstimate(world.model, world.params, rows, returnsToGo(rows, world.discount), options);
      });
      const center = world.params.map((_, j) => mean(estimates.map(({ gradient }) => gradient[j]!)));
      const spread = mean(
        estimates.map(({ gradient }) => squared(gradient.map((value, j) => value - center[j]!))),
      );
      const reported = mean(estimates.map(({ variance }) => variance));
      // The spread of 1500 has a standard error of about √(2/1500), 4 %, for one direction and less for three.
      assert.ok(Math.abs(reported / spread - 1) < 0.1, `reported ${reported}, found ${spread}`);
    });

  it("divided by transitions, is nothing where episodes differ in length alone", () => {
    // One step and three of the same, each weighed 2: gᵢ = lᵢ · g₁, whose ratio of sums is always g₁; their mean is not always the same.
    const world = threeStates(3);
    const rows = rowsOf(
      [1, 3].map((length) =>
        stretchOf(world.mdp, {
          probability: 1,
          states: new Array<number>(length).fill(1),
          actions: new Array<number>(length).fill(0),
        }),
      ),
    );
    const variance = (normalization: "episodes" | "transitions") =>
      scoreEstimate(world.model, world.params, rows, new Float64Array(4).fill(2), { normalization }).variance;
    assert.ok(variance("transitions") < 1e-12, `${variance("transitions")}`);
    assert.ok(variance("episodes") > 0.1, `${variance("episodes")}`);
  });

  it("is NaN for one episode, whose gradient is there", () => {
    const world = threeStates(3);
    const rows = rowsOf([stretchOf(world.mdp, { probability: 1, states: [0, 1], actions: [1, 0] })]);
    const { gradient, variance } = scoreEstimate(world.model, world.params, rows, Float64Array.of(1, 2), {
      normalization: "episodes",
    });
    assert.ok(gradient.every(Number.isFinite) && Number.isNaN(variance));
  });
});
