/** The numbers behind the learning curve and the gradient figures, folded away. */
import type { IterationData, ReportData } from "./data.ts";
import { html, type Markup } from "./html.ts";
import { type Display, decimalsFor, displayOf, fixed, measurementText } from "./numbers.ts";

export function learningTable(data: ReportData): Markup {
  const display = displayOf(data.objective.unit);
  const unit = display.unit === "" ? "" : `, ${display.unit}`;
  const heads = ["iteration", `mean${unit}`, "spread", "best", "held out", "‖g‖ per ε", "√ tr Cov g"];
  return html`<details><summary>Numbers behind the figures</summary>
<div class="scroll" role="region" aria-label="Numbers behind the figures" tabindex="0"><table class="numbers">
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${data.iterations.map((record) => row(record, display))}</tbody>
</table></div></details>`;
}

function row(record: IterationData, display: Display): Markup {
  const shown = (value: number) => fixed(value * display.factor, decimalsFor(value * display.factor, 4));
  const cells = [
    shown(record.mean),
    `${shown(record.spreadLow)} … ${shown(record.spreadHigh)}`,
    shown(record.best),
    record.heldOut ? measurementText(record.heldOut, display) : "–",
    shown(record.gradientNorm),
    shown(Math.sqrt(record.gradientVariance)),
  ];
  return html`<tr><th scope="row">${record.iteration}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`;
}
