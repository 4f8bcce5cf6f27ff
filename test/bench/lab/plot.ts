/** A figure as data, and its drawing: axes that are linear, logarithmic or names, and series that keep apart without color too. */
import { html, type Markup } from "../../../src/observe/report/html.ts";
import { type LegendItem, legend } from "../../../src/observe/report/legend.ts";
import { dot, errorBar, line, path, rect, svg, text } from "../../../src/observe/report/svg.ts";
import { type Axis, type Ruler, rulerFor } from "./ruler.ts";

export interface Plot {
  readonly title: string;
  readonly caption: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

export interface Series {
  readonly label: string;
  /** Bars stand on the x axis; dashed lines are what theory says, fine ones what is compared with. */
  readonly look: "line" | "fine" | "dashed" | "dots" | "bars";
  readonly points: readonly Point[];
  /** Which series it takes the color of. Default: its own. */
  readonly like?: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
  /** Ends of a whisker. */
  readonly low?: number;
  readonly high?: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
  readonly className: string;
}

/** Twice, for a page and for a phone, with one key. */
export function drawn(plot: Plot, id: string): Markup {
  const key = legend(
    plot.series.map(
      ({ label, look, like }, k): LegendItem => ({
        label,
        className: `${look === "bars" || look === "dots" ? "mark" : `series ${look}`} c${like ?? k}`,
        shape: look === "bars" ? "area" : look === "dots" ? "dot" : "line",
      }),
    ),
  );
  return html`<figure>${key}${drawing(plot, `${id}-wide`, { width: 720, height: 400, className: "wide" })}${drawing(plot, `${id}-narrow`, { width: 340, height: 300, className: "narrow" })}<figcaption><b>${plot.title}.</b> ${plot.caption}</figcaption></figure>`;
}

const margin = { left: 56, right: 14, top: 28, bottom: 42 };

function drawing(plot: Plot, id: string, { width, height, className }: Size): Markup {
  const points = plot.series.flatMap(({ points: all }) => all);
  const isWide = width > 500;
  const [left, right] = [margin.left, width - margin.right];
  const [bottom, top] = [height - margin.bottom, margin.top];
  const x = rulerFor(
    plot.x,
    points.map((point) => point.x),
    [left, right],
    isWide ? 10 : 5,
  );
  const ys = points.flatMap(({ y: value, low = value, high = value }) => [value, low, high]);
  const fromZero = plot.y.scale !== "log" && plot.series.some(({ look }) => look === "bars");
  const y = rulerFor(plot.y, fromZero ? [0, ...ys] : ys, [bottom, top], 7);
  const frame = html`${y.ticks.map(({ at, label }) => html`${line({ x: left, y: at }, { x: right, y: at }, "grid")}${text({ x: left - 7, y: at + 4 }, label, "tick", "end")}`)}
${line({ x: left, y: bottom }, { x: right, y: bottom }, "axis")}
${x.ticks.map(({ at, label }) => html`${line({ x: at, y: bottom }, { x: at, y: bottom + 4 }, "axis")}${text({ x: at, y: bottom + 18 }, label, "tick", "middle")}`)}
${text({ x: right, y: bottom + 37 }, plot.x.name, "name", "end")}${text({ x: 4, y: 13 }, plot.y.name, "name", "start")}`;
  const marks = plot.series.map((series, k) =>
    marksOf(series, k, { x, y, bottom, count: plot.series.length }),
  );
  return svg(
    { id, title: plot.title, description: plot.caption, width, height, className },
    html`${frame}${marks}`,
  );
}

interface Place {
  readonly x: Ruler;
  readonly y: Ruler;
  readonly bottom: number;
  readonly count: number;
}

function marksOf({ look, points, label, like }: Series, k: number, { x, y, bottom, count }: Place): Markup {
  const places = points.map((point) => ({ x: x.at(point.x), y: y.at(point.y) }));
  const color = `c${like ?? k}`;
  const whiskers = points.map(({ x: at, low, high }) =>
    low === undefined || high === undefined
      ? ""
      : errorBar(x.at(at), y.at(low), y.at(high), `whisker ${color}`),
  );
  const hint = (i: number): string => `${label}: ${points[i]!.y}`;
  if (look === "bars") {
    const width = (0.8 * x.unit) / count;
    return html`${places.map((place, i) => {
      const from = place.x - (count * width) / 2 + k * width;
      return rect({ x: from, y: place.y }, { x: from + width - 2, y: bottom }, `bar mark ${color}`, hint(i));
    })}`;
  }
  const dots = places.map((place, i) => dot(place, 3.2, `mark ${color}`, hint(i)));
  if (look === "dots") return html`${whiskers}${dots}`;
  const crowded = points.length > 40 || look === "dashed" || look === "fine";
  return html`${path(places, `series ${look} ${color}`)}${whiskers}${crowded ? "" : dots}`;
}
