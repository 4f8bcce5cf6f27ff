/** Joint after joint: how often each stage changed its command, and how well it followed. */
import { html, type Markup } from "../html.ts";
import type { DeploymentReportData, JointData, StageName } from "./data.ts";
import { angle, percent } from "./units.ts";

export function limitTable({ joints, stages }: DeploymentReportData): Markup {
  const heads = [...stages, "any limit"];
  return html`<div class="scroll" role="region" aria-label="Changed commands" tabindex="0"><table class="numbers">
<thead><tr><th scope="col">joint</th>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${joints.map((joint) => limitRow(joint, stages))}</tbody>
</table></div>`;
}

function limitRow({ name, limited, saturation }: JointData, stages: readonly StageName[]): Markup {
  return html`<tr><th scope="row">${name}</th>${stages.map((stage) => html`<td>${percent(limited[stage])}</td>`)}<td>${percent(saturation)}</td></tr>`;
}

export function trackingTable({ joints }: DeploymentReportData): Markup {
  return html`<table class="numbers">
<thead><tr><th scope="col">joint</th><th scope="col">error, root mean square</th><th scope="col">largest</th></tr></thead>
<tbody>${joints.map(
    ({ name, trackingRms, trackingMost }) =>
      html`<tr><th scope="row">${name}</th><td>${angle(trackingRms)}</td><td>${angle(trackingMost)}</td></tr>`,
  )}</tbody>
</table>`;
}
