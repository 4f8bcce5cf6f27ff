/** The optimizers of src/optimizer as the conformance suite wants them, each with its formula written a second time. */
import { adam } from "../../src/optimizer/adam.ts";
import { ascent } from "../../src/optimizer/ascent.ts";
import { clipNorm } from "../../src/optimizer/clip-norm.ts";
import { restrictedStep } from "../../src/optimizer/restricted-step.ts";
import { rmsprop } from "../../src/optimizer/rmsprop.ts";
import { rmspropTensorflow } from "../../src/optimizer/rmsprop-tensorflow.ts";
import { linear } from "../../src/optimizer/schedule.ts";
import { stepLength } from "../../src/optimizer/step-length.ts";
import type { OptimizerSubject } from "../conformance/optimizer.ts";

type Lists = readonly (readonly number[])[];

const unit = (g: readonly number[]): number[] => {
  const length = Math.sqrt(g.reduce((sum, x) => sum + x ** 2, 0));
  return g.map((x) => (length === 0 ? 0 : x / length));
};

/** Σᵢ (1 − β) β^(t−i) gᵢ, the moving average written out as the sum it stands for. */
const average = (history: readonly number[], decay: number): number =>
  history.reduce((sum, x, i) => sum + (1 - decay) * decay ** (history.length - 1 - i) * x, 0);

/** A formula that sees the history of one element at a time. */
const elementwise =
  (step: (history: readonly number[]) => number) =>
  (gradients: Lists): number[][] =>
    gradients.map((g, t) => g.map((_, j) => step(gradients.slice(0, t + 1).map((each) => each[j]!))));

const rmspropFormula = elementwise(
  (history) =>
    (0.05 * history.at(-1)!) /
    (Math.sqrt(
      average(
        history.map((x) => x ** 2),
        0.9,
      ),
    ) +
      1e-8),
);

/** Each gradient shortened to `max`. */
const clipped = (gradients: Lists, max: number): number[][] =>
  gradients.map((g) => {
    const length = Math.sqrt(g.reduce((sum, x) => sum + x ** 2, 0));
    return g.map((x) => (length > max ? (x * max) / length : x));
  });

const stateless = { "refuses a state that does not fit its gradient": "it keeps no moments: any state fits" };

export const optimizerSubjects: readonly OptimizerSubject[] = [
  {
    name: "ascent",
    make: () => ascent({ learningRate: 0.3 }),
    formula: (gradients) => gradients.map((g) => g.map((x) => 0.3 * x)),
    climber: () => ascent({ learningRate: 0.3 }),
    skip: stateless,
  },
  {
    name: "restricted-step",
    make: () => restrictedStep({ restriction: 0.08 }),
    formula: (gradients) => gradients.map((g) => unit(g).map((x) => 0.4 * x)), // √(2·0.08) = 0.4
    climber: () => restrictedStep({ restriction: linear(0.005, 0, 2990) }),
    skip: stateless,
  },
  {
    name: "step-length",
    make: () => stepLength({ length: 2 }),
    formula: (gradients) => gradients.map((g) => unit(g).map((x) => 2 * x)),
    climber: () => stepLength({ length: linear(0.1, 0, 2990) }),
    skip: stateless,
  },
  {
    name: "adam",
    make: () => adam({ learningRate: 0.05 }),
    formula: elementwise((history) => {
      const t = history.length;
      const m = average(history, 0.9) / (1 - 0.9 ** t);
      const v =
        average(
          history.map((x) => x ** 2),
          0.999,
        ) /
        (1 - 0.999 ** t);
      return (0.05 * m) / (Math.sqrt(v) + 1e-8);
    }),
    climber: () => adam({ learningRate: linear(0.1, 0, 2990) }),
  },
  {
    name: "rmsprop",
    make: () => rmsprop({ learningRate: 0.05 }),
    formula: rmspropFormula,
    climber: () => rmsprop({ learningRate: linear(0.1, 0, 2990) }),
  },
  {
    name: "rmsprop-tensorflow",
    make: () => rmspropTensorflow({ learningRate: 0.05 }),
    // v₀ = 1 has decayed to 0.9ᵗ.
    formula: elementwise((history) => {
      const squares = history.map((x) => x ** 2);
      return (0.05 * history.at(-1)!) / Math.sqrt(average(squares, 0.9) + 0.9 ** history.length + 1e-8);
    }),
    climber: () => rmspropTensorflow({ learningRate: linear(0.1, 0, 2990) }),
  },
  {
    // Of 60 gradients of length near 5, some are clipped and some are not.
    name: "clip-norm",
    make: () => clipNorm(rmsprop({ learningRate: 0.05 }), 5),
    formula: (gradients) => rmspropFormula(clipped(gradients, 5)),
    climber: () => clipNorm(ascent({ learningRate: 0.3 }), 0.5),
  },
];
