/** Which state when, as one bar, and every change with its reason. */
import { html, type Markup } from "../html.ts";
import { shareBar, shareSwatch } from "../share-bar.ts";
import type { DeploymentReportData, StateSpan } from "./data.ts";
import { seconds } from "./units.ts";

/** From getting ready over moving to stopped. */
const shadeOf: Readonly<Record<string, string>> = {
  ramping: "part-2",
  holding: "part-2",
  shadow: "part-1",
  fading: "part-3",
  running: "part-0",
  stopping: "outcome-1",
};

export function stateTimeline({ states, duration }: DeploymentReportData): Markup {
  const shades = states.map(({ state }) => shadeOf[state] ?? "part-4");
  const lengths = states.map(({ begin }, index) => (states[index + 1]?.begin ?? duration) - begin);
  return html`<div class="split">${shareBar(lengths, shades)}</div>
<div class="scroll" role="region" aria-label="States" tabindex="0"><table class="numbers">
<thead><tr><th scope="col">state</th><th scope="col">from</th><th scope="col">for</th><th scope="col" class="words">because</th></tr></thead>
<tbody>${states.map((span, index) => row(span, lengths[index] ?? Number.NaN, shades, index))}</tbody>
</table></div>`;
}

function row({ state, begin, reason, text }: StateSpan, length: number, shades: string[], index: number) {
  return html`<tr><th scope="row">${shareSwatch(shades, index)} ${state}</th><td>${seconds(begin)}</td><td>${seconds(length)}</td><td class="words">${reason}${text === "" ? "" : `: ${text}`}</td></tr>`;
}
