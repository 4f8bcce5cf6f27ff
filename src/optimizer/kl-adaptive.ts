/** A learning rate that follows how far the policy moved: pure, one rate in, the next one out. */

export interface KlAdaptiveOptions {
  /** KL(old ‖ new) an update should be worth. Default 0.01. */
  readonly target?: number;
  /** The rate stays within [low, high]. Defaults 1e-5 and 1e-2. */
  readonly low?: number;
  readonly high?: number;
}

/**
 * The adaptive rate of rsl_rl (Rudin, Hoeller, Reist & Hutter 2022, Learning to Walk in Minutes):
 *
 *   α ← max(α/1.5, low)    where KL > 2 target
 *   α ← min(1.5 α, high)   where 0 < KL < target/2
 *
 * and α otherwise. A KL of 0 (or below, by rounding) is that of a policy nobody has moved yet: it says nothing about the rate. Throws `RangeError` for a KL
 * that is NaN; an infinite one is too far.
 */
export function klAdaptiveRate(rate: number, kl: number, options: KlAdaptiveOptions = {}): number {
  const { target = 0.01, low = 1e-5, high = 1e-2 } = options;
  if (!(target > 0 && low > 0 && low <= high))
    throw new RangeError(
      `expected target above 0 and 0 < low ≤ high, got target ${target}, low ${low}, high ${high}`,
    );
  if (Number.isNaN(kl)) throw new RangeError("the KL divergence is NaN; go back to the last good parameters");
  if (kl > 2 * target) return Math.max(rate / 1.5, low);
  if (kl > 0 && kl < target / 2) return Math.min(rate * 1.5, high);
  return rate;
}
