/** Every way of searching in parameter space against the closed form of a finite-horizon LQR. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { augmentedRandomSearch } from "../../src/estimator/augmented-random-search.ts";
import type { GradientEstimator } from "../../src/estimator/estimator.ts";
import { evolutionStrategies } from "../../src/estimator/evolution-strategies.ts";
import { centralDifference, forwardDifference } from "../../src/estimator/finite-difference.ts";
import { kohlStone } from "../../src/estimator/kohl-stone.ts";
import { linearRegression } from "../../src/estimator/linear-regression.ts";
import { createRng } from "../../src/math/random.ts";
import { mean, standardError } from "../../src/math/statistics.ts";
import { norm, scale } from "../../src/math/vector.ts";
import { exactGradient, expectedReturn, lqrObjective } from "../support/lqr.ts";
import { type Objective, tryOut } from "../support/objectives.ts";

const gain = Float64Array.of(-0.6, 0.2, 0.1, -0.4);
const exact = exactGradient(gain);
/** Without chance: what a candidate returns is its expected return. */
const expectation = { episodeReturn: (params: Float64Array) => expectedReturn(params) };

const errorOf = (estimator: GradientEstimator): number => {
  const trials = tryOut(expectation, estimator.ask(gain, createRng(1)));
  return norm(estimator.tell(gain, trials).gradient.map((value, j) => value - exact[j]!));
};

/** Many estimates, from episodes with starts of their own unless told otherwise. */
const estimates = (
  estimator: GradientEstimator,
  count: number,
  objective: Pick<Objective, "episodeReturn"> = lqrObjective,
): Float64Array[] =>
  Array.from({ length: count }, (_, run) => {
    const trials = tryOut(objective, estimator.ask(gain, createRng(2).stream(run)));
    return estimator.tell(gain, trials).gradient;
  });

describe("on a finite-horizon LQR", () => {
  it("the forward difference is off by an error of first order: half the δ, half of it", () => {
    const errors = [0.02, 0.01, 0.005].map((perturbation) =>
      errorOf(forwardDifference({ perturbation, episodes: 1 })),
    );
    for (const i of [0, 1]) {
      const ratio = errors[i]! / errors[i + 1]!;
      assert.ok(ratio > 1.9 && ratio < 2.1, `ratio ${ratio}`);
    }
    assert.ok(errors[2]! < 0.02 * norm(exact), `${errors[2]} of ${norm(exact)}`);
  });

  it("the central difference by one of second order: half the δ, a quarter of it", () => {
    const errors = [0.04, 0.02, 0.01].map((perturbation) =>
      errorOf(centralDifference({ perturbation, episodes: 1 })),
    );
    for (const i of [0, 1]) {
      const ratio = errors[i]! / errors[i + 1]!;
      assert.ok(ratio > 3.8 && ratio < 4.2, `ratio ${ratio}`);
    }
    assert.ok(errors[2]! < 2e-4 * norm(exact), `${errors[2]} of ${norm(exact)}`);
  });

  // δ so small that the bias of order δ² is far below the standard error.
  const perturbation = 0.02;
  const inTheMean: readonly (readonly [GradientEstimator, number, string?])[] = [
    [centralDifference({ perturbation, episodes: 1 }), 300],
    [linearRegression({ perturbation, episodes: 1 }), 300],
    [kohlStone({ perturbation, episodes: 1, policies: 90 }), 60],
    [evolutionStrategies({ perturbation, episodes: 1 }), 300],
    [
      evolutionStrategies({ perturbation: 0.005, episodes: 1, commonRandomNumbers: false, directions: 40 }),
      60,
      ", on fresh seeds",
    ],
  ];
  for (const [estimator, count, how = ""] of inTheMean)
    it(`${estimator.name}${how}, from episodes with random starts, averages to the exact gradient within 3 standard errors`, () => {
      const found = estimates(estimator, count);
      for (const [j, slope] of exact.entries()) {
        const elements = found.map((gradient) => gradient[j]!);
        const error = Math.abs(mean(elements) - slope) / standardError(elements);
        assert.ok(
          error <= 3,
          `element ${j}: ${mean(elements)}, expected ${slope}, ${error} standard errors off`,
        );
      }
    });

  for (const keptDirections of [8, 3])
    it(`augmented random search with ${keptDirections} of 8 directions kept points along the exact gradient, and nowhere else`, () => {
      const up = scale(exact, 1 / norm(exact));
      // Without chance in the start: σ_R follows it, so that what is divided by it is another mean of the gradients of single starts.
      const estimator = augmentedRandomSearch({ perturbation: 0.002, keptDirections, episodes: 1 });
      const found = estimates(estimator, 400, expectation);
      const along = found.map((gradient) => gradient.reduce((sum, value, j) => sum + value * up[j]!, 0));
      assert.ok(mean(along) > 20 * standardError(along), "uphill");
      for (const j of exact.keys()) {
        const across = found.map((gradient, i) => gradient[j]! - along[i]! * up[j]!);
        const error = Math.abs(mean(across)) / standardError(across);
        assert.ok(error <= 3, `element ${j} of what is across: ${error} standard errors from 0`);
      }
    });
});
