/** How the objective rose: mean of each iteration, spread of its candidates, best candidate, held-out checks, references. */
import type { IterationData, ReferenceValue, ReportData } from "./data.ts";
import { type Frame, frame } from "./frame.ts";
import { html, type Markup } from "./html.ts";
import { iterationDomain } from "./iterations.ts";
import { type LegendItem, legend } from "./legend.ts";
import { count, type Display, displayOf, measurementText, valueText } from "./numbers.ts";
import { references } from "./references.ts";
import { extentOf } from "./scale.ts";
import { dot, errorBar, type Place, path, svg } from "./svg.ts";
import { niceTicks, wholeTicks } from "./ticks.ts";

/** Twice the same curve: one drawn for a page, one for a phone; the style sheet shows the one that fits. */
export function learningCurve(data: ReportData): Markup {
  return html`${drawing(data, { id: "curve-wide", className: "wide", width: 720, height: 380 })}${drawing(data, { id: "curve-narrow", className: "narrow", width: 340, height: 300 })}`;
}

export function learningCurveLegend(data: ReportData): Markup {
  const heldOut = data.iterations.some(({ heldOut }) => heldOut);
  const items: readonly (LegendItem | undefined)[] = [
    { label: `mean of all ${data.lapName}`, className: "mean", shape: "line" },
    { label: data.spreadMeaning, className: "band", shape: "area" },
    { label: "best candidate", className: "best", shape: "dot" },
    heldOut
      ? { label: `held-out ${data.lapName}, ± standard error`, className: "held", shape: "dot" }
      : undefined,
    data.references.length > 0
      ? { label: "for comparison", className: "reference", shape: "line" }
      : undefined,
  ];
  return legend(items.filter((item) => item !== undefined));
}

interface Size {
  readonly id: string;
  readonly className: string;
  readonly width: number;
  readonly height: number;
}

function drawing(data: ReportData, size: Size): Markup {
  const display = displayOf(data.objective.unit);
  const curve = curveFrame(data, display, size);
  const { iterations, objective } = data;
  const at = (record: IterationData, value: number): Place => ({
    x: curve.x.at(record.iteration),
    y: curve.y.at(value * display.factor),
  });
  const named = ({ label, value }: ReferenceValue) => `${label}, ${valueText(value, display)}`;
  const dotScale = Math.min(1, dotsAtFullSize / Math.max(1, iterations.length));
  const body = html`${curve.markup}${references(data.references, curve, named, display.factor)}
${path(bandOutline(iterations, at), "band", true)}
${path(
  iterations.map((record) => at(record, record.mean)),
  "mean",
)}
${iterations.map((record) => candidates(record, at, display, dotScale))}
${iterations.map((record) => heldOutMark(record, curve, display, dotScale))}`;
  const title = `${objective.name} over iterations`;
  return svg({ ...size, title, description: description(data, display) }, body);
}

/** So many iterations have room for dots of full size; more get smaller ones. */
const dotsAtFullSize = 60;

type PlaceOf = (record: IterationData, value: number) => Place;

function candidates(record: IterationData, at: PlaceOf, display: Display, dotScale: number): Markup {
  const { mean, best } = record;
  const meanHint = hint(record, "mean", valueText(mean, display));
  const bestHint = hint(record, "best candidate", valueText(best, display));
  return html`${dot(at(record, mean), 2.2 * dotScale, "mean-dot", meanHint)}${dot(at(record, best), 1.2 + 1.6 * dotScale, "best", bestHint)}`;
}

function curveFrame(data: ReportData, display: Display, { width, height }: Size): Frame {
  const shown = data.iterations.flatMap(({ mean, spreadLow, spreadHigh, best, heldOut }) => [
    mean,
    spreadLow,
    spreadHigh,
    best,
    ...(heldOut
      ? [heldOut.mean - heldOut.standardError, heldOut.mean, heldOut.mean + heldOut.standardError]
      : []),
  ]);
  const values = [...shown, ...data.references.map(({ value }) => value)].map(
    (value) => value * display.factor,
  );
  const [low, high] = extentOf(values) ?? [0, 1];
  const xDomain = iterationDomain(data);
  return frame({
    width,
    height,
    x: wholeTicks(xDomain[0], xDomain[1], width > 500 ? 12 : 7),
    xDomain,
    y: niceTicks(low, high, 10),
    xName: "iteration",
    yName: `${data.objective.name}${display.unit === "" ? "" : `, ${display.unit}`}`,
  });
}

/** The band as one outline; a single iteration gives a bar. */
function bandOutline(iterations: readonly IterationData[], at: PlaceOf): Place[] {
  const known = iterations.filter(
    ({ spreadLow, spreadHigh }) => Number.isFinite(spreadLow) && Number.isFinite(spreadHigh),
  );
  const upper = known.map((record) => at(record, record.spreadHigh));
  const lower = known.map((record) => at(record, record.spreadLow)).reverse();
  if (known.length > 1) return [...upper, ...lower];
  const aside = ({ x, y }: Place, by: number) => ({ x: x + by, y });
  return [...upper, ...lower].flatMap((end, index) =>
    index === 0 ? [aside(end, -4), aside(end, 4)] : [aside(end, 4), aside(end, -4)],
  );
}

function heldOutMark(
  record: IterationData,
  { x, y }: Frame,
  display: Display,
  dotScale: number,
): Markup | undefined {
  if (!record.heldOut) return undefined;
  const { mean, standardError } = record.heldOut;
  const center = { x: x.at(record.iteration), y: y.at(mean * display.factor) };
  const low = y.at((mean - standardError) * display.factor);
  const high = y.at((mean + standardError) * display.factor);
  const title = hint(record, "held out", measurementText(record.heldOut, display));
  return html`${errorBar(center.x, low, high, "held")}${dot(center, 2 + 2 * dotScale, "held", title)}`;
}

function hint(record: IterationData, what: string, words: string): string {
  return `iteration ${count(record.iteration)}, ${what}: ${words}`;
}

function description(data: ReportData, display: Display): string {
  const first = data.iterations[0];
  const last = data.iterations.at(-1);
  if (!first || !last) return "No iteration was completed.";
  return (
    `Mean ${data.objective.name} of all ${data.lapName}: ${valueText(first.mean, display)} in iteration ${count(first.iteration)}, ` +
    `${valueText(last.mean, display)} in iteration ${count(last.iteration)}. The numbers are in the table below the figure.`
  );
}
