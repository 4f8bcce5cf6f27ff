/** What a step says of one environment among several. */
import type { StepResult } from "../env/env.ts";
import type { AnyBatch, Space } from "../env/space.ts";
import type { View } from "./actor.ts";
import { copyRow } from "./copy-row.ts";
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
  const copy = new Float64Array(size);
  copyRow(rows, row, copy, 0, size);
  return copy;
}

/** Rows one after another. */
export function joined(rows: readonly Float64Array[]): Float64Array {
  let length = 0;
  for (const row of rows) length += row.length;
  const whole = new Float64Array(length);
  let at = 0;
  // Rows are short: loops beat `set`.
  for (const row of rows) for (let j = 0; j < row.length; j++) whole[at++] = row[j] as number;
  return whole;
}
