/** How late ticks began: a bar a range of milliseconds, its height the share of ticks, its number how many. */
import { frame } from "../frame.ts";
import { html, type Markup } from "../html.ts";
import { count, fixed } from "../numbers.ts";
import { rect, svg, text } from "../svg.ts";
import { niceTicks } from "../ticks.ts";
import type { LatenessBin, TimingData } from "./data.ts";

/** Twice the same bars: one drawing for a page, one for a phone; the style sheet shows the one that fits. */
export function latenessBars(timing: TimingData): Markup {
  return html`${drawing(timing, { id: "lateness-wide", className: "wide", width: 720, height: 260 })}${drawing(timing, { id: "lateness-narrow", className: "narrow", width: 340, height: 240 })}`;
}

interface Size {
  readonly id: string;
  readonly className: string;
  readonly width: number;
  readonly height: number;
}

function drawing({ histogram }: TimingData, size: Size): Markup {
  const { width, height } = size;
  const total = histogram.reduce((sum, bin) => sum + bin.count, 0);
  const shares = histogram.map((bin) => (total > 0 ? (bin.count / total) * 100 : 0));
  const chart = frame({
    width,
    height,
    x: { values: [], step: 1, decimals: 0 },
    xDomain: [0, histogram.length],
    y: niceTicks(0, Math.max(...shares, 1), 6),
    xName: "lateness below, ms",
    yName: "share of ticks, %",
  });
  const [bottom] = chart.y.range;
  const bars = histogram.map((bin, index) => {
    const [left, right] = [chart.x.at(index + 0.12), chart.x.at(index + 0.88)];
    const top = chart.y.at(shares[index] ?? 0);
    const middle = (left + right) / 2;
    const label = bin.count === 0 ? "" : count(bin.count);
    return html`${rect({ x: left, y: top }, { x: right, y: bottom }, "bar after", `${rangeText(bin)}: ${count(bin.count)}`)}${text({ x: middle, y: top - 4 }, label, "tick strong", "middle")}${text({ x: middle, y: bottom + 17 }, edgeText(bin), "tick", "middle")}`;
  });
  const description = histogram.map((bin) => `${rangeText(bin)}: ${count(bin.count)}`).join("; ");
  return svg({ ...size, title: "How late ticks began", description }, html`${chart.markup}${bars}`);
}

function edgeText({ high }: LatenessBin): string {
  return Number.isFinite(high) ? String(high) : "more";
}

function rangeText({ low, high }: LatenessBin): string {
  if (!Number.isFinite(low)) return `below ${fixed(high, 2)} ms`;
  return Number.isFinite(high) ? `${low} to ${high} ms` : `${low} ms or more`;
}
