/**
 * A run of any length in a few hundred places: neighboring iterations put together, by the steps they took.
 *
 * A long run has a hundred thousand iterations and a page some seven hundred pixels. Pure.
 */

/** Iterations `from` … `to` − 1, at a place on the axis of steps. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
}

/** The most places a curve is drawn with. */
export const MOST_BINS = 200;

/** One bin an iteration where there are few enough, else bins of equal width in steps; those without an iteration are left out. */
export function binsOf(steps: readonly number[], most = MOST_BINS): Bin[] {
  if (steps.length <= most) return steps.map((at, index) => ({ from: index, to: index + 1, steps: at }));
  const last = steps.at(-1) as number;
  // Multiplied first: the quotient of the last step is `most` to the bit then, and the last step in the last bin.
  const binAt = (at: number): number => Math.ceil((at * most) / last);
  const bins: Bin[] = [];
  for (let from = 0; from < steps.length; ) {
    const bin = binAt(steps[from] as number);
    let to = from + 1;
    while (to < steps.length && binAt(steps[to] as number) === bin) to += 1;
    bins.push({ from, to, steps: ((steps[from] as number) + (steps[to - 1] as number)) / 2 });
    from = to;
  }
  return bins;
}

export interface Spread {
  readonly mean: number;
  /** 10th and 90th percentile, linear between order statistics. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** Of the finite values; all NaN where there are none. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values.filter(Number.isFinite)).sort();
  const count = sorted.length;
  const mean = sorted.reduce((sum, value) => sum + value / count, 0);
  if (count === 0) return { mean: Number.NaN, low: Number.NaN, high: Number.NaN, count };
  return { mean, low: quantile(sorted, 0.1), high: quantile(sorted, 0.9), count };
}

function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const low = sorted[Math.floor(position)] as number;
  const high = sorted[Math.ceil(position)] as number;
  return low + (position - Math.floor(position)) * (high - low);
}
