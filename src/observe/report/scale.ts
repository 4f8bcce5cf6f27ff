/** From numbers to places on paper. */

export interface Scale {
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
  at(value: number): number;
}

/** Linear; an empty domain puts everything in the middle. */
export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [low, high] = domain;
  const [start, stop] = range;
  const at = (value: number) =>
    high === low ? (start + stop) / 2 : start + ((value - low) / (high - low)) * (stop - start);
  return { domain, range, at };
}

/** Lowest and highest of the finite numbers; undefined when there is none. */
export function extentOf(values: Iterable<number>): readonly [number, number] | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : undefined;
}
