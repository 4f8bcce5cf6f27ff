/** How it went, in four numbers and one paragraph. */
import { html, type Markup } from "../html.ts";
import { count, withUnit } from "../numbers.ts";
import type { DeploymentReportData } from "./data.ts";
import { milliseconds, percent, seconds, times } from "./units.ts";

export function deploymentHeadline(data: DeploymentReportData): Markup {
  const { name, robot, source, rung, createdAt, identity, missing } = data;
  return html`<header>
<p class="eyebrow">Gaitway deployment report</p>
<h1>${name}</h1>
<p class="what">${robot}, moved by ${source}, on the rung “${rung}”. ${createdAt}.</p>
${identity === "" ? undefined : html`<p class="small">${identity}</p>`}
${missing.map((what) => html`<p class="status" role="note"><b>The recording is not whole.</b> ${what}.</p>`)}
${endNote(data)}
<dl class="facts">${facts(data)}</dl>
<p>${summary(data)}</p>
</header>`;
}

function facts({ motionTime, duration, timing, ticks, outOfRange }: DeploymentReportData): Markup[] {
  const due = ticks + timing.skipped;
  return [
    fact("policy moved the robot", seconds(motionTime)),
    fact("from first tick to last", seconds(duration)),
    fact("ticks late by at most, 99.9 %", milliseconds(timing.p999)),
    fact(`skipped of ${count(due)} ticks`, percent(timing.skipped / due)),
    fact("observation outside training", percent(outOfRange.mean)),
  ];
}

function fact(name: string, value: string): Markup {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** What the robot was left as, where that is not as it should be. */
function endNote({ stop, states }: DeploymentReportData): Markup | undefined {
  const last = states.at(-1)?.state;
  if (stop.torque === "on")
    return html`<p class="status" role="note"><b>Torque was still on after the stop.</b> Cut the power before you touch the robot.</p>`;
  if (last !== undefined && last !== "latched" && last !== "offline")
    return html`<p class="status" role="note"><b>The recording ends in the state “${last}”.</b> How the robot was left is not in it.</p>`;
  return undefined;
}

function summary({ states, stop, timing, ticks, controlPeriod }: DeploymentReportData): string {
  const rate = withUnit(count(Math.round(10 / controlPeriod) / 10), "Hz");
  const cause = states.findLast(({ state }) => state === "stopping");
  const why =
    cause === undefined
      ? "It was never stopped."
      : `It was stopped after ${seconds(cause.begin)} (${cause.reason}): ${cause.text}.`;
  const verified = {
    off: ` Torque was read back as off${Number.isFinite(stop.duration) ? `, ${seconds(stop.duration)} after the stop began` : ""}.`,
    on: " Torque was read back as on.",
    unknown: " The robot cannot say whether its torque is off.",
    "not asked": " Whether torque was off was not read back.",
  }[stop.torque];
  return `${times(ticks, "tick")} were recorded, due at ${rate}; half of them began less than ${milliseconds(timing.median)} late, the latest ${milliseconds(timing.most)}. ${why}${verified}`;
}
