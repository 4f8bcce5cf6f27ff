/** A chart over environment steps: its frame, and places in it. */
import { type Frame, frame } from "../frame.ts";
import { extentOf } from "../scale.ts";
import type { Place } from "../svg.ts";
import { niceTicks } from "../ticks.ts";
import { stepScaling, valueScaling } from "./scaled.ts";

export interface StepFrame extends Frame {
  readonly place: (steps: number, value: number) => Place;
}

export interface StepFrameOptions {
  readonly width: number;
  readonly height: number;
  /** The end of the axis of steps. */
  readonly last: number;
  /** Everything that has to fit in. */
  readonly values: readonly number[];
  readonly yName: string;
}

export function stepFrame({ width, height, last, values, yName }: StepFrameOptions): StepFrame {
  const [low, high] = widened(extentOf(values) ?? [0, 1]);
  const x = stepScaling(last);
  const y = valueScaling(Math.max(Math.abs(low), Math.abs(high)));
  const end = Math.max(last, 1) * x.factor;
  const ticks = niceTicks(0, end, width > 500 ? 10 : 6);
  const made = frame({
    width,
    height,
    x: { ...ticks, values: ticks.values.filter((value) => value <= end) },
    xDomain: [0, end],
    y: niceTicks(low * y.factor, high * y.factor, height > 260 ? 8 : 5),
    xName: `${width > 500 ? "environment steps" : "steps"}${x.suffix}`,
    yName: `${yName}${y.suffix}`,
  });
  return {
    ...made,
    place: (steps, value) => ({ x: made.x.at(steps * x.factor), y: made.y.at(value * y.factor) }),
  };
}

/** What hardly changes is shown from 0: its digits behind the point would say nothing. */
function widened([low, high]: readonly [number, number]): readonly [number, number] {
  if (high - low > 1e-3 * Math.max(Math.abs(low), Math.abs(high))) return [low, high];
  return [Math.min(low, 0), Math.max(high, 0)];
}

/** The upper edge there, the lower edge back. */
export function bandOutline(
  at: StepFrame["place"],
  points: readonly { readonly steps: number; readonly low: number; readonly high: number }[],
): Place[] {
  const known = points.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high));
  const upper = known.map(({ steps, high }) => at(steps, high));
  const lower = known.map(({ steps, low }) => at(steps, low)).reverse();
  return [...upper, ...lower];
}
