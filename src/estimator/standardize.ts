import { momentsOf, varianceOf } from "../math/statistics.ts";

/**
 * (A − Ā) / s over all rows given, s the sample standard deviation: a step length that does not depend on the scale of rewards.
 *
 * One row, or rows that differ by rounding only (s below 10⁻¹² of the largest), have no scale: each is A − Ā, set to exactly 0, since
 * none was better than another. What is not finite stays NaN, for whoever weighs with it to refuse. It biases the gradient, by a positive factor and, Ā being of the same rows, by O(1/n).
 */
export function standardized(advantages: Float64Array): Float64Array {
  const largest = advantages.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return new Float64Array(advantages.length);
  // In units of the largest, so that no square overflows.
  const units = advantages.map((value) => value / largest);
  const moments = momentsOf(units);
  const std = Math.sqrt(varianceOf(moments));
  if (!(std > 1e-12)) return Number.isFinite(largest) ? new Float64Array(units.length) : units;
  return units.map((value) => (value - moments.mean) / std);
}
