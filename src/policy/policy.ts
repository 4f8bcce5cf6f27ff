/**
 * Parameters to behavior. A policy owns its parameters immutably: `withParams(θ)` is a new policy.
 *
 * What flows in: rows of observations. What flows out: one action a row, inside the action space. Imports: math, env.
 */
import type { Batch, BoxSpace, Space } from "../env/space.ts";
import type { Rng } from "../math/random.ts";

export interface Policy<O = BoxSpace, A = BoxSpace> {
  readonly name: string;
  /** θ, unit-free. */
  readonly params: Float64Array;
  /** The box θ has to stay in for every action to be legal; absent where any θ will do. */
  readonly paramBox?: ParamBox;
  readonly actionSpace: A;
  withParams(params: Float64Array): Policy<O, A>;
  /** One action for each generator, inside the action space whatever θ; row i draws from `rngs[i]`, if the policy is stochastic. */
  act(observations: Batch<O>, rngs: readonly Rng[]): Batch<A>;
}

/** One number a parameter. */
export interface ParamBox {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** A policy of any spaces. */
export type AnyPolicy = Policy<Space, Space>;
