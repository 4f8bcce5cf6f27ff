/**
 * What a gradient is worth, in numbers. Pure functions; whoever logs them decides when. Where a number has no defined value (the cosine of
 * nothing, the explained share of no variance) it is NaN, and the line says so. Imports: math, policy.
 */
import { mean, momentsOf } from "../math/statistics.ts";
import { norm } from "../math/vector.ts";
import type { Distribution, Head } from "../policy/head/head.ts";
import type { GradientEstimate } from "./estimator.ts";

/**
 * tr Cov(ĝ) / ‖ĝ‖²: the share of the squared length that is noise, on average, as E‖ĝ‖² = ‖∇U‖² + tr Cov(ĝ). Near 1 the direction is a
 * guess; m times the episodes divide the numerator by m. 0 without noise, Infinity where all is noise.
 */
export function noiseShare({ gradient, variance }: GradientEstimate): number {
  if (variance === 0) return 0;
  const ratio = Math.sqrt(variance) / norm(gradient);
  return ratio * ratio;
}

/** a · b / (‖a‖ ‖b‖), −1 … 1; NaN where one of them is zero. */
export function cosine(a: Float64Array, b: Float64Array): number {
  const [lengthA, lengthB] = [norm(a), norm(b)];
  const sum = a.reduce((total, value, j) => total + (value / lengthA) * ((b[j] as number) / lengthB), 0);
  return Math.max(-1, Math.min(1, sum));
}

/** (Σ w)² / Σ w²: how many equally weighed samples say as much, 1 … n (Kong 1992). NaN where all weights are 0. */
export function effectiveSampleSize(weights: Float64Array): number {
  const largest = weights.reduce((most, w) => Math.max(most, Math.abs(w)), 0);
  let [sum, squares] = [0, 0];
  for (const weight of weights) {
    const w = weight / largest;
    sum += w;
    squares += w * w;
  }
  return (sum * sum) / squares;
}

/** 1 − Var(G − V) / Var(G): 1 a perfect critic, 0 as good as a constant, below 0 worse. NaN where the returns do not differ. */
export function explainedVariance(values: Float64Array, returns: Float64Array): number {
  const total = momentsOf(returns).squares;
  return 1 - momentsOf(returns.map((g, row) => g - (values[row] as number))).squares / total;
}

/** The mean over rows of H(π(· | s)), in nats. */
export function meanEntropy(head: Head, { own, inputs }: Distribution): number {
  return mean(head.entropies(own, inputs));
}
