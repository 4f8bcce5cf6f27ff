import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  type AugmentedRandomSearchOptions,
  augmentedRandomSearch,
} from "../../src/estimator/augmented-random-search.ts";
import { evolutionStrategies } from "../../src/estimator/evolution-strategies.ts";
import { createRng } from "../../src/math/random.ts";
import { mean } from "../../src/math/statistics.ts";
import { add, norm, scale } from "../../src/math/vector.ts";
import { ascent } from "../../src/optimizer/ascent.ts";
import type { OptimizerState } from "../../src/optimizer/optimizer.ts";
import { exponential, type Schedule } from "../../src/optimizer/schedule.ts";
import type { Trial } from "../../src/rollout/trial.ts";
import { quadratic, trialsOf, tryOut } from "../support/objectives.ts";

const close = (a: number, b: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${a} ≠ ${b}`);
const origin = Float64Array.of(0, 0);
/** Three directions with ν = ½: δ = (1, 2), (3, −1), (−1, 1). */
const points = [
  [0.5, 1],
  [-0.5, -1],
  [1.5, -0.5],
  [-1.5, 0.5],
  [-0.5, 0.5],
  [0.5, -0.5],
];
/** max(r⁺, r⁻): 5, 9, 8, so the second and the third are kept; by r⁺ + r⁻: 7, 1, 14, or |r⁺ − r⁻|: 3, 17, 2, it would be others. */
const returns = [[5], [2], [-8], [9], [8], [6]];
const byHand = (options: AugmentedRandomSearchOptions = {}) =>
  augmentedRandomSearch({ directions: 3, keptDirections: 2, episodes: 1, perturbation: 0.5, ...options });
type Tell = (trials: readonly Trial[]) => Float64Array;
const told: Tell = (trials) => byHand().tell(origin, trials).gradient;

// Kept returns −8, 9, 8, 6: mean 3.75, squares 138.0625 + 27.5625 + 18.0625 + 5.0625 = 188.75, σ_R = √(188.75/4).
// (−17·(3, −1) + 2·(−1, 1))/(2 σ_R) = (−53, 19)/(2 σ_R)
const expected = [-26.5, 9.5].map((value) => value / Math.sqrt(188.75 / 4));
const assertByHand = (tell: Tell) => {
  for (const [j, value] of tell(trialsOf(points, returns)).entries()) close(value, expected[j]!);
};

describe("augmented random search", () => {
  it("keeps the directions whose better side is best, and divides by their number and the deviation of their returns", () =>
    assertByHand(told));

  it("with plain ascent takes the step of the paper, θ + α/(b σ_R) Σ (r⁺ − r⁻) δ", () => {
    const { delta } = ascent({ learningRate: 0.02 }).update(
      told(trialsOf(points, returns)),
      ascent().init(2),
    );
    for (const [j, value] of delta.entries()) close(value, 0.02 * expected[j]!);
  });

  it("with all directions kept is evolution strategies times 2ν/σ_R, direction by direction", () =>
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 9 }), (seed, directions) => {
        const settings = { directions, episodes: 2, perturbation: 0.3 };
        const objective = quadratic(
          {
            linear: [3, -4],
            hessian: [
              [1, 0.2],
              [0.2, -2],
            ],
          },
          { own: 1 },
        );
        const params = Float64Array.of(0.5, -1);
        const trials = tryOut(objective, augmentedRandomSearch(settings).ask(params, createRng(seed)));
        const scores = trials.map(({ episodes }) => mean(episodes.map((each) => each.return)));
        const sigma = Math.sqrt(mean(scores.map((value) => (value - mean(scores)) ** 2)));
        const smooth = evolutionStrategies(settings).tell(params, trials).gradient;
        for (const [j, value] of augmentedRandomSearch(settings).tell(params, trials).gradient.entries())
          close(value, ((2 * 0.3) / sigma) * smooth[j]!, 1e-10);
      }),
      { seed: 1, numRuns: 50 },
    ));

  it("answers the same when a constant is added to every return, or all are scaled up, even to 1e300", () => {
    for (const [factor, constant, tolerance] of [
      [1, 1000, 1e-11],
      [1e-200, 0, 1e-12],
      [1e300, 0, 1e-12],
    ] as const) {
      const changed = returns.map((row) => row.map((value) => (value / 10) * factor + constant));
      for (const [j, value] of told(trialsOf(points, changed)).entries())
        close(value, expected[j]!, tolerance);
    }
  });

  it("treats every coordinate alike", () => {
    const mirrored = points.map((point) => point.toReversed());
    assert.deepEqual(told(trialsOf(mirrored, returns)), told(trialsOf(points, returns)).toReversed());
  });

  it("scores a candidate by the mean of all its episodes", () => {
    const spreadOut = returns.map(([value], i) => [value! - i - 1, value! + i + 1]);
    const tell: Tell = (trials) => byHand({ episodes: 2 }).tell(origin, trials).gradient;
    for (const [j, value] of tell(trialsOf(points, spreadOut)).entries()) close(value, expected[j]!);
  });

  it("sees no gradient where all returns are equal, σ_R being 0, and none of it is NaN", () => {
    for (const constant of [0, 0.1, -1e300]) {
      const flat = points.map(() => [constant]);
      assert.deepEqual(told(trialsOf(points, flat)), origin);
    }
  });

  it("along one direction steps 2δ towards the better side, however little better it is", () => {
    // σ_R = |r⁺ − r⁻|/2
    const alone = augmentedRandomSearch({ directions: 1, episodes: 1, perturbation: 0.5 });
    for (const apart of [1e-3, 1, 1e6]) {
      const { gradient, variance } = alone.tell(origin, trialsOf(points.slice(0, 2), [[0], [apart]]));
      close(gradient[0]!, -2);
      close(gradient[1]!, -4);
      assert.ok(Number.isNaN(variance));
    }
  });

  it("with a rate that falls ends at the top of a bowl, in every one of 20 seeds; with a constant one walks about it", () => {
    const top = Float64Array.of(2, -1);
    const bowl = quadratic({
      linear: [4, -2],
      hessian: [
        [-2, 0],
        [0, -2],
      ],
    });
    const awayAfter = (learningRate: number | Schedule, seed: number): number => {
      const estimator = augmentedRandomSearch({ keptDirections: 4, episodes: 1, perturbation: 0.05 });
      const optimizer = ascent({ learningRate });
      let [params, state]: [Float64Array, OptimizerState] = [origin, optimizer.init(2)];
      for (let i = 0; i < 150; i++) {
        const trials = tryOut(bowl, estimator.ask(params, createRng(seed).stream(i)));
        const update = optimizer.update(estimator.tell(params, trials).gradient, state);
        [params, state] = [add(params, update.delta), update.state];
      }
      return norm(params.map((value, j) => value - top[j]!));
    };
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    // Steps are about 2α long: 0.2 · 0.96¹⁵⁰ = 4e-4 at the end against 0.2 all along.
    for (const seed of seeds) assert.ok(awayAfter(exponential(0.1, 0.96), seed) < 0.005, `seed ${seed}`);
    assert.ok(mean(seeds.map((seed) => awayAfter(0.1, seed))) > 0.05);
  });

  it("refuses to keep more directions than it tries", () => {
    assert.throws(() => augmentedRandomSearch({ directions: 2, keptDirections: 3 }), {
      name: "RangeError",
      message: /keptDirections has to be 2, the number of directions, or less, not 3/,
    });
    for (const keptDirections of [0, 1.5])
      assert.throws(() => augmentedRandomSearch({ keptDirections }), { name: "RangeError" });
  });
});

/** Written a second time, with the parts in which it goes wrong as arguments. */
interface Parts {
  readonly rank?: (plus: number, minus: number) => number;
  readonly divisor?: (kept: number, all: number) => number;
  readonly deviationOf?: (kept: readonly number[], all: readonly number[]) => readonly number[];
  readonly sign?: number;
}

const rewritten =
  ({ rank = Math.max, divisor = (kept) => kept, deviationOf = (kept) => kept, sign = 1 }: Parts): Tell =>
  (trials) => {
    const pairs = [0, 1, 2].map((i) => ({
      delta: trials[2 * i]!.params.map((value) => value / 0.5),
      plus: trials[2 * i]!.episodes[0]!.return,
      minus: trials[2 * i + 1]!.episodes[0]!.return,
    }));
    const kept = pairs.toSorted((a, b) => rank(b.plus, b.minus) - rank(a.plus, a.minus)).slice(0, 2);
    const flat = (list: typeof pairs) => list.flatMap(({ plus, minus }) => [plus, minus]);
    const over = deviationOf(flat(kept), flat(pairs));
    const sigma = Math.sqrt(mean(over.map((value) => (value - mean(over)) ** 2)));
    const total = [0, 1].map((j) =>
      kept.reduce((sum, { delta, plus, minus }) => sum + (plus - minus) * delta[j]!, 0),
    );
    return scale(Float64Array.from(total), sign / (divisor(2, 3) * sigma));
  };

describe("the example by hand kills", () => {
  const mutants: Readonly<Record<string, Parts>> = {
    "division by N instead of b": { divisor: (_, all) => all },
    "σ_R over all returns instead of those kept": { deviationOf: (_, all) => all },
    "directions kept by their sum": { rank: (plus, minus) => plus + minus },
    "directions kept by their difference": { rank: (plus, minus) => Math.abs(plus - minus) },
    "the worst directions kept": { rank: (plus, minus) => -Math.max(plus, minus) },
    "steps downhill": { sign: -1 },
  };
  for (const [what, parts] of Object.entries(mutants))
    it(what, () => assert.throws(() => assertByHand(rewritten(parts)), { name: "AssertionError" }));

  it("nothing that is right", () => assertByHand(rewritten({})));
});
