/** The numbers behind the marks of the curve, folded away. */
import type { Measurement } from "../data.ts";
import { html, type Markup, nothing } from "../html.ts";
import { count, displayOf, measurementNumber } from "../numbers.ts";
import type { EvaluationData } from "./data.ts";

export function evaluationTable(evaluations: readonly EvaluationData[]): Markup {
  if (evaluations.length === 0) return nothing;
  const shown = (measurement: Measurement | undefined): string =>
    measurement === undefined ? "–" : measurementNumber(measurement, displayOf("1"));
  const row = ({ steps, deterministic, stochastic }: EvaluationData): Markup =>
    html`<tr><th scope="row">${count(steps)}</th><td>${shown(deterministic)}</td><td>${shown(stochastic)}</td><td>${count(deterministic.laps)}</td></tr>`;
  const heads = ["after steps", "deterministic", "stochastic", "episodes"];
  return html`<details><summary>Numbers of the evaluations</summary>
<div class="scroll" role="region" aria-label="Numbers of the evaluations" tabindex="0"><table class="numbers">
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${evaluations.map(row)}</tbody>
</table></div></details>`;
}
