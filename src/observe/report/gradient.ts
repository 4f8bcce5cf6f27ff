/**
 * How well the gradient was known. The expected squared norm of an unbiased estimate ĝ is
 *
 *   E‖ĝ‖² = ‖g‖² + tr Cov ĝ
 *
 * so tr Cov ĝ ÷ ‖ĝ‖² estimates the share of its squared length that is noise.
 */
import type { IterationData, ReportData } from "./data.ts";
import { type Frame, frame } from "./frame.ts";
import { html, type Markup } from "./html.ts";
import { iterationDomain } from "./iterations.ts";
import { legend } from "./legend.ts";
import { displayOf, fixed, withUnit } from "./numbers.ts";
import { extentOf } from "./scale.ts";
import { dot, line, path, svg, text } from "./svg.ts";
import { niceTicks, wholeTicks } from "./ticks.ts";

const width = 350;
const height = 240;

/** tr Cov g ÷ ‖g‖²; NaN when it cannot be told. */
export function noiseShare({ gradientNorm, gradientVariance }: IterationData): number {
  return gradientNorm > 0 && gradientVariance >= 0 ? gradientVariance / gradientNorm ** 2 : Number.NaN;
}

export function gradientCharts(data: ReportData): Markup {
  return html`<div class="pair">${lengthChart(data)}${shareChart(data)}</div>`;
}

export function gradientLegend(): Markup {
  return legend([
    { label: "length of the gradient, ‖g‖", className: "mean", shape: "line" },
    { label: "its noise, √ tr Cov g", className: "noise", shape: "line" },
  ]);
}

function lengthChart(data: ReportData): Markup {
  const { factor, unit } = displayOf(data.objective.unit);
  const norm = (record: IterationData) => record.gradientNorm * factor;
  const noise = (record: IterationData) => Math.sqrt(record.gradientVariance) * factor;
  const yName = unit === "" ? "per ε" : `${unit} per ε`;
  const chart = iterationFrame(data, [norm, noise], yName);
  const body = html`${chart.markup}${series(data.iterations, chart, noise, "noise")}${series(data.iterations, chart, norm, "mean")}`;
  const description =
    "One line for the length of the gradient, one for the standard deviation of its estimate.";
  return svg({ id: "gradient", title: "Length and noise of the gradient", description, width, height }, body);
}

function shareChart(data: ReportData): Markup {
  const share = (record: IterationData) => noiseShare(record) * 100;
  const chart = iterationFrame(data, [share], "noise ÷ squared length, %", [100]);
  const [left, right] = chart.x.range;
  const all = { x: right - 4, y: chart.y.at(100) - 5 };
  const body = html`${chart.markup}${line({ x: left, y: chart.y.at(100) }, { x: right, y: chart.y.at(100) }, "reference")}${text(all, "nothing but noise", "reference-name", "end")}${series(data.iterations, chart, share, "noise")}`;
  const middle = median(data.iterations.map(share));
  const description = `Median over the iterations: ${withUnit(fixed(middle, 0), "%")}.`;
  return svg(
    { id: "noise-share", title: "Share of noise in the gradient", description, width, height },
    body,
  );
}

function iterationFrame(
  data: ReportData,
  series: readonly ((record: IterationData) => number)[],
  yName: string,
  always: readonly number[] = [],
): Frame {
  const [, high] = extentOf([
    0,
    ...always,
    ...data.iterations.flatMap((record) => series.map((of) => of(record))),
  ]) ?? [0, 1];
  const xDomain = iterationDomain(data);
  return frame({
    width,
    height,
    x: wholeTicks(xDomain[0], xDomain[1], 7),
    xDomain,
    y: niceTicks(0, high === 0 ? 1 : high, 6),
    xName: "iteration",
    yName,
  });
}

function series(
  iterations: readonly IterationData[],
  { x, y }: Frame,
  of: (record: IterationData) => number,
  className: string,
): Markup {
  const places = iterations.map((record) => ({ x: x.at(record.iteration), y: y.at(of(record)) }));
  return html`${path(places, className)}${places.map((at) => dot(at, 2, `${className}-dot`))}`;
}

export function median(values: readonly number[]): number {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}
