/** What the rung of the bring-up ladder asks, and how the run did. */
import { html, type Markup } from "../html.ts";
import { decimalsFor, fixed, withUnit } from "../numbers.ts";
import type { DeploymentReportData } from "./data.ts";
import { milliseconds, percent } from "./units.ts";

type Criterion = DeploymentReportData["ladder"]["criteria"][number];

export function ladderTable({ ladder }: DeploymentReportData): Markup {
  return html`<table class="numbers">
<thead><tr><th scope="col">criterion</th><th scope="col">measured</th><th scope="col">at most</th><th scope="col">passed</th></tr></thead>
<tbody>${ladder.criteria.map(row)}</tbody>
</table>`;
}

function row(criterion: Criterion): Markup {
  const { name, passed, value, bound } = criterion;
  // Bound 0: a yes or no.
  const [measured, most] =
    bound === 0 ? [value === 0 ? "yes" : "no", ""] : [shown(criterion, value), shown(criterion, bound)];
  return html`<tr><th scope="row">${name}</th><td>${measured}</td><td>${most}</td><td>${passed ? "yes" : "no"}</td></tr>`;
}

function shown({ unit }: Criterion, value: number): string {
  if (unit === "s") return milliseconds(value * 1e3);
  return unit === "1" ? percent(value) : withUnit(fixed(value, decimalsFor(value, 3)), unit);
}
