/** What else was watched, as small charts of the same axis; one that a method does not tell says so in its place. */
import { html, type Markup } from "../html.ts";
import { decimalsFor, fixed } from "../numbers.ts";
import { dot, line, path, svg, text } from "../svg.ts";
import { type Bin, binsOf, spreadOf } from "./bins.ts";
import type { LearningReportData, PanelData } from "./data.ts";
import { bandOutline, stepFrame } from "./step-frame.ts";

const width = 350;
const height = 200;
const MOST_DOTS = 40;

export function panels(data: LearningReportData): Markup {
  const bins = binsOf(data.iterations.map(({ steps }) => steps));
  const [known, unknown] = [data.panels.filter(isKnown), data.panels.filter((panel) => !isKnown(panel))];
  const missing =
    unknown.length === 0
      ? undefined
      : html`<p class="absent">Not told by this method: ${unknown.map(({ name }) => name).join(", ")}.</p>`;
  return html`<div class="panels">${known.map((panel) => figureOf(panel, bins, data.steps))}</div>${missing}`;
}

function isKnown({ values }: PanelData): boolean {
  return values.some(Number.isFinite);
}

function figureOf(panel: PanelData, bins: readonly Bin[], steps: number): Markup {
  const { id, meaning } = panel;
  return html`<figure>${chart(panel, bins, steps, `panel-${id}`)}<figcaption>${meaning}</figcaption></figure>`;
}

function chart({ name, unit, values, reference }: PanelData, bins: readonly Bin[], last: number, id: string) {
  const points = bins
    .map((bin) => ({ ...bin, ...spreadOf(values.slice(bin.from, bin.to)) }))
    .filter(({ count }) => count > 0);
  const shown = points.flatMap(({ mean, low, high }) => [mean, low, high]);
  const fits = reference === undefined ? shown : [...shown, reference.value];
  const yName = unit === "" ? name : `${name}, ${unit}`;
  const frame = stepFrame({ width, height, last, values: fits, yName });
  const { place } = frame;
  const [left, right] = frame.x.range;
  const mark =
    reference === undefined
      ? undefined
      : html`${line({ x: left, y: place(0, reference.value).y }, { x: right, y: place(0, reference.value).y }, "reference")}${text({ x: right - 4, y: place(0, reference.value).y - 5 }, reference.label, "reference-name", "end")}`;
  const body = html`${frame.markup}${path(bandOutline(place, points), "band", true)}${mark}${path(
    points.map((point) => place(point.steps, point.mean)),
    "mean",
  )}${points.length > MOST_DOTS ? undefined : points.map((point) => dot(place(point.steps, point.mean), 2, "mean-dot"))}`;
  const said = (value: number): string => fixed(value, decimalsFor(value, 3));
  const [first, end] = [points[0]?.mean ?? Number.NaN, points.at(-1)?.mean ?? Number.NaN];
  const description = `From ${said(first)} to ${said(end)}.`;
  return svg({ id, title: `${name} over environment steps`, description, width, height }, body);
}
