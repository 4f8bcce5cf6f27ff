import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { centeredRanks } from "../../src/estimator/centered-ranks.ts";
import type { GradientEstimator } from "../../src/estimator/estimator.ts";
import { estimatorNamed } from "../../src/estimator/estimators.ts";
import { evolutionStrategies } from "../../src/estimator/evolution-strategies.ts";
import { scoreTrick } from "../../src/estimator/score-trick.ts";
import { createRng } from "../../src/math/random.ts";
import { mean, standardError, varianceOfMean } from "../../src/math/statistics.ts";
import { add } from "../../src/math/vector.ts";
import { adam } from "../../src/optimizer/adam.ts";
import type { OptimizerState } from "../../src/optimizer/optimizer.ts";
import { linear } from "../../src/optimizer/schedule.ts";
import type { Trial } from "../../src/rollout/trial.ts";
import { type Objective, quadratic, trialsOf, tryOut } from "../support/objectives.ts";

const close = (a: number, b: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${a} ≠ ${b}`);
const origin = Float64Array.of(0, 0);
/** Two directions, ε = (1, 2) and (3, −1) with σ = ½. */
const points = [
  [0.5, 1],
  [-0.5, -1],
  [1.5, -0.5],
  [-1.5, 0.5],
];

const at = (estimator: GradientEstimator, objective: Objective, params: Float64Array, run = 0) =>
  estimator.tell(params, tryOut(objective, estimator.ask(params, createRng(5).stream(run))));

describe("evolution strategies", () => {
  it("weigh each direction by half the difference of its sides over σ, and average", () => {
    // Mean returns 4, 1, 0, 2. g₁ = 3/(2·½)·(1, 2) = (3, 6); g₂ = −2·(3, −1) = (−6, 2); mean (−1.5, 4).
    // s² = ((3 + 1.5)² + (6 − 4)²)·2 = 48.5 over n = 2: 24.25.
    const estimator = evolutionStrategies({
      directions: 2,
      episodes: 2,
      perturbation: 0.5,
      commonRandomNumbers: false,
    });
    const { gradient, variance } = estimator.tell(
      origin,
      trialsOf(points, [
        [3, 5],
        [1, 1],
        [-1, 1],
        [2, 2],
      ]),
    );
    assert.deepEqual(gradient, Float64Array.of(-1.5, 4));
    close(variance, 24.25);
  });

  it("under common random numbers take the noise of single episodes off where it is counted twice", () => {
    // In one dimension with ε = 1, 1 and σ = ½, gᵢₖ is the difference of the sides: seed 1: 4, 0; seed 2: 2, 6.
    // gᵢ. = 3, 3: s² = 0; g.ₖ = 2, 4: s² = 2, over K: 1; what is left: ±2, Σ = 16 over 1·1·2·2: 4. 0 + 1 − 4 < 0: 0.
    const estimator = evolutionStrategies({ directions: 2, episodes: 2, perturbation: 0.5 });
    const sides = [[0.5], [-0.5], [0.5], [-0.5]];
    const told = (first: number[], second: number[]) =>
      estimator.tell(Float64Array.of(0), trialsOf(sides, [first, [0, 0], second, [0, 0]]));
    assert.deepEqual(told([4, 2], [0, 6]), { gradient: Float64Array.of(3), variance: 0 });
    // Seed 1: 4, 0; seed 2: 8, 6. gᵢ. = 6, 3: s²/n = 9/4; g.ₖ = 2, 7: s²/K = 25/4; left: 4 − 6 − 2 + 4.5 = ½ four times: 1/4.
    close(told([4, 8], [0, 6]).variance, 9 / 4 + 25 / 4 - 1 / 4);
  });

  it("are the score trick: F ∇_μ log N(θ′; μ, σ²I), its log-density differentiated numerically, averaged over the same candidates", () => {
    const [sigma, params] = [0.4, Float64Array.of(0.5, -1, 2)];
    const objective = quadratic({
      linear: [3, -4, 5],
      hessian: [
        [-0.5, 0.2, 0],
        [0.2, 0.4, -0.3],
        [0, -0.3, -0.2],
      ],
    });
    const estimator = evolutionStrategies({ directions: 20, episodes: 1, perturbation: sigma });
    const trials = tryOut(objective, estimator.ask(params, createRng(4)));
    const logDensity = (mu: Float64Array, theta: Float64Array) =>
      theta.reduce((sum, value, j) => sum - (value - mu[j]!) ** 2 / (2 * sigma * sigma), 0);
    const h = 1e-4;
    const shifted = (j: number, by: number) => params.map((value, i) => (i === j ? value + by : value));
    const { gradient } = estimator.tell(params, trials);
    for (const [j, value] of gradient.entries()) {
      // Quadratic in μ: the central difference is exact but for rounding.
      const terms = trials.map(
        (trial) =>
          (trial.episodes[0]!.return *
            (logDensity(shifted(j, h), trial.params) - logDensity(shifted(j, -h), trial.params))) /
          (2 * h),
      );
      close(value, mean(terms), 1e-8);
    }
    // And by score-trick.ts, with the score in closed form, of the same samples.
    const samples = trials.values();
    const trick = scoreTrick({
      sample: () => samples.next().value as Trial,
      score: (trial) => trial.params.map((value, k) => (value - params[k]!) / (sigma * sigma)),
      f: (trial) => trial.episodes[0]!.return,
      count: trials.length,
      rng: createRng(0),
    });
    for (const [j, value] of trick.gradient.entries()) close(gradient[j]!, value, 1e-10);
  });

  it("average to the slope of a line, and to the slope of a quadratic whatever σ, within 3 standard errors", () => {
    const params = Float64Array.of(0.5, -1);
    for (const hessian of [
      [
        [0, 0],
        [0, 0],
      ],
      [
        [-2, 0.5],
        [0.5, 1],
      ],
    ])
      for (const perturbation of [0.1, 3]) {
        const objective = quadratic({ linear: [3, -4], hessian });
        const estimator = evolutionStrategies({ directions: 2, episodes: 1, perturbation });
        const estimates = Array.from(
          { length: 3000 },
          (_, run) => at(estimator, objective, params, run).gradient,
        );
        for (const [j, slope] of objective.gradient(params).entries()) {
          const elements = estimates.map((gradient) => gradient[j]!);
          assert.ok(Math.abs(mean(elements) - slope) <= 3 * standardError(elements), `element ${j}`);
        }
      }
  });

  it("have less variance with common random numbers where candidates share their noise, found and reported", () => {
    const objective = quadratic({ linear: [3, -4] }, { own: 0.1, shared: 10 });
    const [common, fresh] = [true, false].map((commonRandomNumbers) => {
      const estimator = evolutionStrategies({ commonRandomNumbers, perturbation: 0.1 });
      const estimates = Array.from({ length: 60 }, (_, run) => at(estimator, objective, origin, run));
      return {
        found: varianceOfMean(estimates.map(({ gradient }) => gradient)) * 60,
        reported: mean(estimates.map(({ variance }) => variance)),
      };
    });
    assert.ok(common!.found < fresh!.found / 2 && common!.reported < fresh!.reported / 2);
  });

  it("report under common random numbers what the seeds share, where the scatter of the directions overlooks most of it", () => {
    // A seed tilts U by 3 in every direction: over 3 episodes that alone is a variance of 2·9/3 = 6.
    const objective = quadratic({ linear: [1, 1] }, { own: 1, slope: 3 });
    const count = 600;
    const both = [true, false].map((commonRandomNumbers) => {
      const asking = evolutionStrategies({ directions: 12 });
      const telling = evolutionStrategies({ directions: 12, commonRandomNumbers });
      return Array.from({ length: count }, (_, run) => {
        const trials = tryOut(objective, asking.ask(origin, createRng(6).stream(run)));
        return telling.tell(origin, trials);
      });
    });
    const [crossed, scatter] = both.map((estimates) => estimates.map(({ variance }) => variance));
    const found = varianceOfMean(both[0]!.map(({ gradient }) => gradient)) * count;
    // The gradients are near normal: the variance found from 2·600 numbers is known to √(2/1200) = 4 %.
    const error = Math.hypot(standardError(crossed!), 0.041 * found);
    assert.ok(Math.abs(mean(crossed!) - found) < 3 * error, `${mean(crossed!)} reported, ${found} found`);
    assert.ok(mean(scatter!) < found / 2, `${mean(scatter!)} by the scatter of the directions alone`);
  });

  it("see no gradient where all returns are equal, with ranks and without", () => {
    for (const ranks of [false, true]) {
      const estimator = evolutionStrategies({ ranks });
      const { gradient, variance } = at(estimator, quadratic({ constant: 7, linear: [0, 0] }), origin);
      assert.deepEqual(gradient, origin);
      assert.ok(ranks ? Number.isNaN(variance) : variance === 0);
    }
  });

  it("with ranks climb any increasing function of the return alike", () => {
    const estimator = evolutionStrategies({ ranks: true, episodes: 1 });
    const objective = quadratic({ linear: [3, -4] });
    const trials = tryOut(objective, estimator.ask(origin, createRng(1)));
    const cubed = trials.map((trial) => ({
      ...trial,
      episodes: trial.episodes.map((each) => ({ ...each, return: each.return ** 3 + 100 })),
    }));
    const { gradient } = estimator.tell(origin, trials);
    assert.deepEqual(estimator.tell(origin, cubed).gradient, gradient);
    assert.ok(3 * gradient[0]! - 4 * gradient[1]! > 0, "uphill");
  });

  it("with ranks and Adam climb a bowl to its top, in every one of 10 seeds", () => {
    const bowl = quadratic(
      {
        linear: [4, -2],
        hessian: [
          [-2, 0],
          [0, -2],
        ],
      },
      { own: 0.01 },
    );
    for (let seed = 0; seed < 10; seed++) {
      const estimator = evolutionStrategies({ ranks: true, episodes: 1, perturbation: 0.1 });
      const optimizer = adam({ learningRate: linear(0.1, 0, 150) });
      let [params, state]: [Float64Array, OptimizerState] = [origin, optimizer.init(2)];
      for (let i = 0; i < 150; i++) {
        const trials = tryOut(bowl, estimator.ask(params, createRng(seed).stream(i)));
        const update = optimizer.update(estimator.tell(params, trials).gradient, state);
        [params, state] = [add(params, update.delta), update.state];
      }
      close(params[0]!, 2, 0.02);
      close(params[1]!, -1, 0.02);
    }
  });

  it("cannot tell the variance of one direction, and stay finite with returns of 1e300 and where σ vanishes beside θ", () => {
    const line = quadratic({ linear: [3, -4] });
    for (const commonRandomNumbers of [true, false]) {
      const alone = at(evolutionStrategies({ directions: 1, commonRandomNumbers }), line, origin);
      assert.ok(Number.isNaN(alone.variance) && alone.gradient.every(Number.isFinite));
    }
    const huge = at(evolutionStrategies(), quadratic({ linear: [1e300, 0] }), origin);
    assert.ok(huge.gradient.every(Number.isFinite));
    const vanished = at(evolutionStrategies({ perturbation: 1e-300 }), line, Float64Array.of(1, 1));
    assert.deepEqual(vanished.gradient, origin);
  });

  it("refuse a pair that does not lie opposite each other, and numbers of directions that cannot be", () => {
    const estimator = evolutionStrategies({ directions: 2, episodes: 1, perturbation: 0.5 });
    const returns = [[1], [2], [3], [4]];
    assert.throws(
      () =>
        estimator.tell(
          origin,
          trialsOf(
            [0, 2, 1, 3].map((i) => points[i]!),
            returns,
          ),
        ),
      {
        name: "InvalidTrials",
        message: /parameter 0 of trials 0 and 1 is 0.5 and 1.5; expected a pair around 0/,
      },
    );
    assert.throws(() => estimator.tell(Float64Array.of(1, 0), trialsOf(points, returns)), {
      name: "InvalidTrials",
    });
    for (const directions of [0, 1.5, Number.NaN])
      assert.throws(() => evolutionStrategies({ directions }), { name: "RangeError", message: /directions/ });
    assert.throws(() => estimatorNamed("evolution-strategies")({ keptDirections: 2 }), {
      name: "RangeError",
      message: /no option "keptDirections"; it has .*directions, ranks$/,
    });
  });
});

describe("centered ranks", () => {
  it("by hand: 5, −1, 5, 2 are 1/3, −½, 1/3 and −1/6: the two fives share the places of ½ and 1/6", () => {
    const ranks = centeredRanks(Float64Array.of(5, -1, 5, 2));
    for (const [i, rank] of [1 / 3, -0.5, 1 / 3, -1 / 6].entries()) close(ranks[i]!, rank);
  });

  it("sum to 0, stay within ±½ and keep the order, equal for equals", () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 2, maxLength: 12 }), (values) => {
        const ranks = centeredRanks(Float64Array.from(values));
        close(
          ranks.reduce((sum, rank) => sum + rank, 0),
          0,
        );
        for (const [i, rank] of ranks.entries()) {
          assert.ok(Math.abs(rank) <= 0.5);
          for (const [k, other] of ranks.entries())
            assert.equal(Math.sign(rank - other), Math.sign(values[i]! - values[k]!));
        }
      }),
      { seed: 1 },
    ));
});
