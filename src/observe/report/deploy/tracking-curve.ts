/** Target and measured angle of one joint over some seconds. */
import { type Frame, frame } from "../frame.ts";
import { html, type Markup } from "../html.ts";
import { legend } from "../legend.ts";
import { extentOf } from "../scale.ts";
import { path, svg } from "../svg.ts";
import { niceTicks } from "../ticks.ts";
import type { TrackingCurve } from "./data.ts";
import { degrees } from "./units.ts";

/** Twice the same curve: one drawn for a page, one for a phone; the style sheet shows the one that fits. */
export function trackingCurve(curve: TrackingCurve): Markup {
  return html`${drawing(curve, { id: "tracking-wide", className: "wide", width: 720, height: 300 })}${drawing(curve, { id: "tracking-narrow", className: "narrow", width: 340, height: 260 })}`;
}

export function trackingLegend(): Markup {
  return legend([
    { label: "target, as sent", className: "noise", shape: "line" },
    { label: "measured", className: "mean", shape: "line" },
  ]);
}

interface Size {
  readonly id: string;
  readonly className: string;
  readonly width: number;
  readonly height: number;
}

function drawing({ joint, points }: TrackingCurve, size: Size): Markup {
  const chart = curveFrame(points, size);
  const place = (time: number, value: number) => ({ x: chart.x.at(time), y: chart.y.at(value * degrees) });
  const body = html`${chart.markup}${path(
    points.map(({ time, measured }) => place(time, measured)),
    "mean",
  )}${path(
    points.map(({ time, target }) => place(time, target)),
    "noise",
  )}`;
  const description = `${points.length} ticks; the numbers are in the table below the figure.`;
  return svg({ ...size, title: `Target and measured angle of ${joint}`, description }, body);
}

function curveFrame(points: TrackingCurve["points"], { width, height }: Size): Frame {
  const values = points.flatMap(({ target, measured }) => [target * degrees, measured * degrees]);
  const [low, high] = extentOf(values) ?? [0, 1];
  const [begin, end] = extentOf(points.map(({ time }) => time)) ?? [0, 1];
  const ticks = niceTicks(begin, end, width > 500 ? 10 : 5);
  return frame({
    width,
    height,
    x: { ...ticks, values: ticks.values.filter((value) => value >= begin && value <= end) },
    xDomain: [begin, end],
    y: niceTicks(low, high, 7),
    xName: "time since the first tick, s",
    yName: "angle, °",
  });
}
