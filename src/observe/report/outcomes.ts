/** How episodes ended, and how much of a commanded path was out of reach: a column a group, under a bar of its shares. */
import type { OutcomeGroup } from "./data.ts";
import { html, type Markup, nothing } from "./html.ts";
import { fixed, withUnit } from "./numbers.ts";
import { type Shades, shareBar, shareSwatch, verdictShades } from "./share-bar.ts";

export function outcomeTable(
  groups: readonly OutcomeGroup[],
  lapName: string,
  shades: Shades = verdictShades,
): Markup {
  const names = [...new Set(groups.flatMap(({ counts }) => counts.map(({ name }) => name)))];
  const bar = (group: OutcomeGroup): Markup =>
    shareBar(
      names.map((name) => countOf(group, name)),
      shades,
    );
  return html`<table class="outcomes"><thead><tr><th scope="col">${lapName}</th>
${groups.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody><tr aria-hidden="true"><td></td>${groups.map((group) => html`<td>${bar(group)}</td>`)}</tr>
${names.map((name, index) => html`<tr><th scope="row">${shareSwatch(shades, index)} ${name}</th>${groups.map((group) => html`<td>${countOf(group, name)}</td>`)}</tr>`)}
${unreachable(groups)}</tbody></table>`;
}

function unreachable(groups: readonly OutcomeGroup[]): Markup {
  if (groups.every(({ unreachableShare }) => unreachableShare === undefined)) return nothing;
  const shown = ({ unreachableShare = Number.NaN }: OutcomeGroup): string =>
    withUnit(fixed(unreachableShare * 100, 1), "%");
  return html`<tr><th scope="row">path out of reach</th>${groups.map((group) => html`<td>${shown(group)}</td>`)}</tr>
`;
}

/** A name that a group does not list has not happened in it. */
function countOf({ counts }: OutcomeGroup, name: string): number {
  return counts.find((outcome) => outcome.name === name)?.count ?? 0;
}
