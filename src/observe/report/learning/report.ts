/**
 * A training run as one page, of the same make as the report of a gait (../report.ts).
 *
 *   data.ts ─▶ headline · return over steps · what else was watched · time · endings · reproduction
 *
 * A part whose data is missing says so in its place; nothing is left out in silence.
 */
import { html, type Markup } from "../html.ts";
import { figure } from "../legend.ts";
import { count } from "../numbers.ts";
import { outcomeTable } from "../outcomes.ts";
import { absent, page, section } from "../page.ts";
import { reproduction } from "../reproduction.ts";
import { plainShades } from "../share-bar.ts";
import { MOST_BINS } from "./bins.ts";
import type { LearningReportData } from "./data.ts";
import { evaluationTable } from "./evaluation-table.ts";
import { learningHeadline } from "./headline.ts";
import { panels } from "./panels.ts";
import { MOST_MARKS, returnCurve, returnLegend } from "./return-curve.ts";
import { timeSplit } from "./time-split.ts";

/** The whole of `report.html`. Pure, and total: whatever the numbers and names are, the page is well formed. */
export function renderLearningReport(data: LearningReportData): string {
  return page(
    data.name,
    html`${learningHeadline(data)}
${curveSection(data)}
${panelSection(data)}
${timeSection(data)}
${outcomeSection(data)}
${section("reproduce", "How to reproduce it", reproduction(data.reproduction, data.promise))}`,
  );
}

function curveSection(data: LearningReportData): Markup {
  const { iterations, evaluations } = data;
  const nothingToDraw = evaluations.length === 0 && iterations.every(({ returns }) => returns.length === 0);
  const unmeasured =
    evaluations.length > 0 ? undefined : absent("No policy of this run was measured on held-out episodes.");
  const body = nothingToDraw
    ? absent("No episode has ended and nothing was evaluated, so there is no curve.")
    : html`${figure(1, returnCurve(data), curveCaption(data), returnLegend(data))}${unmeasured}${evaluationTable(evaluations)}`;
  return section("learning", "Return", body);
}

function curveCaption(data: LearningReportData): Markup {
  const { length } = data.evaluations;
  const thinned =
    length > MOST_MARKS / 2
      ? ` Some of the ${count(length)} evaluations are marked; all are in the table below.`
      : "";
  const whiskers = length > 0 ? ` Whiskers are one standard error.${thinned}` : "";
  return html`Undiscounted return of an episode over the steps of all environments together. ${binning(data)}${whiskers}`;
}

/** Whether a point is an iteration or many. */
function binning({ iterations }: LearningReportData): string {
  return iterations.length <= MOST_BINS
    ? "A point is an iteration; mean and percentiles are of the training episodes that ended in it."
    : `${count(iterations.length)} iterations are put together to at most ${count(MOST_BINS)} points, equally wide in steps; mean and percentiles are of the training episodes that ended in each.`;
}

function panelSection(data: LearningReportData): Markup {
  const band =
    data.iterations.length > MOST_BINS
      ? html`<p class="small">Lines are means of the iterations that were put together, bands reach from their 10th to their 90th percentile.</p>`
      : undefined;
  const body =
    data.iterations.length === 0 ? absent("No iteration was completed.") : html`${panels(data)}${band}`;
  return section("watched", "What else was watched", body);
}

function timeSection({ time, timeNote }: LearningReportData): Markup {
  const body =
    time.length === 0
      ? absent("Where the time went was not recorded.")
      : html`${timeSplit(time)}<p class="small">${timeNote}</p>`;
  return section("time", "Where the time went", body);
}

function outcomeSection({ outcomes }: LearningReportData): Markup {
  const body =
    outcomes.length === 0 ? absent("No episode has ended.") : outcomeTable(outcomes, "episodes", plainShades);
  return section("outcomes", "How episodes ended", body);
}
