/** What happened, in three numbers and one paragraph. */
import { formatDuration } from "../duration.ts";
import type { ReportData } from "./data.ts";
import { html, type Markup } from "./html.ts";
import { count, displayOf, gainOf, gainText, measurementText } from "./numbers.ts";

export function headline(data: ReportData): Markup {
  return html`<header>
<p class="eyebrow">Gaitway report</p>
<h1>${data.name}</h1>
<p class="what">${data.environment}. ${data.method}. ${data.createdAt}.</p>
<p class="notice">${data.notice}</p>
${statusNote(data)}
<dl class="facts">${facts(data)}</dl>
<p>${summary(data)}</p>
</header>`;
}

function facts({ before, after, objective, status, lapName }: ReportData): Markup[] {
  const display = displayOf(objective.unit);
  const gain = gainOf(before, after);
  const known: Markup[] = [];
  if (before) known.push(fact(`${objective.name} before`, measurementText(before, display), "before"));
  if (after) known.push(fact(`${objective.name} after`, measurementText(after, display), "after"));
  if (gain) known.push(fact("gain", gainText(gain), "after"));
  return [
    ...known,
    fact(`training, ${formatDuration(status.duration)}`, `${count(status.laps)} ${lapName}`, ""),
  ];
}

function fact(name: string, value: string, className: string): Markup {
  return html`<div><dt>${name}</dt><dd class="${className}">${value}</dd></div>`;
}

function statusNote({ status, iterations }: ReportData): Markup | undefined {
  if (status.state === "completed") return undefined;
  const planned = Number.isFinite(status.iterationsPlanned) ? ` of ${count(status.iterationsPlanned)}` : "";
  const what = status.state === "failed" ? "The run failed" : "The run was interrupted";
  return html`<p class="status" role="note"><b>${what} after ${doneOf(iterations)}${planned} iterations.</b> ${status.detail}</p>`;
}

function doneOf(iterations: ReportData["iterations"]): number {
  return iterations.filter(({ iteration }) => iteration > 0).length;
}

function summary(data: ReportData): string {
  const { before, after, objective, status, lapName, iterations } = data;
  const effort =
    `${doneOf(iterations)} ${doneOf(iterations) === 1 ? "iteration" : "iterations"} of training ` +
    `(${count(status.laps)} ${lapName}, ${formatDuration(status.duration)})`;
  const display = displayOf(objective.unit);
  if (!before || !after) return `The run made ${effort}. ${withoutHeldOut(data)}`;
  const change = after.mean - before.mean;
  const laps =
    before.laps === after.laps
      ? `Both were measured on ${count(after.laps)} held-out ${lapName} each`
      : `The start was measured on ${count(before.laps)} held-out ${lapName}, the result on ${count(after.laps)}`;
  const verdict = Number.isFinite(change) ? `${verdictOf(data)} ` : "";
  return (
    `After ${effort}, the ${objective.name} is ${measurementText(after, display)}; the start reached ${measurementText(before, display)}. ` +
    `${verdict}${laps}, which training never saw; ± is one standard error.`
  );
}

/** Two standard errors of the difference decide whether a change is worth a word. */
function verdictOf({ before, after, objective }: ReportData): string {
  if (!before || !after) return "";
  const change = after.mean - before.mean;
  const error = Math.sqrt(before.standardError ** 2 + after.standardError ** 2);
  const size = { ...after, mean: Math.abs(change), standardError: error };
  const amount = measurementText(size, displayOf(objective.unit));
  if (change === 0) return "Nothing was gained.";
  const direction = change > 0 ? "better" : "worse";
  return Math.abs(change) < 2 * error
    ? `The difference, ${amount} ${direction}, is within its noise.`
    : `That is ${amount} ${direction}.`;
}

function withoutHeldOut({ before, after, lapName }: ReportData): string {
  if (!before && !after)
    return `Neither the start nor the result was measured on held-out ${lapName}, so no gain is claimed.`;
  const missing = before ? "result" : "start";
  return `The ${missing} was not measured on held-out ${lapName}, so no gain is claimed.`;
}
