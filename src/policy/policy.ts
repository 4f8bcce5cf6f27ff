/**
 * Parameters to behavior. A policy owns its parameters immutably: `withParams(θ)` is a new policy.
 *
 * What flows in: an observation. What flows out: an action inside the action space. Imports: math, env.
 */
import type { BoxSpace } from "../env/space.ts";
import type { Rng } from "../math/random.ts";

export interface Policy {
  readonly name: string;
  /** θ, unit-free. */
  readonly params: Float64Array;
  /** The box θ has to stay in for every action to be legal. */
  readonly paramLow: Float64Array;
  readonly paramHigh: Float64Array;
  readonly actionSpace: BoxSpace;
  withParams(params: Float64Array): Policy;
  /** The action for one observation, inside the action space whatever θ; `rng` is drawn from only by a stochastic policy. */
  act(observation: Float64Array, rng: Rng): Float64Array;
}
