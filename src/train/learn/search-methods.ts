/** What a search learner asks and tells: an estimator with an optimizer, or a search without a gradient. */
import type { GradientEstimator } from "../../estimator/estimator.ts";
import type { Search, SearchState } from "../../estimator/search/search.ts";
import { mean } from "../../math/statistics.ts";
import { add, distance, norm } from "../../math/vector.ts";
import type { Optimizer, OptimizerState } from "../../optimizer/optimizer.ts";
import type { Trial } from "../../rollout/trial.ts";
import { afterIteration, type Climb, firstClimb, type RestartOptions } from "../restart.ts";
import { noiseOf } from "./gradient-noise.ts";
import type { Memory } from "./learner.ts";
import type { SearchMethod } from "./search-learner.ts";

/** What is kept between iterations. */
interface Climbing {
  readonly optimizer: OptimizerState;
  readonly climb: Climb;
  /** Where every climb begins. */
  readonly start: Float64Array;
}

/** An estimator and an optimizer; begun again where it is stuck, if asked to. */
export function gradientSearch(
  estimator: GradientEstimator,
  optimizer: (progress: number) => Optimizer,
  restart?: RestartOptions,
): SearchMethod {
  return {
    name: `${estimator.name}, ${optimizer(0).name}`,
    init: (start) => remembered({ optimizer: optimizer(0).init(start.length), climb: firstClimb, start }),
    ask: ({ params }, rng) => estimator.ask(params, rng),
    tell({ params, memory }, trials, progress) {
      const { optimizer: before, climb, start } = memory as unknown as Climbing;
      const { gradient, variance } = estimator.tell(params, trials);
      const { delta, state } = optimizer(progress).update(gradient, before, params);
      const meanReturn = meanReturnOf(trials);
      const next = restart === undefined ? undefined : afterIteration(climb, { meanReturn }, restart);
      const metrics = {
        gradientNorm: norm(gradient),
        ...noiseOf(gradient, variance),
        stepNorm: norm(delta),
        restarts: next?.climb.restarts ?? 0,
      };
      if (next?.decision === "restart") {
        const fresh = { optimizer: optimizer(0).init(start.length), climb: next.climb, start };
        return { params: start, memory: remembered(fresh), metrics };
      }
      const kept = { optimizer: state, climb: next?.climb ?? climb, start };
      return { params: add(params, delta), memory: remembered(kept), metrics };
    },
  };
}

/** A search without a gradient. */
export function gradientFreeSearch(search: Search): SearchMethod {
  const stateOf = (memory: Memory): SearchState => memory as unknown as SearchState;
  return {
    name: search.name,
    init: (params) => remembered(search.init(params)),
    ask: ({ memory }, rng) => search.ask(stateOf(memory), rng),
    tell({ params, memory }, trials) {
      const step = search.tell(stateOf(memory), trials);
      const best = step.state.best?.meanReturn ?? Number.NaN;
      return {
        params: step.params,
        memory: remembered(step.state),
        metrics: { stepNorm: distance(step.params, params), bestTried: best },
      };
    },
  };
}

/** The mean over all episodes of an iteration: of θ and its neighborhood. */
function meanReturnOf(trials: readonly Trial[]): number {
  return mean(trials.flatMap(({ episodes }) => episodes.map((episode) => episode.return)));
}

/** Records of numbers and vectors are memory; the compiler cannot see it of an interface. */
function remembered(kept: object): Memory {
  return kept as Memory;
}
