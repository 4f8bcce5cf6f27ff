/**
 * Any layers model of TensorFlow.js as a `Network`: convolutions, models imported from Keras.
 *
 * Flows in: θ, the trainable weights of the model in its own order, and flat rows. Flows out: rows of outputs and their
 * derivatives. What is frozen stays as it was loaded, layers act as in inference (no dropout, moving statistics fixed).
 * Imports: math, dense initialization.
 *
 * No tensor outlives a call but the model's own weights. The public API of TensorFlow.js differentiates only what it has just
 * computed, so `backward` computes the outputs once more.
 */
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { Rng } from "../../../math/random.ts";
import type { Forward, Network } from "../network.ts";
import { type Backend, startTfjs, type Tfjs, type TfjsOptions } from "./backend.ts";
import { compute } from "./compute.ts";
import { initialize } from "./initialize.ts";
import { type ModelSource, modelOf, type Shapes, shapesOf } from "./model.ts";
import { type Part, partsOf } from "./parts.ts";

export interface TfjsNetwork extends Network, Disposable {
  readonly backend: Backend;
  /** θ as the model came: what was saved with it, or random where it is fresh. */
  readonly loaded: Float64Array;
  /** Why `tangent` is absent: the kernel that TensorFlow.js cannot differentiate twice. */
  readonly noTangent?: string;
}

export interface TfjsNetworkOptions extends TfjsOptions {
  readonly model: ModelSource;
}

/** Throws UnsupportedModel and BackendUnavailable. */
export async function tfjsNetwork({ model, ...options }: TfjsNetworkOptions): Promise<TfjsNetwork> {
  const tfjs = await startTfjs(options);
  return networkOf(tfjs, await modelOf(tfjs, model));
}

/** `model` belongs to the network from here on: its weights are written over. */
export function networkOf(tfjs: Tfjs, model: LayersModel): TfjsNetwork {
  const { tf } = tfjs;
  const shapes = shapesOf(model);
  const parts = partsOf(model);
  const computation = compute(tf, model, shapes, parts);
  const parameterCount = computation.loaded.length;
  const inputSize = tf.util.sizeFromShape([...shapes.input]);
  const outputSize = tf.util.sizeFromShape([...shapes.output]);
  const noTangent = failureOf(() =>
    computation.tangent(computation.loaded, new Float32Array(inputSize), new Float64Array(parameterCount)),
  );
  return {
    name: nameOf(model, shapes),
    backend: tfjs.backend,
    loaded: computation.loaded,
    inputSize,
    outputSize,
    parameterCount,
    ...(noTangent === undefined ? {} : { noTangent }),
    init: (rng) => freshParams(parts, parameterCount, rng),
    infer(params, inputs, outputs) {
      const count = rowCount(inputs, inputSize);
      requireLength("parameters", params, parameterCount);
      requireLength("outputs", outputs, count * outputSize);
      if (count > 0) outputs.set(computation.outputs(params, inputs));
    },
    forward(params, given) {
      requireLength("parameters", params, parameterCount);
      const count = rowCount(given, inputSize);
      const inputs = given.slice();
      const weighed = (weights: Float32Array) => {
        requireLength("weights", weights, count * outputSize);
        return weights;
      };
      const forward: Forward = {
        outputs: count === 0 ? new Float32Array() : computation.outputs(params, inputs),
        backward(weights, into) {
          const gradient =
            weighed(weights).length === 0
              ? new Float64Array(parameterCount)
              : computation.backward(params, inputs, weights);
          if (into === undefined) return gradient;
          requireLength("gradient", into, parameterCount);
          into.set(gradient);
          return into;
        },
        inputGradient: (weights) =>
          weighed(weights).length === 0
            ? new Float32Array()
            : computation.inputGradient(params, inputs, weights),
      };
      if (noTangent !== undefined) return forward;
      return {
        ...forward,
        tangent(direction) {
          requireLength("direction", direction, parameterCount);
          return count === 0 ? new Float32Array() : computation.tangent(params, inputs, direction);
        },
      };
    },
    [Symbol.dispose]: () => void model.dispose(),
  };
}

function freshParams(parts: readonly Part[], parameterCount: number, rng: Rng): Float64Array {
  const params = new Float64Array(parameterCount);
  for (const [k, { variable, layer, at }] of parts.entries()) {
    // "conv2d_Conv2D1/kernel", and "…/kernel_1" where a name is taken.
    const weight = (variable.name.split("/").at(-1) as string).replace(/_\d+$/, "");
    params.set(initialize(layer, weight, variable.shape, rng.stream("weight").stream(k)), at);
  }
  return params;
}

function failureOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return (error as Error).message.split("\n")[0];
  }
}

function nameOf(model: LayersModel, { input, output }: Shapes): string {
  const kinds = model.layers.map((layer) => layer.getClassName()).filter((kind) => kind !== "InputLayer");
  return `tfjs ${input.join("×")} ${kinds.join("-")} ${output.join("×")}`;
}

function rowCount(inputs: Float32Array, inputSize: number): number {
  const count = inputs.length / inputSize;
  if (!Number.isInteger(count))
    throw new RangeError(`expected rows of ${inputSize} inputs, got ${inputs.length} numbers`);
  return count;
}

function requireLength(what: string, { length }: ArrayLike<number>, expected: number): void {
  if (length !== expected) throw new RangeError(`${what}: expected ${expected} numbers, got ${length}`);
}
