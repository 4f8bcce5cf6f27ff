/**
 * The natural gradient: the steepest way up where distance is measured between policies, not between parameters (Kakade 2001).
 *
 *     x = F⁻¹g        maximizes gᵀx under ½ xᵀFx ≤ ε, but for its length
 *
 * F comes as products with vectors (fisher.ts), so the system is solved by conjugate gradients. Imports: math.
 */
import {
  type ConjugateGradientOptions,
  type ConjugateGradientResult,
  conjugateGradient,
} from "../math/conjugate-gradient.ts";
import { dot, norm, scale } from "../math/vector.ts";

export interface NaturalGradient {
  /** x ≈ F⁻¹g, [g.length]; zero for a gradient of zero. */
  readonly gradient: Float64Array;
  /** ‖g − Fx‖/‖g‖ as the solver carries it; 0 for a gradient of zero. */
  readonly residual: number;
  readonly iterationCount: number;
  readonly end: ConjugateGradientResult["end"];
}

/** x = F⁻¹g to the tolerance of the solver, which is relative to ‖g‖. */
export function naturalGradient(
  gradient: Float64Array,
  product: (vector: Float64Array) => Float64Array,
  options: ConjugateGradientOptions = {},
): NaturalGradient {
  const size = norm(gradient);
  if (size === 0) return { gradient, residual: 0, iterationCount: 0, end: "converged" };
  // The system is solved for g/‖g‖: squares of a very long or very short g would leave the numbers.
  const unit = gradient.map((x) => x / size);
  const { solution, ...how } = conjugateGradient(product, unit, options);
  return { gradient: scale(solution, size), ...how };
}

/**
 * The step along a natural gradient x to the edge of ½ ΔᵀFΔ ≤ ε (Schulman et al. 2015, appendix C):
 *
 *     Δ = √(2ε / xᵀFx) x
 *
 * With F = I it is the restricted step √(2ε) g/‖g‖ of the lecture notes. Zero where x is, and where F knows no length for it.
 */
export function naturalStep(
  direction: Float64Array,
  product: (vector: Float64Array) => Float64Array,
  restriction: number,
): Float64Array {
  const size = norm(direction);
  if (size === 0) return direction;
  const unit = direction.map((x) => x / size);
  // uᵀFu: twice what a step of Euclidean length 1 costs.
  const curvature = dot(unit, product(unit));
  return scale(unit, curvature > 0 ? Math.sqrt((2 * restriction) / curvature) : 0);
}
