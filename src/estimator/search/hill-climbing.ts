/**
 * Hill climbing, steepest ascent among random neighbors (Russell & Norvig, Artificial Intelligence: A Modern Approach, §4.1): θ is tried beside m neighbors
 * θ + sε, ε ~ N(0, I), and the search moves to the best of them,
 *
 *   θ ← arg max over {θ, θ + sε₁, … θ + sεₘ} of the mean return.
 *
 * The reach s halves where θ itself was best and grows by half where it was not, never beyond δ, so that it closes in on a top and goes on along a slope. θ is tried again every
 * time, on the seeds of its neighbors: no lucky return of the past is defended.
 */

import { design, requireFinite, wholeNumber } from "../candidates.ts";
import type { EstimatorOptions } from "../estimator.ts";
import { requirePoints } from "../returns.ts";
import {
  bestOf,
  candidatesOf,
  ranked,
  type Search,
  type SearchState,
  type Tried,
  triedOf,
} from "./search.ts";

export interface HillClimbingOptions extends EstimatorOptions {
  /** m, neighbors an iteration. Default 8. */
  readonly neighbors?: number;
}

export interface HillClimbingState extends SearchState {
  /** θ */
  readonly params: readonly number[];
  /** s */
  readonly reach: number;
}

/** See the head of this file. m + 1 candidates, θ first; `perturbation` is δ, the reach it starts with. */
export function hillClimbing(options: HillClimbingOptions = {}): Search<HillClimbingState> {
  const { neighbors = 8 } = options;
  const plan = design("hill-climbing", options);
  wholeNumber(`${plan.name}: neighbors`, neighbors);
  return {
    name: plan.name,
    init(params) {
      requireFinite(plan.name, params);
      return { count: 0, best: null, params: Array.from(params), reach: plan.perturbation };
    },
    ask({ params, reach }, rng) {
      const source = rng.stream("perturbations");
      const neighbor = () => params.map((value) => value + reach * source.normal());
      return candidatesOf([params, ...Array.from({ length: neighbors }, neighbor)], plan, rng);
    },
    tell(state, trials) {
      const tried = triedOf(plan, state.params, trials, neighbors + 1);
      requirePoints(plan.name, trials, [Float64Array.from(state.params)]);
      const winner = ranked(tried)[0] as Tried;
      const stayed = winner === tried[0];
      const reach = stayed ? state.reach / 2 : Math.min(1.5 * state.reach, plan.perturbation);
      return {
        state: { count: state.count + 1, best: bestOf(state.best, tried), params: winner.params, reach },
        params: Float64Array.from(winner.params),
      };
    },
  };
}
