/** The frame of a chart: two axes with ticks and names, and the scales to draw with. */
import { html, type Markup } from "./html.ts";
import { fixed } from "./numbers.ts";
import { linearScale, type Scale } from "./scale.ts";
import { line, text } from "./svg.ts";
import type { Ticks } from "./ticks.ts";

export interface FrameOptions {
  readonly width: number;
  readonly height: number;
  readonly x: Ticks;
  readonly y: Ticks;
  /** Ends of the x axis where they are not its outer ticks. */
  readonly xDomain?: readonly [number, number];
  /** Names with units, such as "iteration" and "speed, mm/s". */
  readonly xName: string;
  readonly yName: string;
}

export interface Frame {
  readonly x: Scale;
  readonly y: Scale;
  readonly markup: Markup;
}

const margin = { left: 44, right: 10, top: 26, bottom: 38 };

export function frame(options: FrameOptions): Frame {
  const { width, height, xName, yName } = options;
  const x = linearScale(options.xDomain ?? ends(options.x), [margin.left, width - margin.right]);
  const y = linearScale(ends(options.y), [height - margin.bottom, margin.top]);
  const [left, right] = x.range;
  const [bottom] = y.range;
  const markup = html`<g class="axes">
${options.y.values.map((value) => html`${line({ x: left, y: y.at(value) }, { x: right, y: y.at(value) }, "grid")}${text({ x: left - 7, y: y.at(value) + 4 }, fixed(value, options.y.decimals), "tick", "end")}`)}
${line({ x: left, y: bottom }, { x: right, y: bottom }, "axis")}
${options.x.values.map((value) => html`${line({ x: x.at(value), y: bottom }, { x: x.at(value), y: bottom + 4 }, "axis")}${text({ x: x.at(value), y: bottom + 17 }, fixed(value, options.x.decimals), "tick", "middle")}`)}
${text({ x: right, y: bottom + 33 }, xName, "name", "end")}${text({ x: left, y: 12 }, yName, "name", "start")}
</g>`;
  return { x, y, markup };
}

function ends({ values }: Ticks): readonly [number, number] {
  return [values[0] ?? 0, values.at(-1) ?? 1];
}
