/** The estimators of src/estimator as the conformance suite wants them. */
import { augmentedRandomSearch } from "../../src/estimator/augmented-random-search.ts";
import { evolutionStrategies } from "../../src/estimator/evolution-strategies.ts";
import { centralDifference, forwardDifference } from "../../src/estimator/finite-difference.ts";
import { kohlStone } from "../../src/estimator/kohl-stone.ts";
import { linearRegression } from "../../src/estimator/linear-regression.ts";
import type { EstimatorSubject } from "../conformance/estimator.ts";

const onQuadratics = "is exact on a quadratic function without noise";
const onLines = "is exact on a linear function without noise";
const lessWithCommonSeeds = "has less variance with common random numbers where candidates share their noise";
const ofEveryEpisode = "uses every episode of a trial";
const noVariance =
  "its variance is NaN, see the head of its file; its gradient is held to this in ars.test.ts";

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
      [onLines]: "the same; its mean is tested in kohl-stone.test.ts",
      [ofEveryEpisode]:
        "shaking all returns by trial number adds to the scatter between trials, not inside them",
    },
  },
  {
    name: "evolution-strategies",
    make: (options) => evolutionStrategies({ ...options, directions: 12 }),
    skip: {
      [onQuadratics]: "directions are random; exact in the mean only",
      [onLines]: "the same; its mean is tested in evolution-strategies.test.ts",
      [lessWithCommonSeeds]:
        "with δ = 1 most of its variance is where the directions point; tested with δ = 0.1 in evolution-strategies.test.ts",
      [ofEveryEpisode]:
        "shaking all returns by trial number adds to the scatter between directions, not between seeds",
    },
  },
  {
    name: "ars",
    make: (options) => augmentedRandomSearch({ ...options, directions: 12, keptDirections: 6 }),
    skip: {
      [onQuadratics]: "directions are random, and the answer is measured in units of σ_R",
      [onLines]: "the same; its direction is tested in lqr.test.ts",
      "averages to its expectation on a noisy quadratic, within 3 standard errors":
        "E[1/σ_R Σ …] over the kept has no closed form; its direction is tested in lqr.test.ts",
      "reports the variance that many estimates have": noVariance,
      [lessWithCommonSeeds]: noVariance,
      "does not change when a constant is added to every return": noVariance,
      "scales with the returns: the gradient by the factor, its variance by the square":
        "measured in units of σ_R it does not change with the scale of the returns; so ars.test.ts has it",
      "treats every coordinate alike": noVariance,
      [ofEveryEpisode]: noVariance,
    },
  },
];
