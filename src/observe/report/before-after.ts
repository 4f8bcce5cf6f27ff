/** The objective before and after, on held-out laps: bars from zero, standard errors, and the laps as dots. */
import type { Measurement, ReportData } from "./data.ts";
import { type Frame, frame } from "./frame.ts";
import { html, type Markup } from "./html.ts";
import { type Display, displayOf, measurementNumber, measurementText, valueText } from "./numbers.ts";
import { references } from "./references.ts";
import { extentOf } from "./scale.ts";
import { dot, errorBar, line, rect, svg, text } from "./svg.ts";
import { niceTicks, type Ticks } from "./ticks.ts";

const width = 340;
const height = 300;
const barWidth = 64;
const noTicks: Ticks = { values: [], step: 1, decimals: 0 };

interface Column {
  readonly name: "before" | "after";
  readonly center: number;
  readonly measurement: Measurement;
}

export function beforeAfter(data: ReportData): Markup {
  const display = displayOf(data.objective.unit);
  const columns: Column[] = [];
  if (data.before) columns.push({ name: "before", center: 0.17, measurement: data.before });
  if (data.after) columns.push({ name: "after", center: 0.47, measurement: data.after });
  const chart = columnFrame(data, columns, display);
  const zero = chart.y.at(0);
  const [left, right] = chart.x.range;
  const body = html`${chart.markup}${columns.map((column) => drawColumn(column, chart, display))}
${line({ x: left, y: zero }, { x: right, y: zero }, "axis")}${references(data.references, chart, ({ label }) => label, display.factor)}`;
  const description = columns
    .map(({ name, measurement }) => `${name}: ${measurementText(measurement, display)}`)
    .join("; ");
  const title = `${data.objective.name} before and after`;
  return svg({ id: "before-after", className: "single", title, description, width, height }, body);
}

function columnFrame(data: ReportData, columns: readonly Column[], display: Display): Frame {
  const values = columns.flatMap(({ measurement: { mean, standardError, samples } }) => [
    mean,
    mean - standardError,
    mean + standardError,
    ...samples,
  ]);
  const all = [0, ...values, ...data.references.map(({ value }) => value)];
  const [low, high] = extentOf(all.map((value) => value * display.factor)) ?? [0, 1];
  return frame({
    width,
    height,
    x: noTicks,
    xDomain: [0, 1],
    y: niceTicks(low, high, 8),
    xName: "",
    yName: `${data.objective.name}${display.unit === "" ? "" : `, ${display.unit}`}`,
  });
}

function drawColumn({ name, center, measurement }: Column, { x, y }: Frame, display: Display): Markup {
  const middle = x.at(center);
  const { mean, standardError, samples } = measurement;
  const top = y.at(mean * display.factor);
  const low = y.at((mean - standardError) * display.factor);
  const high = y.at((mean + standardError) * display.factor);
  const [bottom] = y.range;
  const title = `${name}: ${measurementText(measurement, display)}`;
  return html`${rect({ x: middle - barWidth / 2, y: y.at(0) }, { x: middle + barWidth / 2, y: top }, `bar ${name}`, title)}
${samples.map((sample, index) => dot({ x: middle + spread(index), y: y.at(sample * display.factor) }, 2, `sample ${name}`, valueText(sample, display)))}
${errorBar(middle, low, high, "held", 6)}
${text({ x: middle, y: bottom + 17 }, name, "tick strong", "middle")}
${text({ x: middle, y: bottom + 32 }, measurementNumber(measurement, display), "tick", "middle")}`;
}

/** Dots side by side instead of on top of each other: steps of the golden ratio fill the bar evenly. */
function spread(index: number): number {
  const share = ((index + 1) * 0.618033988749895) % 1;
  return (share - 0.5) * (barWidth - 12);
}
