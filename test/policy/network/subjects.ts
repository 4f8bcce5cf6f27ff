/** Multilayer perceptrons for the conformance suite, and their formula in float64, one number after the other. */
import type { MlpOptions } from "../../../src/policy/network/dense/layers.ts";
import { mlp } from "../../../src/policy/network/dense/mlp.ts";
import type { NetworkSubject } from "../../conformance/network.ts";

const activations: Readonly<Record<string, (z: number) => number>> = {
  tanh: (z) => 1 - 2 / (Math.exp(2 * z) + 1),
  relu: (z) => (z > 0 ? z : 0),
  elu: (z) => (z > 0 ? z : Math.expm1(z)),
};

/** θ read front to back: for each layer the weights of the first input, of the second …, then the biases. */
export function formulaOf({
  hidden,
  outputSize,
  activation = "tanh",
}: MlpOptions): NetworkSubject["formula"] {
  return (params, input) => {
    let at = 0;
    let x = Array.from(input);
    for (const [l, width] of [...hidden, outputSize].entries()) {
      const z: number[] = Array.from({ length: width }, () => 0);
      for (const value of x) for (let j = 0; j < width; j++) z[j] = z[j]! + value * params[at++]!;
      for (let j = 0; j < width; j++) z[j] = z[j]! + params[at++]!;
      x = l < hidden.length ? z.map(activations[activation]!) : z;
    }
    return Float64Array.from(x);
  };
}

const shapes: readonly MlpOptions[] = [
  ...(["tanh", "relu", "elu"] as const).flatMap((activation) => [
    { inputSize: 5, hidden: [7, 6], outputSize: 3, activation },
    { inputSize: 3, hidden: [37], outputSize: 1, activation },
    { inputSize: 8, hidden: [4, 12], outputSize: 9, activation },
  ]),
  { inputSize: 1, hidden: [1], outputSize: 1 },
  { inputSize: 6, hidden: [], outputSize: 5 },
  { inputSize: 1, hidden: [], outputSize: 1 },
  { inputSize: 2, hidden: [3, 3, 3, 3], outputSize: 2 },
];

export const denseNetworks: readonly NetworkSubject[] = shapes.map((options) => ({
  name: mlp(options).name,
  make: () => mlp(options),
  formula: formulaOf(options),
  ...(options.inputSize * options.outputSize === 1 &&
    options.hidden.length === 0 && {
      skip: {
        "init gives the same for the same seed, another for another, all of it finite":
          "an orthogonal matrix of one element is 1 or −1, and these two seeds agree",
      },
    }),
}));
