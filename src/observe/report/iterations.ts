/** The axis of iterations that the curves share. */
import type { ReportData } from "./data.ts";
import { extentOf } from "./scale.ts";

const longestPlan = 10_000;

/** First to last iteration; to the last one planned when the run ended early, so that the page shows what is missing. */
export function iterationDomain({ iterations, status }: ReportData): readonly [number, number] {
  const [first, last] = extentOf(iterations.map(({ iteration }) => iteration)) ?? [0, 1];
  const start = Math.min(first, 1);
  const planned =
    status.state !== "completed" && status.iterationsPlanned <= longestPlan ? status.iterationsPlanned : 0;
  return [start, Math.max(last, planned, start + 1)];
}
