/** A rate that is a number, or changes with the updates made so far. */

/** What the rate is after `count` updates. */
export type Schedule = (count: number) => number;

/** From `from` to `to` in equal steps over `updates` updates, `to` ever after. */
export function linear(from: number, to: number, updates: number): Schedule {
  return (count) => (count >= updates ? to : from + ((to - from) * count) / updates);
}

/** The rate that is due, checked: finite and not negative. Throws `RangeError`. */
export function rateAt(what: string, rate: number | Schedule, count: number): number {
  const value = typeof rate === "number" ? rate : rate(count);
  if (!(value >= 0 && Number.isFinite(value)))
    throw new RangeError(
      `${what} has to be a finite number, 0 or more, not ${value} (after ${count} updates)`,
    );
  return value;
}
