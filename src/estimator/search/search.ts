/**
 * Search without a gradient: the same ask and tell, with a step in place of a gradient. What it needs to remember (a population, a simplex, a mean and
 * a spread) is its state, plain numbers and lists of them, so that a checkpoint is its JSON and a search goes on from it bit for bit.
 *
 * Imports: math, rollout, and of this room what every `ask` and `tell` share.
 */

import type { Rng } from "../../math/random.ts";
import { mean } from "../../math/statistics.ts";
import type { Trial } from "../../rollout/trial.ts";
import { candidatesAt, type Design, requireFinite } from "../candidates.ts";
import type { Candidate } from "../estimator.ts";
import { returnsOf } from "../returns.ts";

/** Parameters, and the mean return of the episodes they were tried on. */
export interface Tried {
  readonly params: readonly number[];
  readonly meanReturn: number;
}

export interface SearchState {
  /** Calls of `tell` so far. */
  readonly count: number;
  /**
   * What had the highest mean return of all that was ever tried; null before anything was. Its return never falls. Where returns are noisy it is also the
   * luckiest: a fresh evaluation says what it is worth.
   */
  readonly best: Tried | null;
}

export interface SearchStep<S extends SearchState> {
  readonly state: S;
  /** Where the search stands after this step: what it would be improved from. */
  readonly params: Float64Array;
}

export interface Search<S extends SearchState = SearchState> {
  readonly name: string;
  /** The state of a search that begins at `params`. */
  init(params: Float64Array): S;
  /** The candidates of one step, in an order `tell` relies on. The same state and `rng` give the same candidates. */
  ask(state: S, rng: Rng): Candidate[];
  /** The next state, from one trial a candidate in the order they were asked. Pure. */
  tell(state: S, trials: readonly Trial[]): SearchStep<S>;
}

/** A candidate at each point. Throws `RangeError` for one that is not finite. */
export function candidatesOf(points: readonly (readonly number[])[], plan: Design, rng: Rng): Candidate[] {
  const vectors = points.map((point) => Float64Array.from(point));
  for (const vector of vectors) requireFinite(plan.name, vector);
  return candidatesAt(vectors, plan, rng);
}

/** The trials, checked as every estimator checks them, with their mean returns. Throws `InvalidTrials`. */
export function triedOf(
  plan: Design,
  params: readonly number[],
  trials: readonly Trial[],
  count: number,
): Tried[] {
  const returns = returnsOf(plan, Float64Array.from(params), trials, count);
  return trials.map((trial, i) => ({
    params: Array.from(trial.params),
    meanReturn: mean(returns[i] as Float64Array),
  }));
}

/** Best first; of equals the earlier one. */
export function ranked(tried: readonly Tried[]): Tried[] {
  // Compared, not subtracted: the difference of two returns near 1e308 is not finite.
  return tried.toSorted((a, b) => Number(b.meanReturn > a.meanReturn) - Number(b.meanReturn < a.meanReturn));
}

/** What is best after `tried`, which comes later than `best`. */
export function bestOf(best: Tried | null, tried: readonly Tried[]): Tried {
  return ranked(best === null ? tried : [best, ...tried])[0] as Tried;
}
