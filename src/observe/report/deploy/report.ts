/**
 * A deployment as one page, of the same make as the report of a gait (../report.ts).
 *
 *   data.ts ─▶ headline · what to do next · rung · states · limits · tracking · time · link · reproduction
 *
 * A part whose data is missing says so in its place; nothing is left out in silence.
 */
import { html, type Markup } from "../html.ts";
import { figure } from "../legend.ts";
import { count } from "../numbers.ts";
import { absent, page, section } from "../page.ts";
import type { DeploymentReportData, FaultSpan } from "./data.ts";
import { deploymentHeadline } from "./headline.ts";
import { hints } from "./hints.ts";
import { limitTable, trackingTable } from "./joint-table.ts";
import { ladderTable } from "./ladder-table.ts";
import { latenessBars } from "./lateness-bars.ts";
import { stateTimeline } from "./state-timeline.ts";
import { trackingCurve, trackingLegend } from "./tracking-curve.ts";
import { milliseconds, percent, seconds, times } from "./units.ts";

/** The whole of `report.html`. Pure, and total: whatever the numbers and names are, the page is well formed. */
export function renderDeploymentReport(data: DeploymentReportData): string {
  return page(
    data.name,
    html`${deploymentHeadline(data)}
${section("next", "What to do next", html`<ul>${hints(data).map((hint) => html`<li>${hint}</li>`)}</ul>`)}
${section("ladder", "The rung", ladderTable(data))}
${section("states", "States", data.states.length === 0 ? absent("No tick was recorded.") : stateTimeline(data))}
${section("limits", "Where commands were changed", limitBody(data))}
${section("tracking", "How joints followed", trackingBody(data))}
${section("time", "How punctual the loop was", timeBody(data))}
${section("link", "Faults and retries", linkBody(data))}
${section("reproduce", "The run", runBody(data))}`,
  );
}

function limitBody(data: DeploymentReportData): Markup {
  if (data.movingTicks === 0) return absent("The policy never moved the robot.");
  return html`${limitTable(data)}<p class="small">Share of the ${count(data.movingTicks)} ticks in which the policy moved the robot and a stage changed the joint's command. “Any limit” leaves out the filter and the fade, which are there to change it.</p>`;
}

function trackingBody(data: DeploymentReportData): Markup {
  const { worst } = data;
  if (worst === undefined) return absent("Nothing was sent to a joint that is measured.");
  const caption = html`${worst.joint}, which followed worst, around the moment when it was farthest off. The error is what was measured less the target sent a tick before.`;
  return html`${figure(1, trackingCurve(worst), caption, trackingLegend())}${trackingTable(data)}`;
}

function timeBody({ timing, ticks, controlPeriod }: DeploymentReportData): Markup {
  if (ticks === 0) return absent("No tick was recorded.");
  const { median, p99, p999, most, overruns, skipped, workMedian, workMost } = timing;
  const rows = [
    ["lateness, median", milliseconds(median)],
    ["lateness, 99 % of the ticks at most", milliseconds(p99)],
    ["lateness, 99.9 % of the ticks at most", milliseconds(p999)],
    ["lateness, largest", milliseconds(most)],
    ["from begin to command, median", milliseconds(workMedian)],
    ["from begin to command, largest", milliseconds(workMost)],
    [`took longer than the period of ${milliseconds(controlPeriod * 1e3)}`, times(overruns, "tick")],
    ["skipped", `${times(skipped, "tick")}, ${percent(skipped / (ticks + skipped))}`],
  ] as const;
  const caption = html`How long after its due time each of ${count(ticks)} ticks began; the number above a bar is how many did.`;
  return html`${figure(2, latenessBars(timing), caption)}${plainTable(rows)}`;
}

function linkBody({ faults, retries }: DeploymentReportData): Markup {
  const sentAgain = html`<p>${times(retries, "message")} had to be sent again.</p>`;
  if (faults.length === 0) return html`<p>Every reading and every writing succeeded.</p>${sentAgain}`;
  return html`${sentAgain}<div class="scroll" role="region" aria-label="Faults" tabindex="0"><table class="numbers">
<thead><tr><th scope="col">what failed</th><th scope="col">fault</th><th scope="col">at</th><th scope="col">ticks on end</th></tr></thead>
<tbody>${faults.map(faultRow)}</tbody></table></div>`;
}

function faultRow({ what, fault, begin, ticks }: FaultSpan): Markup {
  return html`<tr><th scope="row">${what}</th><td>${fault}</td><td>${seconds(begin)}</td><td>${count(ticks)}</td></tr>`;
}

function runBody({ command, version, outOfRange }: DeploymentReportData): Markup {
  const rows = [
    ["recorded by", version],
    ["observation outside what training saw, mean", percent(outOfRange.mean)],
    ["highest share in a tick", percent(outOfRange.highest)],
  ] as const;
  return html`<pre tabindex="0" aria-label="command line"><code>${command}</code></pre>${plainTable(rows)}
<p class="small">gaitway replay decides every tick of the recording again and says where a number differs.</p>`;
}

function plainTable(rows: readonly (readonly [string, string])[]): Markup {
  return html`<table class="plain"><tbody>${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table>`;
}
