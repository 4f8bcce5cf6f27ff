/** What came of it, in four numbers and one paragraph. */
import { formatDuration } from "../../duration.ts";
import { html, type Markup } from "../html.ts";
import { count, displayOf, measurementText } from "../numbers.ts";
import type { LearningReportData } from "./data.ts";

export function learningHeadline(data: LearningReportData): Markup {
  return html`<header>
<p class="eyebrow">Gaitway training report</p>
<h1>${data.name}</h1>
<p class="what">${data.environment}. ${data.method}. ${data.createdAt}.</p>
${statusNote(data)}
<dl class="facts">${facts(data)}</dl>
<p>${summary(data)}</p>
</header>`;
}

function facts({ result, steps, episodes, duration }: LearningReportData): Markup[] {
  const { deterministic, stochastic } = result ?? {};
  const display = displayOf("1");
  return [
    ...(deterministic ? [fact("return, deterministic", measurementText(deterministic, display))] : []),
    ...(stochastic ? [fact("return, stochastic", measurementText(stochastic, display))] : []),
    fact("environment steps", grouped(steps)),
    fact(`training, ${grouped(episodes)} episodes`, formatDuration(duration)),
  ];
}

function fact(name: string, value: string): Markup {
  return html`<div><dt>${name}</dt><dd class="${name.startsWith("return") ? "after" : ""}">${value}</dd></div>`;
}

/** 65 536: in threes, with thin spaces. */
function grouped(value: number): string {
  return count(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

function statusNote({ status, steps }: LearningReportData): Markup | undefined {
  if (status.state === "completed") return undefined;
  return html`<p class="status" role="note"><b>The run was interrupted after ${grouped(steps)} of ${grouped(status.stepsPlanned)} steps.</b> ${status.detail}</p>`;
}

function summary({ result, evaluations }: LearningReportData): string {
  if (result === undefined)
    return "No policy of this run was measured on held-out episodes, so no result is claimed. Measure it with gaitway evaluate.";
  const { steps, deterministic, stochastic } = result;
  const display = displayOf("1");
  const drawn = stochastic
    ? `, and ${measurementText(stochastic, display)} when it draws its actions as in training (stochastic)`
    : "";
  const chosen =
    evaluations.length > 1
      ? ` It is the best of ${count(evaluations.length)} evaluations on the same episodes, which flatters it a little; gaitway evaluate with another seed does not.`
      : "";
  return `The policy after ${grouped(steps)} steps is kept. On ${count(deterministic.laps)} held-out episodes, which training never saw, it returns ${measurementText(deterministic, display)} when it takes its most probable action (deterministic)${drawn}; ± is one standard error.${chosen}`;
}
