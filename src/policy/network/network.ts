/**
 * A function with parameters, and its derivatives: all that policies and critics know of a network.
 *
 * Rows are observations, batch-major, float32: inputs [n × inputSize], outputs [n × outputSize]. Parameters are one
 * `Float64Array`: an engine may keep what it made of it as long as the same array comes, so nobody changes it before another has come.
 *
 * The result of a row does not depend on the other rows of its batch, nor on their number, bit for bit: what was acted on one
 * by one is learned from in any minibatch. Imports: math.
 */
import type { Rng } from "../../math/random.ts";

export interface Network {
  /** For people and files: "mlp 17-64-64-6 tanh". */
  readonly name: string;
  readonly inputSize: number;
  readonly outputSize: number;
  readonly parameterCount: number;
  /** Fresh parameters; the same generator gives the same. */
  init(rng: Rng): Float64Array;
  /** Writes f(θ, x) of every row into `outputs`. Nothing is allocated and nothing remembered. */
  infer(params: Float64Array, inputs: Float32Array, outputs: Float32Array): void;
  /** f(θ, x) of every row, with what its derivatives need. Valid until the next `forward` of this network. */
  forward(params: Float64Array, inputs: Float32Array): Forward;
}

export interface Forward {
  /** [n × outputSize]; borrowed: copy what has to outlive the next `forward`. */
  readonly outputs: Float32Array;
  /** Jᵀw: Σ over rows and outputs of w · ∂output/∂θ, one number a parameter, in `into` where it is given. `weights` is w, [n × outputSize]. */
  backward(weights: Float32Array, into?: Float64Array): Float64Array;
  /** Jv: how the outputs change where θ moves along `direction`, [n × outputSize]. Absent where an engine has no such derivative. */
  readonly tangent?: (direction: Float64Array) => Float32Array;
  /** ∂/∂x of w · f(θ, x), [n × inputSize]: what pathwise gradients go through. Absent where an engine has no such derivative. */
  readonly inputGradient?: (weights: Float32Array) => Float32Array;
}
