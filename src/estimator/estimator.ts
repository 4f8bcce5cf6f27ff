/**
 * Which way is up: an estimator **asks** which parameters to try and, once the trials are rolled out, is **told** and
 * answers with a gradient of the expected return and the variance of that estimate.
 *
 * Parameters are unit-free: a policy scales them to SI (a gait's parameter 1 is one ε of the paper), so a perturbation,
 * a learning rate and a gradient mean the same in every dimension. We always ascend.
 */
import type { Rng } from "../math/random.ts";
import type { Trial } from "../rollout/trial.ts";

/** Parameters to try, and the seed of each episode to try them on. */
export interface Candidate {
  readonly params: Float64Array;
  readonly seeds: readonly number[];
}

export interface GradientEstimate {
  /** ∂E[return]/∂θ, one number a parameter. */
  readonly gradient: Float64Array;
  /** Trace of the covariance of `gradient`: Σⱼ Var(gⱼ). NaN when the trials cannot tell (one episode a candidate). */
  readonly variance: number;
}

export interface GradientEstimator {
  readonly name: string;
  /** The candidates of one iteration, in an order `tell` relies on. The same `params` and `rng` give the same candidates. */
  ask(params: Float64Array, rng: Rng): Candidate[];
  /** The gradient at `params` from one trial a candidate, in the order they were asked. Pure. */
  tell(params: Float64Array, trials: readonly Trial[]): GradientEstimate;
}

/** What every estimator of this room takes. */
export interface EstimatorOptions {
  /** Episodes a candidate; their mean return is its score. Default 3, as Kohl & Stone timed each gait three times. */
  readonly episodes?: number;
  /** Every candidate meets the same episode seeds, so their differences are not drowned in the noise they share. Default true. */
  readonly commonRandomNumbers?: boolean;
  /** δ, the size of a perturbation. Default 1: one ε. */
  readonly perturbation?: number;
}
