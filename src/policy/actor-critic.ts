/**
 * A stochastic policy and the value function learned beside it, over one parameter vector.
 *
 *     separate   θ = [ actor network | head's own | critic network ]        two networks, nothing shared
 *     shared     θ = [ trunk with one output more, the value | head's own ]  the gradients of both meet in the trunk
 *     no critic  θ = [ actor network | head's own ]
 *
 * Two networks are the steadier choice: nothing that the critic gets wrong moves what the actor stands on. A shared trunk learns its features once, from
 * both, for half the work; their gradients then compete, and the weight of the value's is one setting more.
 *
 * Estimators see this interface alone, never networks. Imports: math, env.
 */
import type { Rng } from "../math/random.ts";
import type { Distribution, Head, HeadGradient } from "./head/head.ts";

export interface ActorCritic {
  readonly name: string;
  readonly observationSize: number;
  readonly head: Head;
  readonly parameterCount: number;
  /** The first elements of θ belong to the actor; where the trunk is shared, all do. */
  readonly actorParameterCount: number;
  /** Whether there are values, and whether they share parameters with the actor. */
  readonly critic: "none" | "separate" | "shared";
  init(rng: Rng): Float64Array;
  /** Distributions and values at rows of observations, [n × observationSize], with what their derivatives need. */
  evaluate(params: Float64Array, observations: Float32Array): Evaluation;
  /** The distributions alone: half the work where there is a critic. The gradient is that of the actor, the rest of θ zero. */
  evaluateActor(params: Float64Array, observations: Float32Array): ActorEvaluation;
  /** The distributions alone, without derivatives: what acting takes. */
  distribution(params: Float64Array, observations: Float32Array): Distribution;
  /** The values alone: what a critic is fitted by. Where the trunk is shared its gradient moves what the actor stands on. */
  evaluateCritic(params: Float64Array, observations: Float32Array): CriticEvaluation;
  /** V(o), one a row; no derivatives. Throws where there is no critic. */
  values(params: Float64Array, observations: Float32Array): Float64Array;
}

/** Valid until the next evaluation by the same model: its arrays are borrowed. */
export interface ActorEvaluation {
  readonly distribution: Distribution;
  /** ∂/∂θ of what `head` weighs; [parameterCount]. */
  backward(head: HeadGradient): Float64Array;
  /** How the distribution's inputs move where θ moves along `direction`; absent where the engine has no such derivative. */
  readonly tangent?: (direction: Float64Array) => HeadGradient;
}

export interface CriticEvaluation {
  /** V(oᵢ), one a row. */
  readonly values: Float64Array;
  /** ∂/∂θ of Σᵢ weightsᵢ V(oᵢ); [parameterCount]. */
  backward(weights: Float64Array): Float64Array;
}

export interface Evaluation {
  readonly distribution: Distribution;
  /** V(oᵢ), one a row; zeros where there is no critic. */
  readonly values: Float64Array;
  /** ∂/∂θ of what `head` weighs plus Σᵢ valueWeightsᵢ V(oᵢ); [parameterCount], in `into` where it is given. */
  backward(head: HeadGradient, valueWeights: Float64Array, into?: Float64Array): Float64Array;
}
