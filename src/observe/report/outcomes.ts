/** How laps ended, and how much of the commanded path was out of reach: a column a group, under a bar of its shares. */
import type { OutcomeGroup } from "./data.ts";
import { html, type Markup } from "./html.ts";
import { fixed, withUnit } from "./numbers.ts";
import { place } from "./svg.ts";

/** Marks of the style sheet, from wanted to unwanted; what comes after them shares the last. */
const shades = ["outcome-0", "outcome-1", "outcome-2", "outcome-3", "outcome-4"];

export function outcomeTable(groups: readonly OutcomeGroup[], lapName: string): Markup {
  const names = [...new Set(groups.flatMap(({ counts }) => counts.map(({ name }) => name)))];
  return html`<table class="outcomes"><thead><tr><th scope="col">${lapName}</th>
${groups.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody><tr aria-hidden="true"><td></td>${groups.map((group) => html`<td>${shareBar(group, names)}</td>`)}</tr>
${names.map((name, index) => html`<tr><th scope="row">${swatch(index)} ${name}</th>${groups.map((group) => html`<td>${countOf(group, name)}</td>`)}</tr>`)}
<tr><th scope="row">path out of reach</th>${groups.map(({ unreachableShare }) => html`<td>${withUnit(fixed(unreachableShare * 100, 1), "%")}</td>`)}</tr>
</tbody></table>`;
}

/** A name that a group does not list has not happened in it. */
function countOf({ counts }: OutcomeGroup, name: string): number {
  return counts.find((outcome) => outcome.name === name)?.count ?? 0;
}

function shareBar(group: OutcomeGroup, names: readonly string[]): Markup {
  const counts = names
    .map((name) => Math.max(0, countOf(group, name)))
    .map((n) => (Number.isFinite(n) ? n : 0));
  const total = counts.reduce((sum, count) => sum + count, 0);
  let start = 0;
  const parts = counts.map((count, index) => {
    const width = total > 0 ? (count / total) * 100 : 0;
    const part = html`<rect class="${shade(index)}" x="${place(start)}" y="0" width="${place(width)}" height="8"/>`;
    start += width;
    return part;
  });
  return html`<svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none">${parts}</svg>`;
}

function swatch(index: number): Markup {
  return html`<svg class="swatch" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true"><rect class="${shade(index)}" width="10" height="10"/></svg>`;
}

function shade(index: number): string {
  return shades[Math.min(index, shades.length - 1)] ?? "";
}
