/** An open-loop cycle to export: the robot's joints beside the plan, and golden vectors of it. */
import type { CyclePlan } from "../source/source.ts";
import type { Element } from "./elements.ts";

export interface Cycle {
  readonly environment: { readonly name: string; readonly version: string };
  /** s */
  readonly controlPeriod: number;
  readonly plan: CyclePlan;
  /** What the numbers of a row are. */
  readonly targets: readonly Element[];
}

/** At `time` (s) since the motion began, the targets. */
export interface CycleGolden {
  readonly time: number;
  readonly targets: readonly number[];
}

/** At the first ticks, around the end of a period, and long after. */
export function cycleGolden({ plan, controlPeriod }: Cycle): CycleGolden[] {
  const { period } = plan;
  const times = [0, controlPeriod, 2 * controlPeriod, period - controlPeriod, period, period * 1.37, 3600];
  return times.filter((time) => time >= 0).map((time) => ({ time, targets: targetsAt(plan, time) }));
}

/** s = N · frac(t/P), k = ⌊s⌋: (1 − (s − k)) rowₖ + (s − k) row₍ₖ₊₁₎, k and k + 1 modulo N. */
export function targetsAt({ period, samples }: CyclePlan, time: number): number[] {
  const count = samples.length;
  const turns = time / period;
  const s = count * (turns - Math.floor(turns));
  // frac may round to 1.
  const k = Math.floor(s) % count;
  const share = s - Math.floor(s);
  const [from, to] = [samples[k] ?? [], samples[(k + 1) % count] ?? []];
  return from.map((angle, j) => (1 - share) * angle + share * (to[j] as number));
}
