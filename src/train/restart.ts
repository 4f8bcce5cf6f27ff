/**
 * When to give up a climb and begin another: pure, from an iteration's record to a decision. A method whose step does not shrink where it learns nothing (augmented
 * random search from θ = 0) can stand on a plateau for good, in one seed of three; begun again it meets other directions.
 *
 * A climb is stuck when it has not found a better mean return for `patience` iterations and is below `enough`. The next begins where the run began,
 * with an optimizer that has seen nothing; directions are fresh because random streams are named after the iteration, which goes on counting. The best
 * parameters of all climbs stay the best of the run (learn/search-methods.ts does all that).
 *
 * Imports: nothing.
 */
import type { IterationRecord } from "./state.ts";

export interface RestartOptions {
  /** Iterations without a better mean return after which a climb is given up. */
  readonly patience: number;
  /** A mean return with which one is not stuck but there, in the environment's unit of reward. Default: none is. */
  readonly enough?: number;
  /** How much more than the best is better. Default 0: anything. Noise of the return hides a plateau from a margin below it. */
  readonly margin?: number;
}

/** What is to be remembered of a climb; plain numbers, so that a checkpoint is its JSON. */
export interface Climb {
  /** Climbs given up before this one. */
  readonly restarts: number;
  /** Iterations since the best one of this climb. */
  readonly idle: number;
  /** Best mean return of this climb; null before its first iteration. */
  readonly bestReturn: number | null;
}

export const firstClimb: Climb = { restarts: 0, idle: 0, bestReturn: null };

export interface Decision {
  readonly decision: "continue" | "restart";
  /** To be handed in with the next record. */
  readonly climb: Climb;
}

/** What to do after the iteration of this record. Throws `RangeError` for options that cannot be. */
export function afterIteration(
  climb: Climb,
  { meanReturn }: Pick<IterationRecord, "meanReturn">,
  { patience, enough = Number.POSITIVE_INFINITY, margin = 0 }: RestartOptions,
): Decision {
  if (!Number.isSafeInteger(patience) || patience < 1)
    throw new RangeError(`patience has to be a whole number of iterations, 1 or more, not ${patience}`);
  if (!(margin >= 0) || Number.isNaN(enough))
    throw new RangeError(`expected a margin of 0 or more and enough a number, got ${margin} and ${enough}`);
  const { bestReturn, restarts } = climb;
  if (bestReturn === null || meanReturn > bestReturn + margin)
    return { decision: "continue", climb: { restarts, idle: 0, bestReturn: meanReturn } };
  const idle = climb.idle + 1;
  if (idle < patience || bestReturn >= enough)
    return { decision: "continue", climb: { restarts, idle, bestReturn } };
  return { decision: "restart", climb: { restarts: restarts + 1, idle: 0, bestReturn: null } };
}
