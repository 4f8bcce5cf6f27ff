/**
 * A multilayer perceptron: y = Wₗ σ(… σ(W₁ x + b₁) …) + bₗ, rows batch-major, float32, in WASM SIMD.
 *
 * Flows in: θ and rows of inputs. Flows out: rows of outputs and their derivatives. A network has a memory of its own, which grows
 * with the largest batch of `forward` and is given back with the network. Imports: math.
 */
import type { Forward, Network } from "../network.ts";
import { layersOf, type MlpOptions, parameterCountOf } from "./layers.ts";
import { orthogonal } from "./orthogonal.ts";
import { Passes } from "./passes.ts";
import { Workspace } from "./workspace.ts";

/**
 * Orthogonal weights (gain √2 in hidden layers), zero biases. Its functions throw `RangeError` for arrays of another length than θ or
 * whole rows have.
 */
export function mlp(options: MlpOptions): Network {
  const { inputSize, hidden, outputSize, activation = "tanh", outputGain = 1 } = options;
  const layers = layersOf(options);
  const parameterCount = parameterCountOf(layers);
  const name = `mlp ${[inputSize, ...hidden, outputSize].join("-")} ${activation}`;
  let engine: Engine | undefined;
  const loaded = (params: Float64Array): Engine => {
    if (params.length !== parameterCount)
      throw wrongLength(name, "parameters", params.length, parameterCount);
    if (engine === undefined) {
      const space = new Workspace(layers);
      engine = { space, passes: new Passes(space, activation), results: new Float32Array(0), forwards: 0 };
    }
    engine.space.load(params);
    return engine;
  };
  return {
    name,
    inputSize,
    outputSize,
    parameterCount,
    init(rng) {
      const params = new Float64Array(parameterCount);
      for (const [l, { inputs, outputs, weights }] of layers.entries()) {
        const gain = l < layers.length - 1 ? Math.SQRT2 : outputGain;
        params.set(orthogonal(inputs, outputs, gain, rng.stream("layer").stream(l)), weights);
      }
      return params;
    },
    infer(params, inputs, outputs) {
      const count = rowsOf(name, inputs, inputSize);
      if (outputs.length !== count * outputSize)
        throw wrongLength(name, "outputs", outputs.length, count * outputSize);
      loaded(params).passes.infer(inputs, outputs, count);
    },
    forward(params, inputs) {
      const count = rowsOf(name, inputs, inputSize);
      const { space, passes } = loaded(params);
      space.hold(count);
      const outputs = resultsOf(engine as Engine, count * outputSize);
      passes.forward(inputs, outputs, count);
      return derivatives({ name, inputSize, outputSize, parameterCount }, loaded, params, outputs);
    },
  };
}

interface Engine {
  readonly space: Workspace;
  readonly passes: Passes;
  /** Grows; lent to one forward pass after the other. */
  results: Float32Array;
  forwards: number;
}

/** What the derivatives have to be as long as. */
type Sizes = Pick<Network, "name" | "inputSize" | "outputSize" | "parameterCount">;

function derivatives(
  { name, inputSize, outputSize, parameterCount }: Sizes,
  loaded: (params: Float64Array) => Engine,
  params: Float64Array,
  outputs: Float32Array,
): Forward {
  const count = outputs.length / outputSize;
  const number = ++loaded(params).forwards;
  const current = (): Engine => {
    const engine = loaded(params);
    if (engine.forwards !== number)
      throw new Error(
        `${name}: expected the derivatives of its latest forward pass (${engine.forwards}), got those of ${number}, whose activities are gone; run forward again`,
      );
    return engine;
  };
  const requireWeights = ({ length }: Float32Array): void => {
    if (length !== outputs.length) throw wrongLength(name, "weights", length, outputs.length);
  };
  return {
    outputs,
    backward(weights, into = new Float64Array(parameterCount)) {
      requireWeights(weights);
      if (into.length !== parameterCount)
        throw wrongLength(name, "numbers of a gradient", into.length, parameterCount);
      current().passes.backward(weights, count, into);
      return into;
    },
    inputGradient(weights) {
      requireWeights(weights);
      const gradient = new Float32Array(count * inputSize);
      current().passes.inputGradient(weights, gradient, count);
      return gradient;
    },
    tangent(direction) {
      if (direction.length !== parameterCount)
        throw wrongLength(name, "numbers of a direction", direction.length, parameterCount);
      const { space, passes } = current();
      space.direct(direction);
      const change = new Float32Array(outputs.length);
      passes.tangent(change, count);
      return change;
    },
  };
}

function resultsOf(engine: Engine, length: number): Float32Array {
  if (engine.results.length < length) engine.results = new Float32Array(length);
  return engine.results.subarray(0, length);
}

function rowsOf(name: string, { length }: Float32Array, inputSize: number): number {
  if (length % inputSize !== 0)
    throw new RangeError(`${name}: expected inputs in rows of ${inputSize}, got ${length} numbers`);
  // An integer to the compiler too, which would put a quotient on the heap.
  return (length / inputSize) | 0;
}

function wrongLength(name: string, what: string, got: number, expected: number): RangeError {
  return new RangeError(`${name}: expected ${expected} ${what}, got ${got}`);
}
