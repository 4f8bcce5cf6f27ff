/** The estimators of src/estimator as the conformance suite wants them. */
import { centralDifference, forwardDifference } from "../../src/estimator/finite-difference.ts";
import { kohlStone } from "../../src/estimator/kohl-stone.ts";
import { linearRegression } from "../../src/estimator/linear-regression.ts";
import type { EstimatorSubject } from "../conformance/estimator.ts";

const onQuadratics = "is exact on a quadratic function without noise";

export const estimatorSubjects: readonly EstimatorSubject[] = [
  {
    name: "forward-difference",
    make: forwardDifference,
    // (U(θ + δeⱼ) − U(θ))/δ = ∂ⱼU + δ/2 ∂ⱼⱼU for a quadratic
    expectation: (objective, params, delta) =>
      objective.gradient(params).map((slope, j) => slope + (delta / 2) * objective.curvature[j]!),
    skip: {
      [onQuadratics]: "its bias is δ/2 times the curvature; the noisy quadratic tests for exactly that",
    },
  },
  { name: "central-difference", make: centralDifference },
  {
    name: "linear-regression",
    make: (options) => linearRegression({ ...options, perturbations: 16 }),
    skip: {
      [onQuadratics]: "curvature differs from one random perturbation to the next; exact in the mean only",
    },
  },
  {
    name: "kohl-stone",
    // So many policies that no group is empty (3·(2/3)¹²⁰) and the zeroing rule does not fire on slopes of 3, 4 and 5: where A is a plain difference.
    make: (options) => kohlStone({ ...options, policies: 120 }),
    estimates: 400,
    skip: {
      [onQuadratics]: "its groups differ in where the other parameters went; exact in the mean only",
      "is exact on a linear function without noise": "the same; its mean is tested in kohl-stone.test.ts",
      "uses every episode of a trial":
        "shaking all returns by trial number adds to the scatter between trials, not inside them",
    },
  },
];
