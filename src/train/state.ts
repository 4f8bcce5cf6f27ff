/**
 * All that a run needs to continue bit for bit: numbers only, so that a checkpoint is its JSON.
 *
 * Random streams are not in it: they are named after the seed and the iteration (math/random.ts), so the position in the
 * run is their state.
 */
import type { OptimizerState } from "../optimizer/optimizer.ts";
import type { Rolled } from "../rollout/rollout.ts";

export interface Best {
  /** The iteration whose parameters these are. */
  readonly iteration: number;
  readonly params: Float64Array;
  /** Mean return over all episodes of that iteration: of the parameters and their neighborhood. */
  readonly meanReturn: number;
}

export interface TrainState {
  /** Iterations completed. */
  readonly iteration: number;
  readonly params: Float64Array;
  readonly optimizer: OptimizerState;
  readonly best: Best | undefined;
  /** Episodes of the iteration that was interrupted, in any order; they are not run again. */
  readonly partial: readonly Rolled[];
}

/** What one iteration did; a line of metrics.jsonl. Returns are in the environment's unit of reward. */
export interface IterationRecord {
  readonly iteration: number;
  /** The parameters the gradient was taken at. */
  readonly params: Float64Array;
  /** Mean and sample standard deviation over all episodes. */
  readonly meanReturn: number;
  readonly returnStd: number;
  /** Mean return of each candidate, in the order asked. */
  readonly candidateReturns: readonly number[];
  readonly gradient: Float64Array;
  readonly gradientNorm: number;
  /** Trace of the covariance of the gradient; NaN when the trials cannot tell. */
  readonly gradientVariance: number;
  readonly stepNorm: number;
  /** Indices of parameters that were held at a bound. */
  readonly clipped: readonly number[];
  readonly episodes: number;
  /** How the episodes ended: the environment's word → count. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Mean final observation, element by element. */
  readonly meanObservation: Float64Array;
  /** Seconds on the wall, this iteration. Not part of what is reproduced. */
  readonly wallTime: number;
}
