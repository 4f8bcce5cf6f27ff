/**
 * What a multilayer perceptron is made of, and where each layer's numbers lie in θ: weights [inputs × outputs], row by row of
 * the inputs, then biases [outputs]; layer after layer.
 */
export type Activation = "tanh" | "relu" | "elu";

export const activations: readonly Activation[] = ["tanh", "relu", "elu"];

export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** Index in θ of the first weight and of the first bias. */
  readonly weights: number;
  readonly biases: number;
}

export interface MlpOptions {
  readonly inputSize: number;
  /** Units of each hidden layer; none for a linear function. */
  readonly hidden: readonly number[];
  readonly outputSize: number;
  /** Of the hidden layers; the last layer is linear. Default tanh. */
  readonly activation?: Activation;
  /** Gain of the last layer's orthogonal initialization: 0.01 for a policy, 1 for a value. Default 1. */
  readonly outputGain?: number;
}

/** The layers of θ, in the order they are applied. Throws `RangeError` for sizes no network has. */
export function layersOf({ inputSize, hidden, outputSize }: MlpOptions): Layer[] {
  const sizes = [inputSize, ...hidden, outputSize];
  for (const size of sizes)
    if (!Number.isSafeInteger(size) || size < 1)
      throw new RangeError(`an mlp has layers of 1 or more units, not ${sizes.join("-")}`);
  let at = 0;
  return sizes.slice(1).map((outputs, l) => {
    const inputs = sizes[l] as number;
    const weights = at;
    at += inputs * outputs + outputs;
    return { inputs, outputs, weights, biases: weights + inputs * outputs };
  });
}

export function parameterCountOf(layers: readonly Layer[]): number {
  return layers.reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);
}
