/** What a step says of one environment among several. */
import type { StepResult } from "../env/env.ts";
import type { AnyBatch, Space } from "../env/space.ts";
import type { View } from "./actor.ts";
import type { Ending } from "./track.ts";

/** How the episode of `row` ended, if it did: after `limit` steps it is truncated. */
export function endingOf(
  { terminated, truncated, reasons }: StepResult<Space>,
  row: number,
  steps: number,
  limit: number,
): Ending | undefined {
  const reason = reasons[row] ?? "";
  if (terminated[row] || truncated[row])
    return { terminated: terminated[row] === true, truncated: truncated[row] === true, reason };
  return steps < limit ? undefined : { terminated: false, truncated: true, reason: `${limit} steps` };
}

/** The last observation of an episode whose environment has begun the next one already (autoresetMode "sameStep"). */
export function finalRow(view: View, { final }: StepResult<Space>, envId: number): Float64Array | undefined {
  const row = final?.envIds.indexOf(envId) ?? -1;
  if (final === undefined || row < 0) return undefined;
  return rowOf(view.encode(final.observations as AnyBatch), row, view.size);
}

/** A copy of one row of `size` numbers. */
export function rowOf(rows: Float64Array, row: number, size: number): Float64Array {
  return rows.slice(row * size, (row + 1) * size);
}

/** Rows one after another. */
export function joined(rows: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(rows.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const row of rows) {
    whole.set(row, at);
    at += row.length;
  }
  return whole;
}
