/** Values to compare with, as thin lines across a chart. */
import type { ReferenceValue } from "./data.ts";
import type { Frame } from "./frame.ts";
import { html, type Markup } from "./html.ts";
import { line, text } from "./svg.ts";

const labelHeight = 13;

/** Thin lines with their names above them at the right; a name too near the one before goes below its line. */
export function references(
  list: readonly ReferenceValue[],
  { x, y }: Frame,
  nameOf: (reference: ReferenceValue) => string,
  factor: number,
): Markup {
  const [left, right] = x.range;
  const known = list.filter(({ value }) => Number.isFinite(value)).sort((a, b) => b.value - a.value);
  let previous = Number.NEGATIVE_INFINITY;
  const marks = known.map((reference) => {
    const height = y.at(reference.value * factor);
    const crowded = height - 4 - previous < labelHeight;
    const base = crowded ? height + 12 : height - 4;
    previous = base;
    const name = text({ x: right - 4, y: base }, nameOf(reference), "reference-name", "end");
    return html`${line({ x: left, y: height }, { x: right, y: height }, "reference")}${name}`;
  });
  return html`<g>${marks}</g>`;
}
