import { cycleSource } from "./cycle.ts";
import { networkSource } from "./network.ts";
import type { Source, SourcePlan } from "./source.ts";

/** The source of a plan, asked every `controlPeriod` s. Throws RangeError where the plan is none. */
export function sourceFor(plan: SourcePlan, controlPeriod: number): Source {
  return plan.kind === "cycle" ? cycleSource(plan, controlPeriod) : networkSource(plan);
}
