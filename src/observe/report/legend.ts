/** A key to the marks of a figure, as text that wraps on a phone. */
import { html, type Markup } from "./html.ts";

export interface LegendItem {
  readonly label: string;
  /** How the mark looks: a class of the drawing, and its shape. */
  readonly className: string;
  readonly shape: "line" | "dot" | "area";
}

export function legend(items: readonly LegendItem[]): Markup {
  return html`<ul class="legend">${items.map((item) => html`<li>${swatch(item)} ${item.label}</li>`)}</ul>`;
}

function swatch({ shape, className }: LegendItem): Markup {
  const marks = {
    line: html`<line class="${className}" x1="0" y1="6" x2="22" y2="6"/>`,
    dot: html`<circle class="${className}" cx="11" cy="6" r="3.5"/>`,
    area: html`<rect class="${className}" x="0" y="1" width="22" height="10"/>`,
  };
  return html`<svg class="swatch" viewBox="0 0 22 12" width="22" height="12" aria-hidden="true">${marks[shape]}</svg>`;
}

/** A numbered figure: drawing, key and caption. */
export function figure(number: number, drawing: Markup, caption: Markup, key?: Markup): Markup {
  return html`<figure>${key}${drawing}<figcaption><b>Figure ${number}.</b> ${caption}</figcaption></figure>`;
}
