/** How the page looks: one column, two colors that mean before and after, light and dark, screen and paper. */

const light = `
  --paper: #fdfdfc; --ink: #1d2126; --soft: #565d67; --rule: #dfe1e4; --panel: #f3f4f4;
  --before: #7a6a55; --after: #0a5fb0; --best: #b4530a; --noise: #8f3d7c;
  --good: #3d7f5e; --fell: #b3402f; --circled: #c98a1b; --late: #8f3d7c; --other: #7b828c;`;

const dark = `
  --paper: #15181c; --ink: #e6e8eb; --soft: #a3abb6; --rule: #343a42; --panel: #1d2126;
  --before: #c0ac8f; --after: #74b6ff; --best: #f0a35e; --noise: #dd94cc;
  --good: #6dbb92; --fell: #ef8576; --circled: #e3b257; --late: #dd94cc; --other: #8f98a3;`;

const page = `
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.55 Charter, "Bitstream Charter", "Iowan Old Style", "Palatino Linotype", Georgia, "Liberation Serif", serif; }
main { max-width: 47rem; margin: 0 auto; padding: 2.5rem 1rem 4rem; }
h1 { font-size: clamp(1.5rem, 6vw, 2rem); line-height: 1.2; font-weight: 600; margin: 0 0 .4rem; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; line-height: 1.3; font-weight: 600; margin: 3rem 0 .8rem; }
p { margin: .8rem 0; overflow-wrap: anywhere; }
svg { display: block; }
.eyebrow, .facts dt, .legend, figcaption, .small, table, .unit, svg text, summary
  { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif; }
.eyebrow { margin: 0 0 .3rem; font-size: .8rem; letter-spacing: .06em; text-transform: uppercase; color: var(--soft); }
.what, .small, .absent { color: var(--soft); }
.small { font-size: .85rem; }
.absent { font-style: italic; }
.notice, .status { border-left: 3px solid var(--before); padding: .1rem 0 .1rem .9rem; font-size: 1rem; }
.status { border-color: var(--fell); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 1rem 1.5rem; margin: 1.8rem 0 1.4rem;
  padding: 1.1rem 0; border-top: 1px solid var(--rule); border-bottom: 1px solid var(--rule); }
.facts dt { font-size: .8rem; color: var(--soft); }
.facts dd { margin: 0; font-size: 1.45rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
.facts .before { color: var(--before); } .facts .after { color: var(--after); }`;

const figures = `
figure { margin: 0; }
figure svg:not(.swatch) { width: 100%; height: auto; overflow: visible; }
figcaption { margin-top: .6rem; font-size: .875rem; line-height: 1.45; color: var(--soft); }
figcaption b { color: var(--ink); font-weight: 600; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.2rem; list-style: none; margin: 0 0 .6rem; padding: 0; font-size: .8125rem; color: var(--soft); }
.legend li { display: flex; align-items: center; gap: .45rem; }
.swatch { flex: none; display: inline-block; vertical-align: baseline; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1.2rem 1.5rem; }
@media (min-width: 40.01rem) { #result figure { display: grid; grid-template-columns: 24rem 1fr; gap: 1.5rem; align-items: end; } }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 2rem 1.5rem; }
.panels .axes text:last-of-type { fill: var(--ink); font-weight: 600; }
.panels figcaption { margin: .1rem 0 0 2.4rem; }
.split .share { height: 14px; margin-bottom: .6rem; }
.narrow { display: none; }
svg text { font-size: 12px; fill: var(--soft); font-variant-numeric: tabular-nums; }
svg .strong, svg .panel-name { fill: var(--ink); font-weight: 600; }
svg .reference-name { font-size: 11px; fill: var(--soft); paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
.grid { stroke: var(--rule); stroke-width: 1; }
.axis { stroke: var(--soft); stroke-width: 1; }
.reference { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 2 3; }
.band { fill: var(--after); fill-opacity: .16; stroke: none; }
path.mean, line.mean { fill: none; stroke: var(--after); stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.mean-dot { fill: var(--after); }
.best { fill: var(--paper); stroke: var(--best); stroke-width: 1.4; }
.drawn { fill: var(--paper); stroke: var(--best); stroke-width: 1.4; }
line.held { stroke: var(--ink); stroke-width: 1.4; } circle.held { fill: var(--ink); stroke: var(--paper); stroke-width: 1; }
path.noise, line.noise { fill: none; stroke: var(--noise); stroke-width: 1.6; stroke-dasharray: 5 3; }
.noise-dot { fill: var(--noise); }
.bar.before { fill: var(--before); fill-opacity: .35; } .bar.after { fill: var(--after); fill-opacity: .4; }
.sample.before { fill: var(--before); } .sample.after { fill: var(--after); }
.ground { stroke: var(--ink); stroke-width: 1.6; }
.plumb { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 1 4; }
.locus { fill: none; stroke-width: 2.2; stroke-linejoin: round; }
.locus.before { stroke: var(--before); } .locus.after { stroke: var(--after); }
.locus.commanded { stroke-width: 1.4; stroke-dasharray: 3 3; } line.locus.commanded { stroke: var(--soft); }
.hip { fill: var(--paper); stroke: var(--soft); stroke-width: 2; }
.hip.before { stroke: var(--before); } .hip.after { stroke: var(--after); }
.outcome-0 { fill: var(--good); } .outcome-1 { fill: var(--fell); } .outcome-2 { fill: var(--circled); }
.part-0 { fill: var(--after); } .part-1 { fill: var(--before); } .part-2 { fill: var(--best); } .part-3 { fill: var(--noise); } .part-4 { fill: var(--other); }
.outcome-3 { fill: var(--late); } .outcome-4 { fill: var(--other); }`;

const tables = `
table { border-collapse: collapse; width: 100%; font-size: .875rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
caption { caption-side: bottom; text-align: left; padding-top: .6rem; color: var(--soft); }
th, td { padding: .4rem .5rem; text-align: right; border-bottom: 1px solid var(--rule); vertical-align: baseline; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
thead th { font-weight: 400; color: var(--soft); border-bottom: 1px solid var(--soft); vertical-align: bottom; }
tbody th { font-weight: 400; overflow-wrap: anywhere; }
.parameters thead th { white-space: nowrap; }
.paper { display: block; font-size: .8rem; color: var(--soft); }
.parameters td.after { font-weight: 600; } .parameters .unit { text-align: left; color: var(--soft); padding-left: 0; }
.parameters .bounds { color: var(--soft); white-space: nowrap; }
.picture svg { display: inline-block; vertical-align: middle; }
.reached { display: block; color: var(--fell); }
.numbers th, .numbers td { white-space: nowrap; }
.numbers td.words, .numbers th.words { text-align: left; white-space: normal; }
.outcomes { table-layout: fixed; } .outcomes td { vertical-align: middle; }
.share { width: 100%; height: 8px; }
.plain th { color: var(--soft); white-space: nowrap; width: 1%; padding-right: 1.2rem; vertical-align: top; }
.plain td { text-align: left; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
details { margin-top: 1rem; } summary { cursor: pointer; font-size: .875rem; color: var(--soft); }
pre { margin: 0 0 1rem; padding: .8rem 1rem; background: var(--panel); font-size: .875rem; line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }`;

/** Below 40rem the wide curve gives way to the narrow one and each parameter becomes a card of three lines. */
const phone = `
@media screen and (max-width: 40rem) {
  main { padding-top: 1.5rem; }
  .wide { display: none; } .narrow { display: block; }
  .facts { grid-template-columns: 1fr 1fr; } .facts dd { font-size: 1.2rem; }
  .parameters, .parameters tbody, .parameters caption { display: block; }
  .parameters thead { position: absolute; clip-path: inset(50%); height: 1px; overflow: hidden; }
  .parameters tr { display: grid; grid-template-columns: auto auto auto 1fr auto; gap: .1rem .5rem; align-items: baseline;
    padding: .6rem 0; border-bottom: 1px solid var(--rule); }
  .parameters th, .parameters td { border: 0; padding: 0; }
  .parameters tbody th { grid-column: 1 / -1; }
  .parameters td.before::after { content: " →"; color: var(--soft); }
  .parameters .change { grid-column: 5; } .parameters .change::after { content: " ε"; color: var(--soft); }
  .parameters .picture { grid-column: 1 / 4; text-align: left; } .parameters .bounds { grid-column: 4 / -1; text-align: right; white-space: normal; }
  .parameters .bounds::before { content: "bounds "; }
}`;

const paper = `
@media print {
  :root { ${light} --paper: #fff; }
  body { font-size: 10.5pt; } main { max-width: none; padding: 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  figure, tr, .facts, pre { break-inside: avoid; } h2 { break-after: avoid; }
  details:not([open]) { display: none; } .scroll { overflow: visible; }
}`;

export const style = `
:root { color-scheme: light dark; ${light} }
@media (prefers-color-scheme: dark) { :root { ${dark} } }
${page}
${figures}
${tables}
${phone}
${paper}
`;
