/**
 * Weights are float64, the way back through a network is float32, which ends at 3.4e38. Linear as it is, the derivative of w is that of
 * w/s, times s: weights beyond what float32 holds go through divided by the largest, and their gradient is multiplied afterwards.
 */

/** s: 1 unless the largest of the weights is beyond 10³⁰, or below 10⁻³⁰. */
export function scaleOf(...lists: readonly Float64Array[]): number {
  let largest = 0;
  for (const list of lists) for (const value of list) largest = Math.max(largest, Math.abs(value));
  return largest === 0 || (largest > 1e-30 && largest < 1e30) ? 1 : largest;
}

/** w/s; w itself where s is 1. */
export function scaledDown(weights: Float64Array, scale: number): Float64Array {
  return scale === 1 ? weights : weights.map((weight) => weight / scale);
}
