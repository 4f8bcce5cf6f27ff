/** An experiment as one page without script, font or network: claim, verdict, figures, tables, what was run. */
import { html, type Markup } from "../../../src/observe/report/html.ts";
import { style } from "../../../src/observe/report/style.ts";
import type { Row } from "../table.ts";
import type { Experiment, Finding, TitledTable } from "./experiment.ts";
import { drawn } from "./plot.ts";

export interface Made {
  readonly seed: number;
  readonly seconds: number;
  /** Processor, Node and date. */
  readonly machine: string;
}

export function renderExperiment(experiment: Experiment, finding: Finding, made: Made): string {
  const { name, claim } = experiment;
  const { holds, numbers, ran, plots, tables } = finding;
  const verdict = holds ? "The claim holds." : "The claim does not hold.";
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${name} – Gaitway lab</title>
<style>${{ markup: style + ownStyle }}</style>
</head>
<body>
<main>
<p class="eyebrow">Gaitway lab · ${name}</p>
<h1>${claim}</h1>
<p class="verdict ${holds ? "holds" : "fails"}"><b>${verdict}</b> ${numbers}</p>
${plots.map((plot, k) => html`<section>${drawn(plot, `plot-${k}`)}</section>`)}
${tables.map(tableMarkup)}
<section><h2>What was run</h2>
<p>${ran}</p>
<p class="small">Seed ${made.seed}, ${made.seconds.toFixed(1)} s on ${made.machine}.</p>
<pre><code>npx gaitway lab ${name} --seed ${made.seed}</code></pre></section>
</main>
</body>
</html>
`;
  return page.markup;
}

function tableMarkup({ title, rows }: TitledTable): Markup {
  const columns = Object.keys(rows[0] ?? {});
  const line = (row: Row) =>
    html`<tr>${columns.map((column, k) => (k === 0 ? html`<th scope="row">${row[column]}</th>` : html`<td>${row[column]}</td>`))}</tr>`;
  return html`<section><h2>${title}</h2><div class="scroll"><table><thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead><tbody>${rows.map(line)}</tbody></table></div></section>`;
}

const ownStyle = `
h1 { font-size: clamp(1.3rem, 5vw, 1.7rem); }
.verdict { border-left: 3px solid var(--fell); padding: .1rem 0 .1rem .9rem; margin-bottom: 2rem; }
.verdict.holds { border-color: var(--good); }
section { margin: 2rem 0; } tbody th, td { white-space: nowrap; }
.c0 { --c: var(--after); } .c1 { --c: var(--best); } .c2 { --c: var(--good); }
.c3 { --c: var(--noise); } .c4 { --c: var(--before); } .c5 { --c: var(--ink); }
.series { fill: none; stroke: var(--c); stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.series.dashed { stroke-dasharray: 2 5; } .series.fine { stroke-width: 1.5; stroke-dasharray: 7 3; }
.mark { fill: var(--c); } rect.mark { fill-opacity: .75; }
.whisker { stroke: var(--c); stroke-width: 1.4; }
`;
