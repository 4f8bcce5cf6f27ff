/** Results of steps put together and taken apart by the row. */
import { concatRows, pickRows } from "./batch.ts";
import type { ResetResult, StepResult } from "./env.ts";
import type { Batch, Space } from "./space.ts";

/** The rows of several results one after another. */
export function mergeResults<O extends Space>(space: O, results: readonly StepResult<O>[]): StepResult<O> {
  if (results.length === 1) return results[0] as StepResult<O>;
  const finals = results.flatMap(({ final }) => final ?? []);
  const clipped = results.flatMap((result) => result.clipped ?? []);
  const lost = results.flatMap((result) => result.lost ?? []);
  return {
    ...mergeResets(space, results),
    rewards: Float64Array.from(results.flatMap(({ rewards }) => [...rewards])),
    terminated: results.flatMap(({ terminated }) => terminated),
    truncated: results.flatMap(({ truncated }) => truncated),
    reasons: results.flatMap(({ reasons }) => reasons),
    ...(finals.length === 0 ? {} : { final: mergeResets(space, finals) }),
    ...(clipped.length === 0 ? {} : { clipped }),
    ...(lost.length === 0 ? {} : { lost }),
  };
}

/** The rows of a result at these places, in this order. */
export function pickResults<O extends Space>(
  space: O,
  result: StepResult<O>,
  rows: readonly number[],
): StepResult<O> {
  const { observations, rewards, terminated, truncated, reasons, final, clipped, lost } = result;
  const envIds = rows.map((row) => result.envIds[row] as number);
  const among = (some: readonly number[] = []) => some.filter((envId) => envIds.includes(envId));
  const finals = among(final?.envIds);
  return {
    envIds,
    observations: pickRows(space, observations, rows),
    rewards: Float64Array.from(rows, (row) => rewards[row] as number),
    terminated: rows.map((row) => terminated[row] === true),
    truncated: rows.map((row) => truncated[row] === true),
    reasons: rows.map((row) => reasons[row] ?? ""),
    ...(final === undefined || finals.length === 0 ? {} : { final: pickFinals(space, final, finals) }),
    ...(clipped === undefined ? {} : { clipped: among(clipped) }),
    ...(lost === undefined ? {} : { lost: among(lost) }),
  };
}

function pickFinals<O extends Space>(
  space: O,
  final: ResetResult<O>,
  envIds: readonly number[],
): ResetResult<O> {
  const rows = envIds.map((envId) => final.envIds.indexOf(envId));
  return { envIds, observations: pickRows(space, final.observations, rows) };
}

/** As `mergeResults`, of resets. */
export function mergeResets<O extends Space>(space: O, results: readonly ResetResult<O>[]): ResetResult<O> {
  return {
    envIds: results.flatMap(({ envIds }) => envIds),
    observations: concatRows(
      space,
      results.map(({ observations }): Batch<O> => observations),
    ),
  };
}
