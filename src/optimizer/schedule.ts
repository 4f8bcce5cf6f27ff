/** A rate that is a number, or changes with the updates made so far. */
import { integerPower } from "../math/power.ts";

/** What the rate is after `count` updates. */
export type Schedule = (count: number) => number;

/** From `from` to `to` in equal steps over `updates` updates, `to` ever after. */
export function linear(from: number, to: number, updates: number): Schedule {
  return (count) => (count >= updates ? to : from + ((to - from) * count) / updates);
}

/** from · decayⁿ after n updates. Throws `RangeError` unless 0 < decay ≤ 1. */
export function exponential(from: number, decay: number): Schedule {
  if (!(decay > 0 && decay <= 1)) throw new RangeError(`decay has to be in (0, 1], not ${decay}`);
  return (count) => from * integerPower(decay, count);
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
