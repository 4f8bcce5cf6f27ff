/** Small pieces of SVG. Places that are not finite are left out, so that no odd number breaks a drawing. */
import { html, type Markup, nothing, type Part } from "./html.ts";

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface SvgOptions {
  /** Unique on the page; the description hangs on it. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly width: number;
  readonly height: number;
  /** Such as "wide" for a drawing that phones replace by another. */
  readonly className?: string;
}

/** One drawing, with its name and description for whoever cannot see it. */
export function svg(options: SvgOptions, body: Part): Markup {
  const { id, title, description, width, height, className = "" } = options;
  return html`<svg class="${className}" viewBox="0 0 ${place(width)} ${place(height)}" width="${place(width)}" height="${place(height)}" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${title}</title><desc id="${id}-description">${description}</desc>
${body}
</svg>`;
}

/** A coordinate: hundredths of a pixel are enough. */
export function place(value: number): string {
  return String(Math.round(Math.min(1e6, Math.max(-1e6, value)) * 100) / 100);
}

export function isFinitePlace({ x, y }: Place): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}

/** `d` of a line through the points, lifted where a point is missing. */
export function pathThrough(points: readonly Place[], closed = false): string {
  let pen = "M";
  const commands: string[] = [];
  for (const point of points) {
    if (!isFinitePlace(point)) {
      pen = "M";
      continue;
    }
    commands.push(`${pen}${place(point.x)} ${place(point.y)}`);
    pen = "L";
  }
  return commands.join("") + (closed && commands.length > 2 ? "Z" : "");
}

export function path(points: readonly Place[], className: string, closed = false): Markup {
  const d = pathThrough(points, closed);
  return d === "" ? nothing : html`<path class="${className}" d="${d}"/>`;
}

export function line(from: Place, to: Place, className: string): Markup {
  if (!isFinitePlace(from) || !isFinitePlace(to)) return nothing;
  return html`<line class="${className}" x1="${place(from.x)}" y1="${place(from.y)}" x2="${place(to.x)}" y2="${place(to.y)}"/>`;
}

/** A dot; `title` appears when a pointer rests on it. */
export function dot(at: Place, radius: number, className: string, title?: string): Markup {
  if (!isFinitePlace(at)) return nothing;
  const hint = title === undefined ? nothing : html`<title>${title}</title>`;
  return html`<circle class="${className}" cx="${place(at.x)}" cy="${place(at.y)}" r="${place(radius)}">${hint}</circle>`;
}

export function text(
  at: Place,
  words: string,
  className: string,
  anchor: "start" | "middle" | "end",
): Markup {
  if (!isFinitePlace(at)) return nothing;
  return html`<text class="${className}" x="${place(at.x)}" y="${place(at.y)}" text-anchor="${anchor}">${words}</text>`;
}

export function rect(from: Place, to: Place, className: string, title?: string): Markup {
  if (!isFinitePlace(from) || !isFinitePlace(to)) return nothing;
  const hint = title === undefined ? nothing : html`<title>${title}</title>`;
  const [x, y] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
  const [width, height] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
  return html`<rect class="${className}" x="${place(x)}" y="${place(y)}" width="${place(width)}" height="${place(height)}">${hint}</rect>`;
}

/** A vertical error bar with caps. */
export function errorBar(x: number, low: number, high: number, className: string, cap = 3): Markup {
  return html`${line({ x, y: low }, { x, y: high }, className)}${line({ x: x - cap, y: low }, { x: x + cap, y: low }, className)}${line({ x: x - cap, y: high }, { x: x + cap, y: high }, className)}`;
}
