/** How the return rose: training episodes with their spread, evaluations on held-out episodes, what was to be reached. */
import type { Measurement } from "../data.ts";
import { html, type Markup, nothing } from "../html.ts";
import { type LegendItem, legend } from "../legend.ts";
import { count, displayOf, measurementText } from "../numbers.ts";
import { dot, errorBar, line, path, svg, text } from "../svg.ts";
import { type Bin, binsOf, type Spread, spreadOf } from "./bins.ts";
import type { EvaluationData, LearningReportData } from "./data.ts";
import { bandOutline, type StepFrame, stepFrame } from "./step-frame.ts";

/** Twice the same curve: one drawn for a page, one for a phone; the style sheet shows the one that fits. */
export function returnCurve(data: LearningReportData): Markup {
  return html`${drawing(data, { id: "curve-wide", className: "wide", width: 720, height: 400 })}${drawing(data, { id: "curve-narrow", className: "narrow", width: 340, height: 300 })}`;
}

export function returnLegend({ evaluations, references }: LearningReportData): Markup {
  const items: readonly (LegendItem | undefined)[] = [
    { label: "training episodes, mean", className: "mean", shape: "line" },
    { label: "10th to 90th percentile", className: "band", shape: "area" },
    evaluations.length > 0
      ? { label: "held out, deterministic", className: "held", shape: "dot" }
      : undefined,
    evaluations.some(({ stochastic }) => stochastic)
      ? { label: "held out, stochastic", className: "drawn", shape: "dot" }
      : undefined,
    references.length > 0 ? { label: "to be reached", className: "reference", shape: "line" } : undefined,
  ];
  return legend(items.filter((item) => item !== undefined));
}

type Point = Bin & Spread;

/** The episodes of each bin, pooled. */
export function returnPoints({ iterations }: Pick<LearningReportData, "iterations">): Point[] {
  return binsOf(iterations.map(({ steps }) => steps))
    .map((bin) => ({
      ...bin,
      ...spreadOf(iterations.slice(bin.from, bin.to).flatMap(({ returns }) => [...returns])),
    }))
    .filter(({ count }) => count > 0);
}

interface Size {
  readonly id: string;
  readonly className: string;
  readonly width: number;
  readonly height: number;
}

/** So many points have room for dots. */
const MOST_DOTS = 40;
/** More evaluations than these would hide what they are of. */
export const MOST_MARKS = 40;

/** The last and every so many before it. */
function markedOf(evaluations: readonly EvaluationData[], most: number): readonly EvaluationData[] {
  const every = Math.ceil(evaluations.length / most);
  return evaluations.filter((_, index) => (evaluations.length - 1 - index) % every === 0);
}

function drawing(data: LearningReportData, size: Size): Markup {
  const points = returnPoints(data);
  const chart = curveFrame(data, points, size);
  const { place } = chart;
  const dots = points.length > MOST_DOTS ? [] : points;
  const marked = markedOf(data.evaluations, size.width > 500 ? MOST_MARKS : MOST_MARKS / 2);
  const scale = marked.length > MOST_MARKS / 4 ? 0.7 : 1;
  const body = html`${chart.markup}
${path(bandOutline(place, points), "band", true)}
${data.references.map((reference) => threshold(reference, chart))}
${path(
  points.map(({ steps, mean }) => place(steps, mean)),
  "mean",
)}
${dots.map((point) => dot(place(point.steps, point.mean), 2.4, "mean-dot", hint(point)))}
${marked.map((evaluation) => marks(evaluation, chart, scale))}`;
  return svg(
    { ...size, title: "Return over environment steps", description: description(data, points) },
    body,
  );
}

function curveFrame(data: LearningReportData, points: readonly Point[], { width, height }: Size): StepFrame {
  const measured = data.evaluations.flatMap(({ deterministic, stochastic }) =>
    [deterministic, stochastic].flatMap((of) =>
      of === undefined ? [] : [of.mean, of.mean - of.standardError, of.mean + of.standardError],
    ),
  );
  const values = [
    ...points.flatMap(({ mean, low, high }) => [mean, low, high]),
    ...measured,
    ...data.references.map(({ value }) => value),
  ];
  const { status, steps } = data;
  // What is missing of a run that was interrupted is shown, as far as that leaves room for what there is.
  const planned = status.state === "completed" ? 0 : Math.min(status.stepsPlanned, 4 * steps);
  const last = Math.max(steps, Number.isFinite(planned) ? planned : 0, 1);
  return stepFrame({ width, height, last, values, yName: "return of an episode" });
}

/** Its name sits at the left, where a curve that rises leaves room. */
function threshold(
  { label, value }: { readonly label: string; readonly value: number },
  { x, place }: StepFrame,
): Markup {
  const { y } = place(0, value);
  if (!Number.isFinite(y)) return nothing;
  const [left, right] = x.range;
  return html`${line({ x: left, y }, { x: right, y }, "reference")}${text({ x: left + 6, y: y - 5 }, `${label}, ${count(value)}`, "reference-name", "start")}`;
}

function marks(
  { steps, deterministic, stochastic }: EvaluationData,
  chart: StepFrame,
  scale: number,
): Markup {
  return html`${stochastic && mark(steps, stochastic, "stochastic", "drawn", chart, scale)}${mark(steps, deterministic, "deterministic", "held", chart, scale)}`;
}

function mark(
  steps: number,
  measurement: Measurement,
  what: string,
  className: string,
  { place }: StepFrame,
  scale: number,
): Markup {
  const { mean, standardError } = measurement;
  const at = place(steps, mean);
  const [low, high] = [place(steps, mean - standardError).y, place(steps, mean + standardError).y];
  const title = `after ${count(steps)} steps, ${what}: ${measurementText(measurement, displayOf("1"))}`;
  return html`${errorBar(at.x, low, high, className, 4 * scale)}${dot(at, 4.2 * scale, className, title)}`;
}

function hint({ steps, mean, count: episodes }: Point): string {
  return `around step ${count(Math.round(steps))}: mean ${measurementText({ mean, standardError: Number.NaN, laps: episodes, samples: [] }, displayOf("1"))} of ${count(episodes)} episodes`;
}

function description({ evaluations }: LearningReportData, points: readonly Point[]): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return "No training episode has ended.";
  const measured = evaluations.length > 0 ? " The evaluations are in the table below the figure." : "";
  return `Training episodes: ${hint(first)}; ${hint(last)}.${measured}`;
}
