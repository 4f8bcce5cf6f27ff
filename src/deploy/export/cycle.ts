/** An open-loop cycle to export: the robot's joints beside the plan, and golden vectors of it. */
import { cycleSource } from "../source/cycle.ts";
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

/** What a robot is sent at `time`: the motion's own source, asked for its first tick of so long a period. */
export function targetsAt(plan: CyclePlan, time: number): number[] {
  const source = cycleSource(plan, time);
  const targets = new Float64Array(source.actionSize);
  source.act(new Float64Array(), 1, targets);
  return Array.from(targets);
}
