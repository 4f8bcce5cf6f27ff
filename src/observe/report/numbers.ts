/** Numbers and units as a page shows them: sensible digits, a real minus sign, a dash for what is not known. */
import type { Measurement } from "./data.ts";

const dash = "–";
/** Keeps a number, its error and its unit on one line. */
const space = "\u00a0";

/** How a unit is shown, and what to multiply a number in the SI unit by. */
export interface Display {
  readonly unit: string;
  readonly factor: number;
}

const displays: Readonly<Record<string, Display>> = {
  m: { unit: "mm", factor: 1000 },
  "m/s": { unit: "mm/s", factor: 1000 },
  "1": { unit: "", factor: 1 },
};

export function displayOf(unit: string): Display {
  return Object.hasOwn(displays, unit) ? (displays[unit] as Display) : { unit, factor: 1 };
}

const largestDecimals = 12;

/** Fixed decimals, minus sign U+2212, scientific beyond 10⁹. */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return dash;
  const digits = Math.min(largestDecimals, Math.max(0, decimals));
  const text = Math.abs(value) >= 1e9 ? value.toExponential(2) : value.toFixed(digits);
  // A negative number that rounds to zero is zero.
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text.replaceAll("-", "−");
}

/** A count of laps, iterations or cores. */
export function count(value: number): string {
  return Number.isInteger(value) ? String(value).replace("-", "−") : fixed(value, 1);
}

/** Like `fixed`, with a plus sign on what grew. */
export function signed(value: number, decimals: number): string {
  const text = fixed(value, decimals);
  return value > 0 && !/^0(\.0*)?$/.test(text) && text !== dash ? `+${text}` : text;
}

/** Decimals that show `value` with so many significant digits. */
export function decimalsFor(value: number, significant: number): number {
  if (!Number.isFinite(value) || value === 0) return 0;
  const exponent = Number(
    Math.abs(value)
      .toExponential(significant - 1)
      .split("e")[1],
  );
  return Math.max(0, significant - 1 - exponent);
}

/** Decimals of a mean: its standard error has two significant digits if it starts with 1, else one. */
export function decimalsOfMean(mean: number, standardError: number): number {
  if (!(standardError > 0) || !Number.isFinite(standardError)) return decimalsFor(mean, 3);
  const leading = standardError.toExponential(1).startsWith("1");
  return decimalsFor(standardError, leading ? 2 : 1);
}

export function withUnit(text: string, unit: string): string {
  return unit === "" || text === dash ? text : `${text}${space}${unit}`;
}

/** "302 ± 4 mm/s". */
export function measurementText(measurement: Measurement, display: Display): string {
  return withUnit(measurementNumber(measurement, display), display.unit);
}

/** "302 ± 4", where the unit is said elsewhere. */
export function measurementNumber(measurement: Measurement, display: Display): string {
  const mean = measurement.mean * display.factor;
  const error = measurement.standardError * display.factor;
  const decimals = decimalsOfMean(mean, error);
  if (!Number.isFinite(error)) return fixed(mean, decimals);
  return `${fixed(mean, decimals)}${space}±${space}${fixed(error, decimals)}`;
}

/** A single value of the objective with three significant digits, such as "251 mm/s". */
export function valueText(value: number, display: Display): string {
  return withUnit(fixed(value * display.factor, decimalsFor(value * display.factor, 3)), display.unit);
}

export interface Gain {
  /** after ÷ before − 1. */
  readonly ratio: number;
  readonly standardError: number;
}

/**
 * Relative gain with its standard error by first-order propagation, as if the two means were independent:
 *
 *   r = a/b − 1,   SE(r) = |a/b| · √((SE a/a)² + (SE b/b)²)
 *
 * Undefined when the start is not positive: a percentage would say nothing.
 */
export function gainOf(before: Measurement | undefined, after: Measurement | undefined): Gain | undefined {
  if (!before || !after || !(before.mean > 0) || !Number.isFinite(after.mean / before.mean)) return undefined;
  const quotient = after.mean / before.mean;
  const fromBefore = quotient * (before.standardError / before.mean);
  const fromAfter = after.standardError / before.mean;
  return { ratio: quotient - 1, standardError: Math.sqrt(fromBefore ** 2 + fromAfter ** 2) };
}

export function gainText(gain: Gain): string {
  const error = gain.standardError * 100;
  const decimals = Math.min(1, decimalsOfMean(100, error));
  const text = signed(gain.ratio * 100, decimals);
  return Number.isFinite(error)
    ? `${text}${space}±${space}${fixed(error, decimals)}${space}%`
    : `${text}${space}%`;
}
