/**
 * Several environments of one kind as one: the first of them has the first numbers, the second those behind, and so on.
 *
 * A request goes to those whose environments it names, to all of them at once, and is answered when the last has answered. One that names
 * environments of a single part costs nothing beyond it: whoever has many environments in groups asks each group of one part.
 *
 * A request that fails in one part may have been applied in the others, whose answers are dropped then: their episodes are named as lost
 * as well, and a reset brings all of them back.
 *
 * Offered is what rollouts ask for, resets and steps; pictures, properties, states and derivatives are not.
 */
import { isDeepStrictEqual } from "node:util";
import { pickRows } from "./batch.ts";
import { type AnyEnv, EpisodeLost, ResetNeeded, type ResetResult, type StepResult } from "./env.ts";
import type { Space } from "./space.ts";
import { mergeResets, mergeResults, pickResults } from "./step-results.ts";

/** Throws RangeError for parts that are not of one kind. Disposing it disposes its parts. */
export function sideBySide(parts: readonly [AnyEnv, ...AnyEnv[]]): AnyEnv {
  const [{ spec: one }] = parts;
  for (const { spec } of parts) requireSameKind(one, spec);
  const { observationSpace, actionSpace } = one;
  const shares = (envIds: readonly number[]): readonly Share[] => sharesOf(parts, envIds);
  return {
    spec: { ...one, envCount: parts.reduce((sum, { spec }) => sum + spec.envCount, 0) },
    async reset({ envIds, seeds, ...rest }, signal) {
      const results = await askAll(shares(envIds), envIds, ({ env, ids, rows }) =>
        env.reset({ ...rest, envIds: ids, seeds: rows.map((row) => seeds[row] as number) }, signal),
      );
      const merged = mergeResets(observationSpace, results.map(resetHere));
      return { envIds, observations: inOrder(observationSpace, merged, envIds) };
    },
    async step({ envIds, actions }, signal) {
      const results = await askAll(shares(envIds), envIds, ({ env, ids, rows }) =>
        env.step({ envIds: ids, actions: rowsOf(actionSpace, actions, rows, envIds) }, signal),
      );
      const merged = mergeResults(observationSpace, results.map(stepHere));
      return results.length === 1
        ? merged
        : { ...pickResults(observationSpace, merged, placesOf(merged, envIds)), ...slowest(results) };
    },
    async [Symbol.asyncDispose]() {
      await settled(parts.map(async (part) => await part[Symbol.asyncDispose]()));
    },
  };
}

/** What one part is asked of a request. */
interface Share {
  readonly env: AnyEnv;
  /** The number of its first environment here. */
  readonly start: number;
  /** Its environments, by its own numbers, and their places in the request. */
  readonly ids: readonly number[];
  readonly rows: readonly number[];
}

interface Answered<T> {
  readonly share: Share;
  readonly answer: T;
}

function sharesOf(parts: readonly AnyEnv[], envIds: readonly number[]): readonly Share[] {
  const shares: Share[] = [];
  let start = 0;
  for (const env of parts) {
    const [first, end] = [start, start + env.spec.envCount];
    const rows = [...envIds.keys()].filter((row) => isWithin(envIds[row] as number, first, end));
    if (rows.length > 0)
      shares.push({ env, start: first, ids: rows.map((row) => (envIds[row] as number) - first), rows });
    start = end;
  }
  const stranger = envIds.find((envId) => !isWithin(envId, 0, start));
  if (stranger !== undefined)
    throw new RangeError(`there are ${start} environments, 0 … ${start - 1}; got the number ${stranger}`);
  return shares;
}

function isWithin(envId: number, first: number, end: number): boolean {
  return first <= envId && envId < end;
}

/** Waits for the last answer also where one fails, so that nothing of the request is under way afterwards. */
async function askAll<T>(
  shares: readonly Share[],
  envIds: readonly number[],
  ask: (share: Share) => Promise<T>,
): Promise<Answered<T>[]> {
  return await settled(
    shares.map(async (share) => {
      try {
        return { share, answer: await ask(share) };
      } catch (error) {
        throw inNumbersHere(error, share, envIds);
      }
    }),
  );
}

async function settled<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return await Promise.all(promises);
}

function inNumbersHere(error: unknown, { start }: Share, envIds: readonly number[]): unknown {
  if (error instanceof ResetNeeded) return new ResetNeeded(error.envId + start);
  if (error instanceof EpisodeLost) return new EpisodeLost(envIds, error.reason, { cause: error });
  return error;
}

function resetHere({ share, answer }: Answered<ResetResult<Space>>): ResetResult<Space> {
  return { ...answer, envIds: here(share, answer.envIds) };
}

function stepHere({ share, answer }: Answered<StepResult<Space>>): StepResult<Space> {
  const { envIds, final, clipped, lost } = answer;
  return {
    ...answer,
    envIds: here(share, envIds),
    ...(final && { final: { ...final, envIds: here(share, final.envIds) } }),
    ...(clipped && { clipped: here(share, clipped) }),
    ...(lost && { lost: here(share, lost) }),
  };
}

function here({ start }: Share, ids: readonly number[]): readonly number[] {
  return ids.map((id) => id + start);
}

/** The batch itself where a single part is asked for all rows. */
function rowsOf(
  space: Space,
  batch: Parameters<AnyEnv["step"]>[0]["actions"],
  rows: readonly number[],
  all: readonly number[],
) {
  return rows.length === all.length ? batch : pickRows(space, batch, rows);
}

function inOrder(space: Space, merged: ResetResult<Space>, envIds: readonly number[]) {
  return isDeepStrictEqual(merged.envIds, envIds)
    ? merged.observations
    : pickRows(space, merged.observations, placesOf(merged, envIds));
}

function placesOf(merged: ResetResult<Space>, envIds: readonly number[]): number[] {
  return envIds.map((envId) => merged.envIds.indexOf(envId));
}

/** They were stepped at the same time. */
function slowest(results: readonly Answered<StepResult<Space>>[]): { readonly simulateTime?: number } {
  const times = results.map(({ answer }) => answer.simulateTime);
  const told = times.filter((time) => time !== undefined);
  return told.length < times.length ? {} : { simulateTime: Math.max(...told) };
}

function requireSameKind(one: AnyEnv["spec"], other: AnyEnv["spec"]): void {
  const fields = Object.keys({ ...one, ...other }) as (keyof AnyEnv["spec"])[];
  const field = fields.find((name) => name !== "envCount" && !isDeepStrictEqual(one[name], other[name]));
  if (field === undefined) return;
  throw new RangeError(
    `only environments of one kind stand side by side: ${one.name} and ${other.name} differ in ${field}`,
  );
}
