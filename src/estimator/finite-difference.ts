/** Coordinate finite differences: one parameter at a time is moved by δ, whatever the policy is made of. */
import type { Rng } from "../math/random.ts";
import type { Trial } from "../rollout/trial.ts";
import { candidatesAt, type Design, design, requireFinite } from "./candidates.ts";
import type { EstimatorOptions, GradientEstimate, GradientEstimator } from "./estimator.ts";
import { type LinearMap, linearEstimate } from "./linear-estimate.ts";
import { requirePoints, returnsOf } from "./returns.ts";

/**
 * gⱼ = (U(θ + δeⱼ) − U(θ)) / δ,   j = 1 … n;   n + 1 candidates: θ, θ + δe₁, … θ + δeₙ.
 *
 * Exact for linear U; its bias is δ/2 · ∂²U/∂θⱼ² + O(δ²). With fresh seeds U(θ) enters every element, so
 * tr Cov(g) = (n σ₀² + Σⱼ σⱼ²)/δ²: the noise of θ counts n times. Kochenderfer & Wheeler, Algorithms for Optimization, §2.3.
 */
export function forwardDifference(options: EstimatorOptions = {}): GradientEstimator {
  const plan = design("forward-difference", options);
  const delta = plan.perturbation;
  return estimatorFrom(plan, {
    points: (params) => [params.slice(), ...coordinates(params).map((j) => moved(params, j, delta))],
    map: (n) => ({
      // gⱼ = (Uⱼ − U₀) / δ
      apply: (scores) => scores.subarray(1).map((score) => (score - (scores[0] as number)) / delta),
      squaredWeights: new Float64Array(n + 1).fill(1 / (delta * delta)).fill(n / (delta * delta), 0, 1),
    }),
  });
}

/**
 * gⱼ = (U(θ + δeⱼ) − U(θ − δeⱼ)) / 2δ,   j = 1 … n;   2n candidates: θ + δe₁, θ − δe₁, θ + δe₂, …
 *
 * Exact for quadratic U; its bias is δ²/6 · ∂³U/∂θⱼ³ + O(δ⁴). With fresh seeds tr Cov(g) = Σⱼ (σⱼ₊² + σⱼ₋²)/4δ².
 */
export function centralDifference(options: EstimatorOptions = {}): GradientEstimator {
  const plan = design("central-difference", options);
  const delta = plan.perturbation;
  return estimatorFrom(plan, {
    points: (params) =>
      coordinates(params).flatMap((j) => [moved(params, j, delta), moved(params, j, -delta)]),
    map: (n) => ({
      // gⱼ = (Uⱼ₊ − Uⱼ₋) / 2δ
      apply: (scores) =>
        Float64Array.from(
          { length: n },
          (_, j) => ((scores[2 * j] as number) - (scores[2 * j + 1] as number)) / (2 * delta),
        ),
      squaredWeights: new Float64Array(2 * n).fill(1 / (4 * delta * delta)),
    }),
  });
}

/** What tells one finite difference from another: where it looks, and how it weighs what it finds. */
interface Stencil {
  readonly points: (params: Float64Array) => Float64Array[];
  readonly map: (parameterCount: number) => LinearMap;
}

function estimatorFrom(plan: Design, { points, map }: Stencil): GradientEstimator {
  return {
    name: plan.name,
    ask: (params: Float64Array, rng: Rng) => {
      requireFinite(plan.name, params);
      return candidatesAt(points(params), plan, rng);
    },
    tell: (params: Float64Array, trials: readonly Trial[]): GradientEstimate => {
      const expected = points(params);
      const returns = returnsOf(plan, params, trials, expected.length);
      requirePoints(plan.name, trials, expected);
      return linearEstimate(map(params.length), returns, plan.commonRandomNumbers);
    },
  };
}

function coordinates(params: Float64Array): number[] {
  return Array.from(params.keys());
}

/** θ + δeⱼ */
function moved(params: Float64Array, j: number, delta: number): Float64Array {
  const point = params.slice();
  point[j] = (point[j] as number) + delta;
  return point;
}
