import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { GradientEstimator } from "../../src/estimator/estimator.ts";
import { centralDifference, forwardDifference } from "../../src/estimator/finite-difference.ts";
import { kohlStone } from "../../src/estimator/kohl-stone.ts";
import { linearRegression } from "../../src/estimator/linear-regression.ts";
import { createRng } from "../../src/math/random.ts";
import { type Objective, quadratic, tryOut } from "../support/objectives.ts";

const number = fc.double({ min: -10, max: 10, noNaN: true });

interface Problem {
  readonly objective: Objective;
  readonly straight: Objective;
  readonly params: Float64Array;
  readonly perturbation: number;
  readonly seed: number;
}

/** A quadratic in 1 … 8 dimensions and its linear part, somewhere, to be measured with some δ. */
const problems: fc.Arbitrary<Problem> = fc.integer({ min: 1, max: 8 }).chain((n) => {
  const vector = fc.array(number, { minLength: n, maxLength: n });
  return fc
    .record({
      constant: number,
      linear: vector,
      at: vector,
      upper: fc.array(vector, { minLength: n, maxLength: n }),
      perturbation: fc.double({ min: 0.05, max: 3, noNaN: true }),
      seed: fc.nat(),
    })
    .map(({ constant, linear, at, upper, perturbation, seed }) => {
      const hessian = upper.map((row, i) => row.map((_, j) => upper[Math.min(i, j)]![Math.max(i, j)]!));
      return {
        objective: quadratic({ constant, linear, hessian }),
        straight: quadratic({ constant, linear }),
        params: Float64Array.from(at),
        perturbation,
        seed,
      };
    });
});

const estimate = (estimator: GradientEstimator, objective: Objective, { params, seed }: Problem) =>
  estimator.tell(params, tryOut(objective, estimator.ask(params, createRng(seed)))).gradient;

/** Returns reach 8·8·10·13²/2: rounding errors of 10⁻¹¹, over δ. */
function assertClose(actual: Float64Array, expected: Float64Array, tolerance: number): void {
  for (const [j, value] of expected.entries())
    assert.ok(Math.abs(actual[j]! - value) <= tolerance, `element ${j}: ${actual[j]}, expected ${value}`);
}

describe("on any quadratic, without noise", () => {
  it("central differences are the gradient, whatever δ", () =>
    fc.assert(
      fc.property(problems, (problem) => {
        const { objective, params, perturbation } = problem;
        assertClose(
          estimate(centralDifference({ perturbation }), objective, problem),
          objective.gradient(params),
          1e-8,
        );
      }),
      { seed: 1 },
    ));

  it("forward differences are off by δ/2 times the curvature, coordinate by coordinate", () =>
    fc.assert(
      fc.property(problems, (problem) => {
        const { objective, params, perturbation } = problem;
        const expected = objective
          .gradient(params)
          .map((slope, j) => slope + (perturbation / 2) * objective.curvature[j]!);
        assertClose(estimate(forwardDifference({ perturbation }), objective, problem), expected, 1e-8);
      }),
      { seed: 2 },
    ));

  it("a regression finds any plane, whatever its perturbations", () =>
    fc.assert(
      fc.property(problems, (problem) => {
        const { straight, params, perturbation } = problem;
        // 3(n + 1) perturbations keep the smallest singular value away from 0.
        const perturbations = 3 * (params.length + 1);
        assertClose(
          estimate(linearRegression({ perturbation, perturbations }), straight, problem),
          straight.gradient(params),
          1e-7,
        );
      }),
      { seed: 3 },
    ));

  it("Kohl & Stone in one dimension is the central difference, or nothing where the middle is best", () =>
    fc.assert(
      fc.property(number, number, fc.nat(), (slope, curvature, seed) => {
        const objective = quadratic({ linear: [slope], hessian: [[curvature]] });
        const at = Float64Array.of(0);
        const estimator = kohlStone({ policies: 60 });
        const { gradient } = estimator.tell(at, tryOut(objective, estimator.ask(at, createRng(seed))));
        // U(±1) = ±slope + curvature/2 against U(0) = 0
        const stays = 0 > slope + curvature / 2 && 0 > -slope + curvature / 2;
        assert.ok(Math.abs(gradient[0]! - (stays ? 0 : slope)) < 1e-12);
      }),
      { seed: 4 },
    ));
});
