/** A step that stays in its box. */

export interface Bounds {
  /** One number a parameter; ±Infinity where there is no bound. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export interface BoundedStep {
  /** θ + Δ, or the nearest point to it inside the bounds. */
  readonly params: Float64Array;
  /** The parameters that were held at a bound, by number. */
  readonly clipped: readonly number[];
}

/**
 * θ′ⱼ = min(max(θⱼ + Δⱼ, lowⱼ), highⱼ), the Euclidean projection of θ + Δ onto the box. A clipped step is shorter than asked for.
 *
 * Throws `RangeError` when lengths differ, a bound is NaN or above its partner, or θ + Δ is not finite: then nothing is projected.
 */
export function boundedStep(params: Float64Array, delta: Float64Array, { low, high }: Bounds): BoundedStep {
  for (const [what, values] of Object.entries({ delta, low, high }))
    if (values.length !== params.length)
      throw new RangeError(
        `expected ${params.length} numbers in ${what}, one a parameter, got ${values.length}`,
      );
  const clipped: number[] = [];
  const next = params.map((value, j) => {
    const [free, least, most] = [value + (delta[j] as number), low[j] as number, high[j] as number];
    if (!(least <= most))
      throw new RangeError(`parameter ${j} has bounds ${least} … ${most}; expected low ≤ high`);
    if (!Number.isFinite(free))
      throw new RangeError(
        `parameter ${j} would become ${free} (${value} + ${delta[j]}); expected a finite step`,
      );
    if (free < least || free > most) clipped.push(j);
    return Math.min(Math.max(free, least), most);
  });
  return { params: next, clipped };
}
