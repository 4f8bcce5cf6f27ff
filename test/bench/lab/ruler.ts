/** From numbers to places along one axis, with its ticks: linear, logarithmic, or one place for each name. */
import { log } from "../../../src/math/elementary.ts";
import { fixed } from "../../../src/observe/report/numbers.ts";
import { extentOf, linearScale } from "../../../src/observe/report/scale.ts";
import { niceTicks } from "../../../src/observe/report/ticks.ts";
import { powerOfTen, shown } from "./numbers.ts";

export interface Axis {
  /** With its unit. */
  readonly name: string;
  /** A list of names: value k is at the k-th. */
  readonly scale: "linear" | "log" | readonly string[];
  /** The names where there is little room. */
  readonly short?: readonly string[];
  /** Where ticks stand, when not at round numbers. */
  readonly ticks?: readonly number[];
  /** What lies beyond is left out. */
  readonly limits?: readonly [number, number];
}

export interface Ruler {
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  /** NaN beyond the limits. */
  at(value: number): number;
  /** Room of one name. */
  readonly unit: number;
}

export function rulerFor(
  axis: Axis,
  values: readonly number[],
  range: readonly [number, number],
  most: number,
): Ruler {
  const { limits = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] } = axis;
  const inside = values.filter((value) => value >= limits[0] && value <= limits[1]);
  const within = (at: (value: number) => number) => (value: number) =>
    value >= limits[0] && value <= limits[1] ? at(value) : Number.NaN;
  if (typeof axis.scale === "object") return named(axis, axis.scale, range);
  if (axis.scale === "log") {
    const positive = inside.filter((value) => value > 0);
    const ruler = logarithmic(axis, extentOf(positive) ?? [1, 10], range, most);
    return { ...ruler, at: within(ruler.at) };
  }
  const ruler = linear(axis, extentOf(inside) ?? [0, 1], range, most);
  return { ...ruler, at: within(ruler.at) };
}

function named({ short }: Axis, names: readonly string[], range: readonly [number, number]): Ruler {
  const { at } = linearScale([-0.5, names.length - 0.5], range);
  const unit = Math.abs(at(1) - at(0));
  // A letter is some 6 wide.
  const isTight = names.some((name) => 6.2 * name.length > unit);
  const words = isTight ? (short ?? names) : names;
  return { at, unit, ticks: words.map((label, k) => ({ at: at(k), label })) };
}

function linear(
  { ticks }: Axis,
  [low, high]: readonly [number, number],
  range: readonly [number, number],
  most: number,
): Ruler {
  const nice = niceTicks(low, high, most);
  const { at } = linearScale([nice.values[0]!, nice.values.at(-1)!], range);
  const marks = ticks ?? nice.values;
  return {
    at,
    unit: 0,
    ticks: marks.map((value) => ({ at: at(value), label: fixed(value, nice.decimals) })),
  };
}

const decades = (value: number): number => log(value) / log(10);

function logarithmic(
  { ticks }: Axis,
  [low, high]: readonly [number, number],
  range: readonly [number, number],
  most: number,
): Ruler {
  // A little room, so that no point stands on the edge.
  const [from, to] = [decades(low) - 0.06, decades(high) + 0.06];
  const wide = to - from < 0.5 ? 0.25 : 0;
  const scale = linearScale([from - wide, to + wide], range);
  const at = (value: number): number => (value > 0 ? scale.at(decades(value)) : Number.NaN);
  const marks = ticks === undefined ? decadesBetween(from - wide, to + wide, most) : sparse(ticks, most);
  return { at, unit: 0, ticks: marks.map((value) => ({ at: at(value), label: label(value) })) };
}

/** Powers of ten, every second or third where there are many; 1, 2 and 5 where there are few. */
function decadesBetween(from: number, to: number, most: number): number[] {
  const [first, last] = [Math.ceil(from), Math.floor(to)];
  const step = Math.max(1, Math.ceil((last - first + 1) / most));
  const powers = Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => first + k);
  if (powers.length > 2) return powers.filter((k) => (k - first) % step === 0).map((k) => Number(`1e${k}`));
  const all = Array.from({ length: last - first + 3 }, (_, k) => first - 1 + k);
  return all
    .flatMap((k) => [1, 2, 5].map((mantissa) => Number(`${mantissa}e${k}`)))
    .filter((value) => decades(value) >= from && decades(value) <= to);
}

function sparse(ticks: readonly number[], most: number): number[] {
  const step = Math.ceil(ticks.length / most);
  return ticks.filter((_, k) => k % step === 0);
}

function label(value: number): string {
  const exponent = Math.round(decades(value));
  const isPower = Math.abs(decades(value) - exponent) < 1e-9;
  return isPower && Math.abs(exponent) > 2 ? powerOfTen(exponent) : shown(value, 4);
}
