/** What networks of TensorFlow.js keep on every backend: the conformance suite, dense networks beside them, convolutions, no leaks. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRng } from "../../../src/math/random.ts";
import type { MlpOptions } from "../../../src/policy/network/dense/layers.ts";
import { mlp } from "../../../src/policy/network/dense/mlp.ts";
import type { Tfjs } from "../../../src/policy/network/tfjs/backend.ts";
import { networkOf, type TfjsNetwork } from "../../../src/policy/network/tfjs/network.ts";
import { type NetworkSubject, networkConformance } from "../../conformance/network.ts";
import { formulaOf } from "./subjects.ts";

const mlps: readonly MlpOptions[] = [
  ...(["tanh", "relu", "elu"] as const).map((activation) => ({
    inputSize: 5,
    hidden: [7, 6],
    outputSize: 3,
    activation,
  })),
  { inputSize: 6, hidden: [], outputSize: 5 },
];

export function tfjsSuite(tfjs: Tfjs, skip: NonNullable<NetworkSubject["skip"]> = {}): void {
  for (const options of mlps) {
    const { activation } = options;
    networkConformance({
      name: `${mlp(options).name} of tfjs on ${tfjs.backend}`,
      make: () => perceptron(tfjs, options),
      formula: formulaOf(options),
      skip: {
        ...skip,
        ...(activation === "relu" &&
          tfjs.backend === "wasm" && {
            "NaN in an input comes out as NaN in every output of its row":
              "the ReLU of its WASM kernels is max(z, 0), which is 0 for NaN",
          }),
      },
    });
  }
  describe(`networks of tfjs on ${tfjs.backend}`, () => {
    it("equal dense networks with the same θ, in outputs and gradients, within float32", () =>
      sameAsDense(tfjs));
    it("a convolution is its sum over patches, and its derivatives are central differences of that", () =>
      convolves(tfjs));
    it("learn from images as large as Pong's", () => seesPong(tfjs));
    it("leave no tensor behind in 1000 calls", () => leavesNothing(tfjs));
    it("a frozen layer is no part of θ, and stays", () => freezes(tfjs));
  });
}

/** The same architecture and the same order of θ as `mlp`. */
export function perceptron({ tf: _, layers, ...rest }: Tfjs, options: MlpOptions): TfjsNetwork {
  const { inputSize, hidden, outputSize, activation = "tanh" } = options;
  const dense = [...hidden, outputSize].map((units, l) =>
    layers.layers.dense({
      units,
      kernelInitializer: "orthogonal",
      activation: l < hidden.length ? activation : "linear",
      ...(l === 0 ? { inputShape: [inputSize] } : {}),
    }),
  );
  return networkOf({ tf: _, layers, ...rest }, layers.sequential({ layers: dense }));
}

function normals(length: number, seed: number): Float32Array {
  const rng = createRng(seed);
  return Float32Array.from({ length }, () => rng.normal());
}

function near(got: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(got.length, expected.length);
  const size = Math.max(1, ...Array.from(expected, Math.abs));
  for (let i = 0; i < got.length; i++)
    assert.ok(Math.abs(got[i]! - expected[i]!) <= tolerance * size, `${i}: ${got[i]}, not ${expected[i]}`);
}

function sameAsDense(tfjs: Tfjs): void {
  for (const options of mlps) {
    const [ours, theirs] = [mlp(options), perceptron(tfjs, options)];
    const params = ours.init(createRng(3)).map((value, i) => value + 0.01 * (i % 7));
    const inputs = normals(20 * options.inputSize, 4);
    const weights = normals(20 * options.outputSize, 5);
    const [a, b] = [ours.forward(params, inputs), theirs.forward(params, inputs)];
    near(b.outputs, a.outputs, 1e-5);
    near(b.backward(weights), a.backward(weights), 1e-5);
    near(b.inputGradient!(weights), a.inputGradient!(weights), 1e-5);
    near(b.tangent!(params), a.tangent!(params), 1e-5);
  }
}

/** 5 × 4 pixels of 2 channels, 3 filters of 3 × 2 with stride 2, borders padded; then a dense layer to 2. */
function smallConvolution({ layers, ...rest }: Tfjs): TfjsNetwork {
  const model = layers.sequential({
    layers: [
      layers.layers.conv2d({
        inputShape: [5, 4, 2],
        filters: 3,
        kernelSize: [3, 2],
        strides: 2,
        padding: "same",
        activation: "elu",
      }),
      layers.layers.flatten(),
      layers.layers.dense({ units: 2 }),
    ],
  });
  return networkOf({ layers, ...rest }, model);
}

/**
 * In float64, from the definition. TensorFlow's "same": ⌈5/2⌉ × ⌈4/2⌉ = 3 × 2 outputs; rows need (3−1)·2 + 3 − 5 = 2 zeros, 1 above;
 * columns (2−1)·2 + 2 − 4 = 0.
 */
function convolutionByHand(params: Float64Array, x: ArrayLike<number>): number[] {
  const filter = (i: number, j: number, c: number, f: number) => params[((i * 2 + j) * 2 + c) * 3 + f]!;
  const hidden: number[] = [];
  for (let row = 0; row < 3; row++)
    for (let column = 0; column < 2; column++)
      for (let f = 0; f < 3; f++) {
        let z = params[36 + f]!;
        for (let i = 0; i < 3; i++)
          for (let j = 0; j < 2; j++)
            for (let c = 0; c < 2; c++) {
              const y = 2 * row + i - 1;
              if (y >= 0 && y < 5) z += filter(i, j, c, f) * x[(y * 4 + 2 * column + j) * 2 + c]!;
            }
        hidden.push(z > 0 ? z : Math.expm1(z));
      }
  return [0, 1].map((k) => hidden.reduce((sum, h, i) => sum + h * params[39 + 2 * i + k]!, params[75 + k]!));
}

function convolves(tfjs: Tfjs): void {
  const network = smallConvolution(tfjs);
  // 3·2·2·3 + 3 weights of the convolution, 18·2 + 2 of the dense layer
  assert.equal(network.parameterCount, 77);
  const params = network.init(createRng(1)).map((value, i) => value + 0.1 * Math.sin(i));
  const inputs = normals(3 * 40, 2);
  const weights = normals(3 * 2, 3);
  const all = (theta: Float64Array, x: ArrayLike<number>) =>
    [0, 1, 2].flatMap((n) => convolutionByHand(theta, Array.from(x).slice(40 * n, 40 * n + 40)));
  const weighted = (outputs: readonly number[]) =>
    outputs.reduce((sum, value, i) => sum + value * weights[i]!, 0);
  const h = 1e-5;
  const difference = (f: (step: number) => number) => (f(h) - f(-h)) / (2 * h);
  const moved = (values: ArrayLike<number>, k: number, step: number) =>
    Float64Array.from(values, (value, i) => (i === k ? value + step : value));
  const { outputs, backward, tangent, inputGradient } = network.forward(params, inputs);
  near(outputs, all(params, inputs), 1e-5);
  const gradient = params.map((_, k) => difference((step) => weighted(all(moved(params, k, step), inputs))));
  near(backward(weights), gradient, 1e-5);
  const byInput = Array.from(inputs, (_, k) =>
    difference((step) => weighted(all(params, moved(inputs, k, step)))),
  );
  near(inputGradient!(weights), byInput, 1e-5);
  const direction = Float64Array.from(params, (_, i) => Math.cos(i));
  const along = (step: number) =>
    all(
      params.map((value, k) => value + step * direction[k]!),
      inputs,
    );
  const [above, below] = [along(h), along(-h)];
  near(
    tangent!(direction),
    above.map((value, i) => (value - below[i]!) / (2 * h)),
    1e-5,
  );
}

function seesPong({ layers, ...rest }: Tfjs): void {
  const model = layers.sequential({
    layers: [
      layers.layers.conv2d({
        inputShape: [80, 80, 1],
        filters: 16,
        kernelSize: 8,
        strides: 4,
        activation: "relu",
      }),
      layers.layers.conv2d({ filters: 32, kernelSize: 4, strides: 2, activation: "relu" }),
      layers.layers.flatten(),
      layers.layers.dense({ units: 3 }),
    ],
  });
  const network = networkOf({ layers, ...rest }, model);
  assert.equal(network.inputSize, 6400);
  // (8·8·1+1)·16 + (4·4·16+1)·32 + (8·8·32+1)·3
  assert.equal(network.parameterCount, 1040 + 8224 + 6147);
  const params = network.init(createRng(5));
  const frames = Float32Array.from({ length: 4 * 6400 }, (_, i) => (i % 97 === 0 ? 1 : 0));
  const weights = Float32Array.of(1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0);
  const sum = (theta: Float64Array) => {
    const { outputs } = network.forward(theta, frames);
    return outputs.reduce((total, value, i) => total + value * weights[i]!, 0);
  };
  const gradient = network.forward(params, frames).backward(weights);
  const squared = gradient.reduce((total, value) => total + value * value, 0);
  const size = 0.01 / Math.sqrt(squared);
  const gained = sum(params.map((value, i) => value + size * gradient[i]!)) - sum(params);
  // A step of 0.01 along g gains 0.01 ‖g‖, up to curvature.
  assert.ok(Math.abs(gained / (0.01 * Math.sqrt(squared)) - 1) < 0.05, `gained ${gained}`);
}

function leavesNothing(tfjs: Tfjs): void {
  const network = perceptron(tfjs, { inputSize: 4, hidden: [8], outputSize: 2 });
  const inputs = normals(12, 1);
  const weights = normals(6, 2);
  const outputs = new Float32Array(6);
  const before = { ...tfjs.tf.memory() };
  for (let i = 0; i < 1000; i++) {
    const params = new Float64Array(network.parameterCount).fill(i / 1000);
    network.infer(params, inputs, outputs);
    const { backward, tangent, inputGradient } = network.forward(params, inputs);
    backward(weights);
    if (i % 10 === 0) {
      tangent!(params);
      inputGradient!(weights);
      assert.throws(() => network.forward(params.slice(1), inputs));
    }
  }
  const { numTensors, numBytes, numDataBuffers } = tfjs.tf.memory();
  assert.deepEqual(
    { numTensors, numBytes, numDataBuffers },
    {
      numTensors: before.numTensors,
      numBytes: before.numBytes,
      numDataBuffers: before.numDataBuffers,
    },
  );
  network[Symbol.dispose]();
  // Two weights and two biases.
  assert.equal(tfjs.tf.memory().numTensors, before.numTensors - 4);
}

function freezes({ layers, ...rest }: Tfjs): void {
  const model = layers.sequential({
    layers: [
      layers.layers.dense({ inputShape: [3], units: 4, trainable: false }),
      layers.layers.dense({ units: 2 }),
    ],
  });
  const frozen = Array.from(model.layers[0]!.getWeights()[0]!.dataSync());
  const network = networkOf({ layers, ...rest }, model);
  assert.equal(network.parameterCount, 4 * 2 + 2);
  network.infer(network.init(createRng(1)), normals(3, 1), new Float32Array(2));
  assert.deepEqual(Array.from(model.layers[0]!.getWeights()[0]!.dataSync()), frozen);
}
