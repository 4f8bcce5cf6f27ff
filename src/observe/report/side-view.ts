/** The scales of the side view, in which a millimetre up is as long as a millimetre forward. */
import type { LegPairLoci, LocusPoint } from "./data.ts";
import { extentOf, linearScale, type Scale } from "./scale.ts";
import type { Place } from "./svg.ts";
import { niceTicks } from "./ticks.ts";

/** Width of a panel, px. */
export const sideViewWidth = 350;
const margin = { left: 40, right: 12, top: 26, bottom: 40 };
/** Millimetres. */
export const perMeter = 1000;
/** Tallest drawing, px: a path much taller than long gets a narrower panel, never unequal scales. */
const tallest = 420;
/** Paper around the drawing, mm. */
const padding = 8;

/** Scales of the side view in mm. One pixel is as many millimetres in x as in z. */
export interface SideView {
  readonly x: Scale;
  readonly z: Scale;
  readonly xTicks: readonly number[];
  readonly zTicks: readonly number[];
  readonly decimals: number;
  readonly height: number;
}

/** One view that holds every path, hip and the ground, so that all pairs are drawn to the same scale. */
export function sideView(pairs: readonly LegPairLoci[]): SideView {
  const loci = pairs.flatMap(({ before, after }) => (after ? [before, after] : [before]));
  const points = loci.flatMap(({ commanded, reachable }) => [...commanded, ...(reachable ?? [])]);
  const across = extentOf([0, ...points.map(({ x }) => x * perMeter)]) ?? [0, 1];
  const up = extentOf([
    0,
    ...points.map(({ z }) => z * perMeter),
    ...loci.map((l) => l.hipHeight * perMeter),
  ]) ?? [0, 1];
  const [left, right] = [across[0] - padding, across[1] + padding];
  const [bottom, top] = [up[0] - padding, up[1] + padding];
  const plotWidth = sideViewWidth - margin.left - margin.right;
  const pixelsPerMillimeter = Math.min(plotWidth / (right - left), tallest / (top - bottom));
  const drawn = (top - bottom) * pixelsPerMillimeter;
  const x = niceTicks(left, right, 8);
  // The same step as across, unless the path is far taller than long.
  const zTickCount = Math.min(12, Math.ceil((top - bottom) / x.step) + 2);
  return {
    x: linearScale([left, right], [margin.left, margin.left + (right - left) * pixelsPerMillimeter]),
    z: linearScale([bottom, top], [margin.top + drawn, margin.top]),
    xTicks: inside(x.values, left, right),
    zTicks: inside(niceTicks(bottom, top, zTickCount).values, bottom, top),
    decimals: x.decimals,
    height: margin.top + drawn + margin.bottom,
  };
}

function inside(values: readonly number[], low: number, high: number): number[] {
  return values.filter((value) => value >= low && value <= high);
}

/** Where a point of the world is on the paper. */
export function placeIn(view: SideView, { x, z }: LocusPoint): Place {
  return { x: view.x.at(x * perMeter), y: view.z.at(z * perMeter) };
}
