/** The model and its derivatives at θ, on flat arrays whose lengths have been checked; no tensor is left behind. */
import type * as Core from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { Shapes } from "./model.ts";
import { apart, flat, type Part } from "./parts.ts";

export interface Computation {
  /** θ as the model came. */
  readonly loaded: Float64Array;
  outputs(params: Float64Array, inputs: Float32Array): Float32Array;
  backward(params: Float64Array, inputs: Float32Array, weights: Float32Array): Float64Array;
  inputGradient(params: Float64Array, inputs: Float32Array, weights: Float32Array): Float32Array;
  tangent(params: Float64Array, inputs: Float32Array, direction: Float64Array): Float32Array;
}

export function compute(
  tf: typeof Core,
  model: LayersModel,
  { input, output }: Shapes,
  parts: readonly Part[],
): Computation {
  const variables = parts.map(({ variable }) => variable);
  const loaded = flat(parts, variables);
  let written = loaded;
  const write = (params: Float64Array): void => {
    if (params === written) return;
    for (const [k, values] of apart(tf, parts, params).entries()) variables[k]?.assign(values);
    written = params;
  };
  const rows = (values: Float32Array, shape: readonly number[]): Core.Tensor =>
    tf.tensor(values.slice(), [values.length / sizeOf(shape), ...shape]);
  /** Runs `body` at θ and x; all tensors are gone afterwards. */
  const at = <T>(params: Float64Array, inputs: Float32Array, body: (x: Core.Tensor) => T): T => {
    tf.engine().startScope();
    try {
      write(params);
      return body(rows(inputs, input));
    } finally {
      tf.engine().endScope();
    }
  };
  const apply = (x: Core.Tensor): Core.Tensor => model.apply(x, { training: false }) as Core.Tensor;
  const weighted = (x: Core.Tensor, weights: Core.Tensor): Core.Scalar => tf.sum(tf.mul(apply(x), weights));
  const gradients = (x: Core.Tensor, weights: Core.Tensor): (Core.Tensor | null | undefined)[] => {
    const { grads } = tf.variableGrads(() => weighted(x, weights), variables);
    return variables.map(({ name }) => grads[name]);
  };
  return {
    loaded,
    outputs: (params, inputs) => at(params, inputs, (x) => Float32Array.from(apply(x).dataSync())),
    backward: (params, inputs, weights) =>
      at(params, inputs, (x) => flat(parts, gradients(x, rows(weights, output)))),
    inputGradient: (params, inputs, weights) =>
      at(params, inputs, (x) => {
        const w = rows(weights, output);
        return Float32Array.from(
          tf
            .grad((moved) => weighted(moved, w))(x)
            .dataSync(),
        );
      }),
    // Jv = ∂/∂w of (Jᵀw) · v: Jᵀw is linear in w, so any w will do.
    tangent: (params, inputs, direction) =>
      at(params, inputs, (x) => {
        const v = apart(tf, parts, direction);
        const along = (weights: Core.Tensor): Core.Tensor => {
          const found = gradients(x, weights);
          return tf.addN(found.flatMap((g, k) => (g ? [tf.sum(tf.mul(g, v[k] as Core.Tensor))] : [])));
        };
        const w = tf.zeros([inputs.length / sizeOf(input), ...output]);
        return Float32Array.from(tf.grad(along)(w).dataSync());
      }),
  };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
