/** What a baseline does to the mean: nothing, where it does not know the episode it judges; and exactly how much, where it does. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { constantBaseline } from "../../../src/estimator/baseline/constant.ts";
import { fittedValue } from "../../../src/estimator/baseline/fitted-value.ts";
import {
  identityFeatures,
  linearValues,
  polynomialFeatures,
} from "../../../src/estimator/baseline/linear-value.ts";
import { fitReturns, monteCarloBaseline } from "../../../src/estimator/baseline/monte-carlo.ts";
import { timeBaseline } from "../../../src/estimator/baseline/time-dependent.ts";
import { fullReturns, minus, returnsToGo } from "../../../src/estimator/weights.ts";
import { createRng } from "../../../src/math/random.ts";
import { type Rows, rowsOf } from "../../../src/rollout/rows.ts";
import type { Stretch } from "../../../src/rollout/stretch.ts";
import { simulate, stretchOf } from "../../support/tabular-mdp.ts";
import { apart, overEpisodes, overPairs, type Weights, weighedBy } from "./expectation.ts";
import { exactV, threeStates } from "./world.ts";

const [pairs, world] = [threeStates(2), threeStates(3)];
const nothing = new Float64Array(world.params.length);

describe("E[∇ log π · b] is 0", () => {
  const baselines: Readonly<Record<string, Weights>> = {
    "for a constant": (_, rows) => new Float64Array(rows.count).fill(7),
    "for a number for each step": (_, rows) => Float64Array.from(rows.steps, (t) => [5, -3, 11][t]!),
    "for a function of the state": (_, rows) =>
      linearValues(identityFeatures, Float64Array.of(4, -6, 9), rows).rows,
    "for the value of the state": (at, rows) => exactV(at, rows).rows,
  };
  for (const [name, baseline] of Object.entries(baselines))
    it(name, () => {
      const found = overEpisodes(world, weighedBy(baseline));
      assert.ok(apart(found, nothing) < 3e-6, `${found}`);
    });

  it("and not for a function of the action", () => {
    const found = overEpisodes(
      world,
      weighedBy((_, rows) => rows.actions.slice()),
    );
    assert.ok(apart(found, nothing) > 0.1, `${found}`);
  });
});

describe("a baseline that includes the episode it judges", () => {
  const including = { leaveOneOut: false } as const;

  it("shrinks the mean gradient by exactly 1 − 1/m where it is a constant: by half for two episodes", () => {
    const found = overPairs(
      pairs,
      weighedBy(({ discount }, rows) => {
        const judged = fullReturns(rows, discount);
        return minus(judged, constantBaseline(including)(rows, judged));
      }),
    );
    assert.ok(
      apart(
        found,
        pairs.faded.map((value) => value / 2),
      ) < 3e-6,
    );
  });

  it("biases it where it is a number for each step, or fitted to the states", () => {
    for (const baseline of [
      timeBaseline(including),
      monteCarloBaseline({ ...including, features: identityFeatures, ridge: 0.1 }),
    ]) {
      const found = overPairs(
        pairs,
        weighedBy(({ discount }, rows) => {
          const judged = returnsToGo(rows, discount);
          return minus(judged, baseline(rows, judged));
        }),
      );
      assert.ok(apart(found, pairs.even) > 0.01, `${found}, expected ${pairs.even}`);
    }
  });
});

/** Episodes of the three states, simulated. */
function episodes(count: number, seed: number): Stretch[] {
  const rng = createRng(seed);
  return Array.from({ length: count }, (_, i) =>
    stretchOf(world.mdp, simulate(world.mdp, world.params, rng), i),
  );
}

/** An episode of rewards alone, whose observation is its one feature. */
const plain = (rewards: number[], start = 0): Stretch => ({
  envId: 0,
  seed: 0,
  start,
  length: rewards.length,
  observations: new Float32Array(rewards.length).fill(1),
  actions: new Float64Array(rewards.length),
  rewards: Float64Array.from(rewards),
  end: "terminated",
  next: Float32Array.of(1),
});

const all = (baseline: (rows: Rows, judged: Float64Array) => Float64Array, ...stretches: Stretch[]) => {
  const rows = rowsOf(stretches);
  return [...baseline(rows, returnsToGo(rows, 1))];
};

describe("baselines by hand", () => {
  // Rewards-to-go: (6, 5, 3), (10, 6), (2).
  const three = [plain([1, 2, 3]), plain([4, 6]), plain([2])];

  it("a constant is the mean return, 18/3, or that of the others: 12/2, 8/2, 16/2", () => {
    assert.deepEqual(all(constantBaseline({ leaveOneOut: false }), ...three), [6, 6, 6, 6, 6, 6]);
    assert.deepEqual(all(constantBaseline(), ...three), [6, 6, 6, 4, 4, 8]);
  });

  it("a constant of rows is their mean, 32/6, or that of the other episodes: 18/3, 16/4, 30/5", () => {
    const found = all(constantBaseline({ average: "rows" }), ...three);
    for (const [row, expected] of [6, 6, 6, 4, 4, 6].entries())
      assert.ok(Math.abs(found[row]! - expected) < 1e-12, `${found}`);
  });

  it("a number for each step is the mean of those alive then: 18/3, 11/2, 3/1", () => {
    assert.deepEqual(all(timeBaseline({ leaveOneOut: false }), ...three), [6, 5.5, 3, 6, 5.5, 6]);
    // Without the first episode: (10 + 2)/2, then 6, and nobody at step 2, where the 6 stays.
    assert.deepEqual(all(timeBaseline(), ...three), [6, 6, 6, 4, 5, 8]);
  });

  it("steps count from the start of the episode, not of the stretch", () => {
    assert.deepEqual(all(timeBaseline({ leaveOneOut: false }), plain([1], 1), plain([2, 4])), [2.5, 6, 2.5]);
  });

  it("an episode that is alone is judged by 0", () => {
    for (const baseline of [
      constantBaseline(),
      timeBaseline(),
      monteCarloBaseline({ features: identityFeatures }),
    ])
      assert.deepEqual(all(baseline, plain([5])), [0]);
  });
});

describe("state-dependent baselines", () => {
  const rows = rowsOf(episodes(2000, 5));
  const returns = returnsToGo(rows, world.discount);

  it("by regression leave one episode out, which is a fit to the others", () => {
    const few = episodes(5, 8);
    const options = { features: identityFeatures, ridge: 0.01 };
    const judged = returnsToGo(rowsOf(few), world.discount);
    const found = monteCarloBaseline(options)(rowsOf(few), judged);
    const expected = few.flatMap((one, i) => {
      const others = rowsOf(few.filter((_, k) => k !== i));
      const phi = fitReturns(others, returnsToGo(others, world.discount), options);
      return [...linearValues(identityFeatures, phi, rowsOf([one])).rows];
    });
    assert.ok(apart(found, Float64Array.from(expected)) < 1e-9);
  });

  it("by regression on one-hot states are the mean return from each state, shrunk by the ridge", () => {
    const phi = fitReturns(rows, returns, { features: identityFeatures, ridge: 2 });
    for (const s of [0, 1, 2]) {
      const here = returns.filter((_, row) => rows.observations[row * 3 + s] === 1);
      // φ_s = Σ G/(n + λ)
      const expected = here.reduce((sum, g) => sum + g, 0) / (here.length + 2);
      assert.ok(Math.abs(phi[s]! - expected) < 1e-9);
    }
  });

  it("by fitted V are held by the penalty: all of it for λ → ∞, the least squares of the targets for λ → 0", () => {
    const before = Float64Array.of(1, 2, 3);
    const once = { features: identityFeatures, discount: world.discount, iterations: 1 };
    const held = fittedValue(rows, before, { ...once, penalty: 1e12 });
    assert.ok(apart(held, before) < 1e-6);
    const values = linearValues(identityFeatures, before, rows);
    const targets = rows.rewards.map((r, row) => {
      const k = rows.offsets.findIndex((offset) => offset > row) - 1;
      const last = row + 1 === rows.offsets[k + 1];
      return r + world.discount * (last ? values.behind[k]! : values.rows[row + 1]!);
    });
    const free = fittedValue(rows, before, { ...once, penalty: 1e-9 });
    const fitted = fitReturns(rows, targets, { features: identityFeatures, ridge: 1e-9 });
    assert.ok(apart(free, fitted) < 1e-9);
    // In between, it is where the gradient Σ (target − V) f + λ (φ_l − φ) is 0.
    const penalty = 300;
    const phi = fittedValue(rows, before, { ...once, penalty });
    const found = linearValues(identityFeatures, phi, rows).rows;
    for (const s of [0, 1, 2]) {
      let slope = penalty * (before[s]! - phi[s]!);
      for (const [row, target] of targets.entries())
        slope += rows.observations[row * 3 + s]! * (target - found[row]!);
      assert.ok(Math.abs(slope) < 1e-7, `state ${s}: ${slope}`);
    }
  });

  it("a state that no row speaks about keeps its value under the penalty", () => {
    const here = rowsOf(
      [plain([1])].map((stretch) => ({
        ...stretch,
        observations: Float32Array.of(1, 0),
        next: Float32Array.of(0, 0),
      })),
    );
    const options = { features: identityFeatures, discount: 0.9, penalty: 1e-3, iterations: 20 };
    const phi = fittedValue(here, Float64Array.of(0, 42), options);
    assert.equal(phi[1], 42);
    assert.ok(Math.abs(phi[0]! - 1) < 1e-3);
  });

  it("by polynomials know the step behind a stretch that begins at step 250 and has 50: t = 3, t³ = 27", () => {
    const cut = rowsOf([
      { ...plain(new Array<number>(50).fill(0), 250), end: "cut", next: Float32Array.of(2) },
    ]);
    // φ = 1 for s, 10 for s², 0 for 1, 100 for t, 0 for t², 1000 for t³
    const phi = Float64Array.of(1, 10, 0, 100, 0, 1000);
    const { rows: values, behind } = linearValues(polynomialFeatures, phi, cut);
    assert.equal(behind[0], 2 + 40 + 300 + 27_000);
    // s = 1 and t = 2.5 at its first row
    assert.equal(values[0], 1 + 10 + 250 + 15_625);
  });

  it("by polynomials see a value that is a square of the observation and of time", () => {
    const rng = createRng(2);
    const many = rowsOf(
      Array.from({ length: 40 }, () => ({
        ...plain(Array.from({ length: 20 }, () => 0)),
        observations: Float32Array.from({ length: 20 }, () => rng.normal()),
      })),
    );
    const truth = Float64Array.from(many.observations, (x, row) => 3 - x + 2 * x * x - many.steps[row]! / 10);
    const found = monteCarloBaseline({ ridge: 1e-9 })(many, truth);
    assert.ok(apart(found, truth) < 1e-4, `${apart(found, truth)}`);
    assert.equal(polynomialFeatures.count(1), 6);
  });

  it("refuse a penalty that is none", () => {
    for (const wrong of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => fitReturns(rows, returns, { ridge: wrong }), /ridge .*above 0/);
      assert.throws(
        () =>
          fittedValue(rows, new Float64Array(3), {
            features: identityFeatures,
            discount: 0.9,
            penalty: wrong,
            iterations: 1,
          }),
        /penalty .*above 0/,
      );
    }
  });
});
