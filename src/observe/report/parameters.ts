/** The parameters before and after, with the change in units of ε. On a phone every row becomes a card. */
import type { ParameterData } from "./data.ts";
import { html, type Markup } from "./html.ts";
import { type Display, decimalsFor, displayOf, fixed, signed } from "./numbers.ts";
import { place } from "./svg.ts";

export function parameterTable(parameters: readonly ParameterData[]): Markup {
  const changes = parameters.map(changeOf).filter(Number.isFinite);
  const largest = Math.max(1, ...changes.map(Math.abs));
  const heads = ["parameter", "before", "after", "unit", "change, ε", "", "bounds"];
  // Roles are spelled out because the phone's layout takes the table's display away, and with it the meaning.
  return html`<table class="parameters" role="table">
<caption>${parameters.length} parameters; ε is the size of one perturbation. Bars show the change; the longest is ${fixed(largest, 1)} ε.</caption>
<thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${head === "" ? html`<span class="unseen">change as a bar</span>` : head}</th>`)}</tr></thead>
<tbody role="rowgroup">${parameters.map((parameter) => row(parameter, largest))}</tbody>
</table>`;
}

/** (after − before) ÷ ε */
function changeOf({ before, after, epsilon }: ParameterData): number {
  return epsilon > 0 ? (after - before) / epsilon : Number.NaN;
}

function row(parameter: ParameterData, largest: number): Markup {
  const { name, paperName, before, after, unit } = parameter;
  const display = displayOf(unit);
  const decimals = decimalsOf(parameter, display);
  const shown = (value: number) => fixed(value * display.factor, decimals);
  const change = changeOf(parameter);
  const paper = paperName === "" ? undefined : html`<span class="paper">${paperName}</span>`;
  return html`<tr role="row"><th role="rowheader" scope="row">${name}${paper}</th>
<td role="cell" class="before">${shown(before)}</td><td role="cell" class="after">${shown(after)}</td><td role="cell" class="unit">${display.unit}</td>
<td role="cell" class="change">${signed(change, 2)}</td><td role="cell" class="picture">${changeBar(change, largest)}</td>
<td role="cell" class="bounds">${bounds(parameter, shown)}</td></tr>`;
}

/** A tenth of ε is worth showing; a small number still shows two significant digits. */
function decimalsOf({ before, after, epsilon }: ParameterData, { factor }: Display): number {
  const smallest = Math.min(
    ...[before, after].map(Math.abs).filter((value) => value > 0),
    Number.POSITIVE_INFINITY,
  );
  const byEpsilon = decimalsFor((epsilon * factor) / 10, 1);
  return Math.min(byEpsilon + 1, Math.max(byEpsilon, decimalsFor(smallest * factor, 2)));
}

function bounds({ low, high, after }: ParameterData, shown: (value: number) => string): Markup {
  const end = (bound: number) => (Number.isFinite(bound) ? shown(bound) : "∞");
  if (!Number.isFinite(low) && !Number.isFinite(high)) return html`none`;
  const range = `${Number.isFinite(low) ? "" : "−"}${end(low)} … ${end(high)}`;
  const reached = after <= low || after >= high;
  return html`${range}${reached ? html` <span class="reached">at its bound</span>` : undefined}`;
}

const barWidth = 96;

function changeBar(change: number, largest: number): Markup {
  const middle = barWidth / 2;
  const length = Number.isFinite(change) ? (Math.abs(change) / largest) * (middle - 1) : 0;
  const left = change < 0 ? middle - length : middle;
  return html`<svg viewBox="0 0 ${barWidth} 12" width="${barWidth}" height="12" aria-hidden="true"><rect class="bar after" x="${place(left)}" y="2" width="${place(length)}" height="8"/><line class="axis" x1="${middle}" y1="0" x2="${middle}" y2="12"/></svg>`;
}
