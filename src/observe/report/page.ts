/** What every report is inside: one HTML document that needs nothing else, and its sections. */
import { html, type Markup } from "./html.ts";
import { style } from "./style.ts";

export function page(name: string, body: Markup): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${name} – Gaitway report</title>
<style>${{ markup: style }}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`.markup;
}

export function section(id: string, heading: string, body: Markup): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-heading"><h2 id="${id}-heading">${heading}</h2>
${body}</section>`;
}

/** Stands in the place of what there is no data for. */
export function absent(reason: string): Markup {
  return html`<p class="absent">${reason}</p>`;
}
