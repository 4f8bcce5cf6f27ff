/**
 * The surrogate objective of proximal policy optimization, on flat arrays: one number a row, no network.
 *
 * With rᵢ = π_new(aᵢ|sᵢ) / π_old(aᵢ|sᵢ) and advantages Aᵢ (Schulman et al. 2017, equation 7):
 *
 *     L = 1/n Σᵢ min(rᵢ Aᵢ, clip(rᵢ, 1−ε, 1+ε) Aᵢ)        ∇L = 1/n Σᵢ cᵢ ∇log π_new(aᵢ|sᵢ)
 *
 *     cᵢ = 0       where the clip holds:  Aᵢ > 0 and rᵢ > 1+ε,  or  Aᵢ < 0 and rᵢ < 1−ε
 *     cᵢ = rᵢ Aᵢ   elsewhere, for ∇r = r ∇log π
 *
 * Without a clip L is the surrogate of trust regions (Schulman et al. 2015, equation 14), and at π_new = π_old, r = 1, the coefficient
 * is the advantage: the plain actor-critic weight, to the bit. Imports: math.
 */
import { exp } from "../math/elementary.ts";

/**
 * |log r| is held at this. A ratio beyond e²⁰ ≈ 4.9e8 says that the two policies have nothing in common; held, it is a number, and its gradient
 * a direction, where e¹⁰⁰⁰ would be neither. Rows that were held are counted.
 */
export const LOG_RATIO_LIMIT = 20;

export interface SurrogateOptions {
  /** ε; no clip when absent. */
  readonly clipRange?: number;
}

export interface Surrogate {
  /** cᵢ, one a row: what log π_new(aᵢ|sᵢ) is weighed with in ∇L, but for the 1/n. */
  readonly coefficients: Float64Array;
  /** L, to be ascended. */
  readonly value: number;
  /** Share of the rows whose ratio lies outside [1−ε, 1+ε]; 0 without a clip. */
  readonly clipFraction: number;
  /** k3 = mean of (r − 1) − log r: unbiased for KL(old ‖ new), never negative (Schulman 2020, "Approximating KL divergence"). */
  readonly klDivergence: number;
  /** k1 = mean of −log r: unbiased too, of greater variance, of either sign. */
  readonly naiveKlDivergence: number;
  /** (Σ r)² / (n Σ r²): the share of the rows that say as much, weighed alike, as all of them do weighed with r; 1 where nothing moved (Kong 1992). */
  readonly effectiveSampleShare: number;
  /** Rows whose ratio was held at e^±20. */
  readonly heldCount: number;
}

/**
 * L, cᵢ and what is watched beside them. Throws `RangeError` for lengths that differ, no rows, a clip range that is not positive, and
 * rows that are no numbers; an action that has become impossible (log π_new = −∞) is a ratio held low.
 */
export function surrogate(
  nextLogProbs: Float64Array,
  oldLogProbs: Float64Array,
  advantages: Float64Array,
  { clipRange = Number.POSITIVE_INFINITY }: SurrogateOptions = {},
): Surrogate {
  const n = advantages.length;
  requireRows("surrogate", { nextLogProbs, oldLogProbs, advantages });
  requireClipRange("surrogate", clipRange);
  const coefficients = new Float64Array(n);
  let [value, outside, k1, k3, heldCount, sum, squares] = [0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const raw = (nextLogProbs[i] as number) - (oldLogProbs[i] as number);
    const advantage = advantages[i] as number;
    if (Number.isNaN(raw) || !Number.isFinite(advantage))
      throw new RangeError(
        `surrogate: row ${i} has log π_new ${nextLogProbs[i]}, log π_old ${oldLogProbs[i]}, advantage ${advantage}; expected numbers`,
      );
    const logRatio = within(raw, -LOG_RATIO_LIMIT, LOG_RATIO_LIMIT);
    const ratio = exp(logRatio);
    const clipped = within(ratio, 1 - clipRange, 1 + clipRange);
    // min(r A, clip(r) A)
    value += Math.min(ratio * advantage, clipped * advantage);
    // The clip holds where it makes the smaller product; at its edge it does not hold yet.
    coefficients[i] = clipped * advantage < ratio * advantage ? 0 : ratio * advantage;
    if (clipped !== ratio) outside += 1;
    if (logRatio !== raw) heldCount += 1;
    k1 -= logRatio;
    k3 += ratio - 1 - logRatio;
    sum += ratio;
    squares += ratio * ratio;
  }
  return {
    coefficients,
    value: value / n,
    clipFraction: outside / n,
    klDivergence: k3 / n,
    naiveKlDivergence: k1 / n,
    effectiveSampleShare: ((sum / n) * sum) / squares,
    heldCount,
  };
}

export function within(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}

/** Throws `RangeError` unless all arrays are of one length, at least 1. */
export function requireRows(name: string, arrays: Readonly<Record<string, Float64Array>>): void {
  const lengths = Object.entries(arrays).map(([key, { length }]) => `${key} ${length}`);
  const [first = 0, ...rest] = Object.values(arrays).map(({ length }) => length);
  if (first === 0 || rest.some((length) => length !== first))
    throw new RangeError(`${name}: expected one number a row, of one row or more, got ${lengths.join(", ")}`);
}

/** Throws `RangeError` unless ε > 0. */
export function requireClipRange(name: string, clipRange: number): void {
  if (!(clipRange > 0))
    throw new RangeError(
      `${name}: expected a clip range above 0 (0.2 is usual; absent for no clip), got ${clipRange}`,
    );
}
