/** Shares of a whole as one bar, and the swatches that name its parts. */
import { html, type Markup } from "./html.ts";
import { place } from "./svg.ts";

/** Classes of the style sheet for one part after the other; what comes after them shares the last. */
export type Shades = readonly string[];

/** From wanted to unwanted. */
export const verdictShades: Shades = ["outcome-0", "outcome-1", "outcome-2", "outcome-3", "outcome-4"];
/** Where no part is better than another. */
export const plainShades: Shades = ["part-0", "part-1", "part-2", "part-3", "part-4"];

export function shareBar(amounts: readonly number[], shades: Shades): Markup {
  const known = amounts.map((amount) => (Number.isFinite(amount) ? Math.max(0, amount) : 0));
  const total = known.reduce((sum, amount) => sum + amount, 0);
  let start = 0;
  const parts = known.map((amount, index) => {
    const width = total > 0 ? (amount / total) * 100 : 0;
    const part = html`<rect class="${shade(shades, index)}" x="${place(start)}" y="0" width="${place(width)}" height="8"/>`;
    start += width;
    return part;
  });
  return html`<svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none">${parts}</svg>`;
}

export function shareSwatch(shades: Shades, index: number): Markup {
  return html`<svg class="swatch" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true"><rect class="${shade(shades, index)}" width="10" height="10"/></svg>`;
}

function shade(shades: Shades, index: number): string {
  return shades[Math.min(index, shades.length - 1)] ?? "";
}
