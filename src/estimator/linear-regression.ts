/**
 * The gradient as the slope of a plane through the scores of random perturbations (lecture notes, "Linear Regression Gradient Estimate"):
 *
 *   ΔU = Δθ ∇U   ⇒   ∇U ≈ Δθ⁺ ΔU,   Δθ: m × n, one perturbation a row; Δθ⁺: its pseudo-inverse.
 *
 * Decisions:
 * - **Perturbations are Gaussian**, N(0, δ²) in every coordinate. m + 1 of them span n dimensions with certainty, for every n (random signs
 *   need not: with n = 2, four of them fail more often than one time in ten), and no direction is favoured.
 * - **The intercept is fitted**, not measured: U(θ + Δθ) = c + ∇Uᵀ Δθ, so rows and scores are centered on their means before the
 *   pseudo-inverse. A measured U(θ) would bring its noise into every row at once, Δθ⁺1 · ν, and cost an episode that says nothing about
 *   slopes; a fitted c costs one degree of freedom, and takes up the mean of the curvature, ½ E[Δθᵀ H Δθ], as well.
 * - **m = 2(n + 1)** unless told otherwise: two measurements an unknown. For noise σ² a score, E‖error‖² = σ² n / ((m − n − 2) δ²)
 *   (mean of an inverse Wishart matrix), so m ≤ n + 2 has no finite variance, and each candidate beyond is cheap. Fewer are legal:
 *   the pseudo-inverse then gives the shortest slope that fits, the gradient's projection on what was tried.
 *
 * `variance` is what the noise of the episodes gives to the estimate under the perturbations at hand. It is the whole of it where U is linear
 * within a few δ. Curvature adds an error of its own, Δθ⁺ · ½ ΔθᵀHΔθ, of mean 0 and of order δ‖H‖, which changes with
 * the perturbations and which this figure does not contain; a smaller δ shrinks it, at the price of more noise.
 */
import { Matrix, pseudoInverse } from "ml-matrix";
import type { Rng } from "../math/random.ts";
import { mean } from "../math/statistics.ts";
import type { Trial } from "../rollout/trial.ts";
import { candidatesAt, design, requireFinite, wholeNumber } from "./candidates.ts";
import type { EstimatorOptions, GradientEstimator } from "./estimator.ts";
import { type LinearMap, linearEstimate } from "./linear-estimate.ts";
import { returnsOf } from "./returns.ts";

export interface LinearRegressionOptions extends EstimatorOptions {
  /** m, random perturbations an iteration. Default 2(n + 1) for n parameters. */
  readonly perturbations?: number;
}

/** See the head of this file. m candidates θ + Δθ. */
export function linearRegression(options: LinearRegressionOptions = {}): GradientEstimator {
  const plan = design("linear-regression", options);
  if (options.perturbations !== undefined) wholeNumber(`${plan.name}: perturbations`, options.perturbations);
  const count = (params: Float64Array) => options.perturbations ?? 2 * (params.length + 1);
  return {
    name: plan.name,
    ask(params, rng) {
      requireFinite(plan.name, params);
      const source = rng.stream("perturbations");
      const points = Array.from({ length: count(params) }, () =>
        perturbed(params, plan.perturbation, source),
      );
      return candidatesAt(points, plan, rng);
    },
    tell(params, trials) {
      const returns = returnsOf(plan, params, trials, count(params));
      return linearEstimate(slope(params, trials, plan.perturbation), returns, plan.commonRandomNumbers);
    },
  };
}

/** θ + Δθ, Δθⱼ ~ N(0, δ²) */
function perturbed(params: Float64Array, delta: number, source: Rng): Float64Array {
  return params.map((value) => value + delta * source.normal());
}

/** ΔU ↦ Δθ⁺ ΔU, both centered. In units of δ while the matrix is inverted, so its size does not matter. */
function slope(params: Float64Array, trials: readonly Trial[], delta: number): LinearMap {
  const rows = trials.map((trial) => trial.params.map((value, j) => (value - (params[j] as number)) / delta));
  const means = params.map((_, j) => mean(rows.map((row) => row[j] as number)));
  // Singular values below 10⁻¹² of the largest are rounding: directions nobody tried.
  const inverse = pseudoInverse(
    new Matrix(rows.map((row) => row.map((value, j) => value - (means[j] as number)))),
    1e-12,
  );
  const weights = Array.from({ length: params.length }, (_, j) =>
    Float64Array.from(inverse.getRow(j), (w) => w / delta),
  );
  return {
    apply: (scores) => {
      const intercept = mean(scores);
      return Float64Array.from(weights, (row) =>
        row.reduce((sum, weight, i) => sum + weight * ((scores[i] as number) - intercept), 0),
      );
    },
    squaredWeights: Float64Array.from(trials, (_, i) =>
      weights.reduce((sum, row) => sum + square(row[i] as number), 0),
    ),
  };
}

function square(x: number): number {
  return x * x;
}
