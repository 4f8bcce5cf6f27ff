/**
 * A multilayer perceptron on typed arrays: y = Wₗ σ(… σ(W₁ x + b₁) …) + bₗ, rows batch-major, float32.
 *
 * Flows in: θ and rows of inputs. Flows out: rows of outputs and their derivatives. Imports: math.
 */
import { exp, tanh } from "../../../math/elementary.ts";
import type { Forward, Network } from "../network.ts";
import { type Activation, type Layer, layersOf, type MlpOptions, parameterCountOf } from "./layers.ts";
import { orthogonal } from "./orthogonal.ts";

/** Orthogonal weights (gain √2 in hidden layers), zero biases. */
export function mlp(options: MlpOptions): Network {
  const { inputSize, outputSize, activation = "tanh", outputGain = 1 } = options;
  const layers = layersOf(options);
  const parameterCount = parameterCountOf(layers);
  const last = layers.length - 1;
  const run = (params: Float64Array, inputs: Float32Array): Float32Array[] => {
    const activity = [inputs];
    for (const [l, layer] of layers.entries()) {
      const z = affine(layer, params, activity[l] as Float32Array);
      activity.push(l < last ? z.map(functions[activation].value) : z);
    }
    return activity;
  };
  return {
    name: `mlp ${[inputSize, ...options.hidden, outputSize].join("-")} ${activation}`,
    inputSize,
    outputSize,
    parameterCount,
    init(rng) {
      const params = new Float64Array(parameterCount);
      for (const [l, { inputs, outputs, weights }] of layers.entries()) {
        const gain = l < last ? Math.SQRT2 : outputGain;
        params.set(orthogonal(inputs, outputs, gain, rng.stream("layer").stream(l)), weights);
      }
      return params;
    },
    infer: (params, inputs, outputs) => outputs.set(run(params, inputs).at(-1) as Float32Array),
    forward: (params, inputs) => derivatives(layers, activation, params, run(params, inputs)),
  };
}

/** σ and σ′, the latter as a function of a = σ(z). */
const functions: Readonly<
  Record<Activation, { readonly value: (z: number) => number; readonly slope: (a: number) => number }>
> = {
  tanh: { value: tanh, slope: (a) => 1 - a * a },
  relu: { value: (z) => Math.max(z, 0), slope: (a) => (a > 0 ? 1 : 0) },
  elu: { value: (z) => (z > 0 ? z : exp(z) - 1), slope: (a) => (a > 0 ? 1 : a + 1) },
};

/** x W + b of every row. */
function affine({ inputs, outputs, weights, biases }: Layer, params: Float64Array, x: Float32Array) {
  const count = x.length / inputs;
  const z = new Float32Array(count * outputs);
  for (let n = 0; n < count; n++)
    for (let j = 0; j < outputs; j++) {
      let sum = params[biases + j] as number;
      for (let i = 0; i < inputs; i++)
        sum += (x[n * inputs + i] as number) * (params[weights + i * outputs + j] as number);
      z[n * outputs + j] = sum;
    }
  return z;
}

function derivatives(
  layers: readonly Layer[],
  activation: Activation,
  params: Float64Array,
  activity: readonly Float32Array[],
): Forward {
  const { slope } = functions[activation];
  const last = layers.length - 1;
  const throughActivation = (l: number, g: Float32Array): Float32Array =>
    g.map((x, i) => x * slope(activity[l]?.[i] as number));
  const reverse = (weights: Float32Array, gradient: Float64Array | undefined): Float32Array => {
    let g = weights;
    for (let l = last; l >= 0; l--) {
      const layer = layers[l] as Layer;
      const x = activity[l] as Float32Array;
      if (gradient !== undefined) accumulate(layer, x, g, gradient);
      g = transposed(layer, params, g);
      if (l > 0) g = throughActivation(l, g);
    }
    return g;
  };
  return {
    outputs: activity.at(-1) as Float32Array,
    backward(weights) {
      const gradient = new Float64Array(params.length);
      reverse(weights, gradient);
      return gradient;
    },
    inputGradient: (weights) => reverse(weights, undefined),
    tangent(direction) {
      let dx: Float32Array = new Float32Array((activity[0] as Float32Array).length);
      for (const [l, layer] of layers.entries()) {
        const dz = affine(layer, direction, activity[l] as Float32Array);
        const moved = affine(layer, params, dx);
        for (const [i, x] of dz.entries())
          dz[i] = x + (moved[i] as number) - (params[layer.biases + (i % layer.outputs)] as number);
        dx = l < last ? throughActivation(l + 1, dz) : dz;
      }
      return dx;
    },
  };
}

/** ∂W += xᵀ g, ∂b += Σ g */
function accumulate(
  { inputs, outputs, weights, biases }: Layer,
  x: Float32Array,
  g: Float32Array,
  gradient: Float64Array,
): void {
  for (let n = 0; n < g.length / outputs; n++)
    for (let j = 0; j < outputs; j++) {
      const w = g[n * outputs + j] as number;
      gradient[biases + j] = (gradient[biases + j] as number) + w;
      for (let i = 0; i < inputs; i++) {
        const at = weights + i * outputs + j;
        gradient[at] = (gradient[at] as number) + w * (x[n * inputs + i] as number);
      }
    }
}

/** g Wᵀ of every row. */
function transposed({ inputs, outputs, weights }: Layer, params: Float64Array, g: Float32Array) {
  const count = g.length / outputs;
  const dx = new Float32Array(count * inputs);
  for (let n = 0; n < count; n++)
    for (let i = 0; i < inputs; i++) {
      let sum = 0;
      for (let j = 0; j < outputs; j++)
        sum += (g[n * outputs + j] as number) * (params[weights + i * outputs + j] as number);
      dx[n * inputs + i] = sum;
    }
  return dx;
}
