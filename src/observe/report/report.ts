/**
 * A run as one page: plain data in, one self-contained HTML document out. No script, no font, no image, no network; a
 * browser reads it on a desk, on a phone, in the dark and on paper.
 *
 *   data.ts ─▶ headline · learning curve · before and after · foot paths · parameters · laps · gradient · reproduction
 *
 * A part whose data is missing says so in its place; nothing is left out in silence.
 */
import { beforeAfter } from "./before-after.ts";
import type { ReportData } from "./data.ts";
import { gradientCharts, gradientLegend, median, noiseShare } from "./gradient.ts";
import { headline } from "./headline.ts";
import { html, type Markup } from "./html.ts";
import { learningCurve, learningCurveLegend } from "./learning-curve.ts";
import { learningTable } from "./learning-table.ts";
import { figure } from "./legend.ts";
import { loci, lociLegend } from "./loci.ts";
import { fixed, withUnit } from "./numbers.ts";
import { outcomeTable } from "./outcomes.ts";
import { absent, page, section } from "./page.ts";
import { parameterTable } from "./parameters.ts";
import { reproduction } from "./reproduction.ts";

/** The whole of `report.html`. Pure, and total: whatever the numbers and names are, the page is well formed. */
export function renderReport(data: ReportData): string {
  return page(
    data.name,
    html`${headline(data)}
${curveSection(data)}
${resultSection(data)}
${lociSection(data)}
${parameterSection(data)}
${outcomeSection(data)}
${gradientSection(data)}
${section("reproduce", "How to reproduce it", reproduction(data.reproduction))}`,
  );
}

function curveSection(data: ReportData): Markup {
  const drawn =
    data.iterations.length === 0
      ? absent("No iteration was completed, so there is no curve.")
      : html`${figure(1, learningCurve(data), curveCaption(data), learningCurveLegend(data))}${learningTable(data)}`;
  return section("learning", "Learning curve", drawn);
}

function curveCaption({ objective, lapName }: ReportData): Markup {
  return html`The ${objective.name} during training. Candidates are perturbed on purpose, so the mean of all ${lapName} lies below what the parameters themselves reach.`;
}

function resultSection(data: ReportData): Markup {
  const body =
    data.before || data.after
      ? figure(
          2,
          beforeAfter(data),
          html`The ${data.objective.name} on held-out ${data.lapName}: bars are means, whiskers one standard error, dots single ${data.lapName}.`,
        )
      : absent(`Neither the start nor the result was measured on held-out ${data.lapName}.`);
  return section("result", "Before and after", body);
}

function lociSection({ loci: pairs }: ReportData): Markup {
  const caption = html`Foot paths from the side, relative to the hip, in a frame level with the ground; both axes to the same scale, the robot walks to the right.`;
  const body =
    pairs.length === 0
      ? absent("This run has no foot paths: what was trained is not a gait.")
      : figure(3, loci(pairs), caption, lociLegend(pairs));
  return section("loci", "Foot paths", body);
}

function parameterSection({ parameters }: ReportData): Markup {
  const body = parameters.length === 0 ? absent("No parameters were reported.") : parameterTable(parameters);
  return section("parameters", "Parameters", body);
}

function outcomeSection({ outcomes, lapName }: ReportData): Markup {
  const body =
    outcomes.length === 0
      ? absent(`How ${lapName} ended was not recorded.`)
      : html`${outcomeTable(outcomes, lapName)}<p class="small">Out of reach: share of the cycle on which the commanded foot position lies beyond what the leg can reach.</p>`;
  return section("outcomes", `How ${lapName} ended`, body);
}

function gradientSection(data: ReportData): Markup {
  const shares = data.iterations.map(noiseShare);
  const known = shares.some(Number.isFinite);
  if (!known)
    return section(
      "gradient",
      "Gradient and its noise",
      absent("The variance of the gradient is not known."),
    );
  const middle = withUnit(fixed(median(shares) * 100, 0), "%");
  const caption = html`First, length of the estimated gradient and standard deviation of the estimate; second, share of its squared length that is noise, median ${middle}.`;
  return section(
    "gradient",
    "Gradient and its noise",
    figure(4, gradientCharts(data), caption, gradientLegend()),
  );
}
