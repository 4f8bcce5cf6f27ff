/**
 * From an action to joint targets, stage by stage: each a function of a row that writes a row, and marks in `flags` the joints it changed.
 *
 *     action ─ finite ─ clip ─ scale ─ filter ─ position ─ fade ─ rate ─▶ sent
 *
 * The last stage, which remembers what was sent, is rate.ts. Nothing here allocates, has a clock or throws. Imports: math.
 */
import { exp } from "../math/elementary.ts";

/** Bits of a joint's flags: the stages that changed its command. */
export const flagBits = {
  clip: 1,
  filter: 2,
  position: 4,
  fade: 8,
  speed: 16,
  acceleration: 32,
  /** Slowed down so that it can stop before a position limit. */
  braking: 64,
} as const;

/** Whether every number is one: neither NaN nor infinite. */
export function allFinite(row: Float64Array): boolean {
  // x − x is 0 but for ∞ and NaN
  for (let i = 0; i < row.length; i++) if ((row[i] as number) - (row[i] as number) !== 0) return false;
  return true;
}

/** uⱼ = min(max(aⱼ, lowⱼ), highⱼ) */
export function clip(action: Float64Array, { low, high }: Bounds, out: Float64Array, flags: Float64Array) {
  hold(action, low, high, out, flags, flagBits.clip);
}

/** xⱼ = gainⱼ uⱼ + offsetⱼ, rad */
export function scale(clipped: Float64Array, { gain, offset }: Scaling, out: Float64Array): void {
  for (let j = 0; j < out.length; j++)
    out[j] = (gain[j] as number) * (clipped[j] as number) + (offset[j] as number);
}

/** y ← y + α (x − y); `out` still holds y of the tick before. */
export function filter(scaled: Float64Array, alpha: number, out: Float64Array, flags: Float64Array): void {
  for (let j = 0; j < out.length; j++) {
    const x = scaled[j] as number;
    const y = out[j] as number;
    // Without a filter x itself, to the bit: y + (x − y) may not be.
    const filtered = alpha === 1 ? x : y + alpha * (x - y);
    if (filtered !== x) mark(flags, j, flagBits.filter);
    out[j] = filtered;
  }
}

/** The share of a new value in a first-order low-pass of corner frequency f (Hz), sampled every T (s): α = 1 − e^(−2πfT). */
export function filterShare(corner: number | null, period: number): number {
  return corner === null ? 1 : 1 - exp(-2 * Math.PI * corner * period);
}

/** pⱼ = min(max(yⱼ, lowⱼ), highⱼ) */
export function position(
  filtered: Float64Array,
  { low, high }: Bounds,
  out: Float64Array,
  flags: Float64Array,
) {
  hold(filtered, low, high, out, flags, flagBits.position);
}

/** qⱼ = hⱼ + f (pⱼ − hⱼ): the share f of the policy, the rest of the held stance h. */
export function fade(
  positioned: Float64Array,
  held: Float64Array,
  share: number,
  out: Float64Array,
  flags: Float64Array,
): void {
  for (let j = 0; j < out.length; j++) {
    const p = positioned[j] as number;
    const h = held[j] as number;
    const faded = share === 1 ? p : h + share * (p - h);
    if (faded !== p) mark(flags, j, flagBits.fade);
    out[j] = faded;
  }
}

export interface Bounds {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export interface Scaling {
  readonly gain: Float64Array;
  readonly offset: Float64Array;
}

export function mark(flags: Float64Array, joint: number, bit: number): void {
  flags[joint] = (flags[joint] as number) | bit;
}

function hold(
  row: Float64Array,
  low: Float64Array,
  high: Float64Array,
  out: Float64Array,
  flags: Float64Array,
  bit: number,
): void {
  for (let j = 0; j < out.length; j++) {
    const x = row[j] as number;
    const held = Math.min(Math.max(x, low[j] as number), high[j] as number);
    if (held !== x) mark(flags, j, bit);
    out[j] = held;
  }
}
