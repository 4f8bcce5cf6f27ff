/**
 * A distribution of actions, given what the network says about an observation: the last part of a stochastic policy.
 *
 *     observation ─ network ─▶ inputs [inputSize] ─┐
 *                        own parameters (log σ) ───┴─▶ π(· | o) ─ sample ─▶ stored action ─ toEnv ─▶ action
 *
 * A **stored action** is what was drawn, before it is clipped or squashed into the action space: log-probabilities and scores are of it
 * (storing the clipped one biases every gradient). It is `actionSize` numbers; `toEnv` makes of it what the environment takes.
 *
 * All numbers are float64 inside; `inputs` arrive as the network's float32. Every formula is in closed form, and its gradient
 * beside it: no head differentiates numerically. Batches are rows, [n × inputSize], [n × actionSize]; n is inputs.length / inputSize.
 * Imports: math, env.
 */
import type { Batch, Space } from "../../env/space.ts";
import type { Rng } from "../../math/random.ts";

export interface Head<A extends Space = Space> {
  /** As the command line knows it: "gaussian", "softmax". */
  readonly name: string;
  readonly actionSpace: A;
  /** How many numbers of the network make the distribution at one observation. */
  readonly inputSize: number;
  /** How many parameters it has of its own; they stand behind the network's in θ. */
  readonly parameterCount: number;
  /** Numbers of a stored action. */
  readonly actionSize: number;
  /** Its own parameters at the start. */
  init(): Float64Array;
  /** One stored action a row; row i draws from rngs[i], always the same number of times. */
  sample(own: Float64Array, inputs: Float32Array, rngs: readonly Rng[]): Float64Array;
  /** The most probable action of each row, stored: what a deterministic evaluation does. */
  mode(own: Float64Array, inputs: Float32Array): Float64Array;
  /** Stored actions as the environment takes them: inside the action space, whatever was drawn. */
  toEnv(stored: Float64Array): Batch<A>;
  /**
   * `toEnv` of the mode of one row, into `action`, without allocating: what a control loop calls. Absent where actions are no real
   * numbers.
   */
  readonly writeMode?: (inputs: Float32Array, action: Float64Array) => void;
  /** log π(aᵢ | oᵢ), one a row. */
  logProbs(own: Float64Array, inputs: Float32Array, stored: Float64Array): Float64Array;
  /** H(π(· | oᵢ)), one a row. */
  entropies(own: Float64Array, inputs: Float32Array): Float64Array;
  /** KL(old ‖ new) at each row. */
  klDivergences(old: Distribution, next: Distribution): Float64Array;
  /** ∂/∂(inputs, own) of Σᵢ wᵢ log π(aᵢ | oᵢ): the score of each row, weighed. */
  scores(own: Float64Array, inputs: Float32Array, stored: Float64Array, weights: Float64Array): HeadGradient;
  /** ∂/∂(inputs, own) of Σᵢ wᵢ H(π(· | oᵢ)). */
  entropyGradient(own: Float64Array, inputs: Float32Array, weights: Float64Array): HeadGradient;
  /**
   * The Fisher information of each row applied to a tangent: M u with KL(π_z ‖ π_{z+u}) ≈ ½ uᵀMu, summed over the rows for the
   * head's own parameters. `tangent` holds [n × inputSize] and [parameterCount].
   */
  fisherProduct(own: Float64Array, inputs: Float32Array, tangent: HeadGradient): HeadGradient;
}

/** A distribution at each of some rows. */
export interface Distribution {
  readonly own: Float64Array;
  readonly inputs: Float32Array;
}

/** One number for each input of each row, and one for each of the head's own parameters. */
export interface HeadGradient {
  readonly inputs: Float32Array;
  readonly own: Float64Array;
}
