/** Every head as a subject of test/conformance/head.ts. */
import type {
  BoxSpace,
  DiscreteSpace,
  MultiBinarySpace,
  MultiDiscreteSpace,
} from "../../../src/env/space.ts";
import { bernoulliHead } from "../../../src/policy/head/bernoulli.ts";
import { fullGaussianHead } from "../../../src/policy/head/full-gaussian.ts";
import { gaussianHead, type stdSources } from "../../../src/policy/head/gaussian.ts";
import type { Head } from "../../../src/policy/head/head.ts";
import { multiDiscreteHead } from "../../../src/policy/head/multi-discrete.ts";
import { softmaxHead } from "../../../src/policy/head/softmax.ts";
import { squashedGaussianHead } from "../../../src/policy/head/squashed-gaussian.ts";
import type { HeadSubject } from "../../conformance/head.ts";

export function boxOf(
  low: readonly number[],
  high: readonly number[],
  dtype: BoxSpace["dtype"] = "float64",
): BoxSpace {
  const [lows, highs] = [Float64Array.from(low), Float64Array.from(high)];
  return { type: "box", dtype, shape: [low.length], low: lows, high: highs, names: [], units: [] };
}

export const discrete: DiscreteSpace = { type: "discrete", count: 4, start: 5, names: [] };
export const choices: MultiDiscreteSpace = {
  type: "multiDiscrete",
  shape: [3],
  counts: [2, 3, 2],
  starts: [0, -4, 7],
  names: [],
};
export const switches: MultiBinarySpace = { type: "multiBinary", shape: [3], names: [] };
/** Two bounds, one, none; then a bounded box, whose last bounds 0.1 float32 does not hold exactly. */
export const mixedBox = boxOf(
  [-2, 0, Number.NEGATIVE_INFINITY],
  [3, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
);
export const boundedBox = boxOf([-2, 0, Math.fround(-0.1)], [3, 1, Math.fround(0.1)], "float32");
const line = boxOf([-1], [1]);

const general = (head: unknown): Head => head as Head;
const far = [
  [1e308, 1e308, 1e308],
  [-1e308, -1e308, -1e308],
  [1, 1, 1],
  [-1, -1, -1],
  [Number.MAX_VALUE, -Number.MAX_VALUE, 0],
];

const gaussian = (std: (typeof stdSources)[number]): HeadSubject => ({
  name: `gaussian, std ${std}`,
  make: () => general(gaussianHead(mixedBox, { std, logStd: -0.5 })),
  total: { kind: "line", make: () => general(gaussianHead(line, { std })) },
  extremes: far,
});

const squashed = (std: (typeof stdSources)[number]): HeadSubject => ({
  name: `squashed-gaussian, std ${std}`,
  make: () => general(squashedGaussianHead(boundedBox, { std, logStd: -0.5 })),
  total: { kind: "line", make: () => general(squashedGaussianHead(line, { std })) },
  volume: (u) => 1 - Math.tanh(u) ** 2,
  extremes: far,
  skip: {
    "the mode is the most probable action":
      "tanh μ is the median of each element: the density of tanh u is highest elsewhere, for large σ at the bounds",
  },
});

export const headSubjects: readonly HeadSubject[] = [
  {
    name: "softmax",
    make: () => general(softmaxHead(discrete)),
    total: { kind: "list", make: () => general(softmaxHead(discrete)), actions: [[0], [1], [2], [3]] },
    extremes: [[0], [3]],
  },
  {
    name: "multi-discrete",
    make: () => general(multiDiscreteHead(choices)),
    total: {
      kind: "list",
      make: () => general(multiDiscreteHead(choices)),
      actions: [0, 1].flatMap((a) => [0, 1, 2].flatMap((b) => [0, 1].map((c) => [a, b, c]))),
    },
    extremes: [
      [0, 0, 0],
      [1, 2, 1],
    ],
  },
  {
    name: "bernoulli",
    make: () => general(bernoulliHead(switches)),
    total: {
      kind: "list",
      make: () => general(bernoulliHead(switches)),
      actions: [0, 1].flatMap((a) => [0, 1].flatMap((b) => [0, 1].map((c) => [a, b, c]))),
    },
    extremes: [
      [0, 0, 0],
      [1, 1, 1],
    ],
  },
  gaussian("fixed"),
  gaussian("learned"),
  gaussian("state-dependent"),
  squashed("fixed"),
  squashed("learned"),
  squashed("state-dependent"),
  {
    name: "full-gaussian",
    make: () => general(fullGaussianHead(mixedBox, { logStd: -0.5 })),
    total: { kind: "line", make: () => general(fullGaussianHead(line)) },
    extremes: far,
    // Σ⁻¹ of a factor that is 1e4 below a diagonal of 2e-9 is beyond float32.
    extremeOwn: [
      [-1e4, -1e4, -1e4, 0, 0, 0],
      [1e4, 1e4, 1e4, 1e4, -1e4, 1e4],
    ],
  },
];
