/**
 * Means and spreads.
 *
 * Everything goes through running moments (Welford 1962): Σ(x−x̄)² is updated, never found as the difference of two large sums.
 * Samples too few to tell a spread give NaN, not 0.
 */

/** Moments of the samples seen so far; plain numbers, so they can be saved, sent and merged. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Σ(x − x̄)². */
  readonly squares: number;
}

export const noMoments: Moments = { count: 0, mean: 0, squares: 0 };

/** One sample more: x̄ₙ = x̄ₙ₋₁ + (x − x̄ₙ₋₁)/n, Sₙ = Sₙ₋₁ + (x − x̄ₙ₋₁)(x − x̄ₙ). */
export function include({ count, mean, squares }: Moments, x: number): Moments {
  const next = mean + (x - mean) / (count + 1);
  return { count: count + 1, mean: next, squares: squares + (x - mean) * (x - next) };
}

/** The moments of both sets of samples together (Chan, Golub & LeVeque 1979): S = S₁ + S₂ + (x̄₂ − x̄₁)² n₁n₂/n. */
export function merge(a: Moments, b: Moments): Moments {
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  const count = a.count + b.count;
  const apart = b.mean - a.mean;
  const mean = a.mean + (apart * b.count) / count;
  return { count, mean, squares: a.squares + b.squares + (apart * apart * a.count * b.count) / count };
}

/** Sample variance S/(n − 1); NaN below two samples. */
export function varianceOf({ count, squares }: Moments): number {
  return count < 2 ? Number.NaN : squares / (count - 1);
}

/** The moments of a list: `include` of each in turn, without an object for each. */
export function momentsOf(samples: Iterable<number>): Moments {
  let [count, average, squares] = [0, 0, 0];
  for (const x of samples) {
    const before = x - average;
    count += 1;
    average += before / count;
    squares += before * (x - average);
  }
  return { count, mean: average, squares };
}

/** x̄; NaN for no samples. */
export function mean(samples: Iterable<number>): number {
  const moments = momentsOf(samples);
  return moments.count === 0 ? Number.NaN : moments.mean;
}

/** Σ(x − x̄)²/(n − 1); NaN below two samples. */
export function sampleVariance(samples: Iterable<number>): number {
  return varianceOf(momentsOf(samples));
}

/** Standard error of the mean, √(s²/n); NaN below two samples. */
export function standardError(samples: Iterable<number>): number {
  const moments = momentsOf(samples);
  return Math.sqrt(varianceOf(moments) / moments.count);
}

/** Trace of the covariance of the mean of n vectors, Σⱼ sⱼ²/n; NaN below two vectors. */
export function varianceOfMean(vectors: readonly Float64Array[]): number {
  let trace = 0;
  const length = vectors[0]?.length ?? 0;
  for (let j = 0; j < length; j++) trace += sampleVariance(vectors.map((vector) => vector[j] as number));
  return vectors.length < 2 ? Number.NaN : trace / vectors.length;
}
