/** The suite of heads kills these mutants: each is wrong in one way people get it wrong, and the claim named must fail for it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRng } from "../../src/math/random.ts";
import type { Head, HeadGradient } from "../../src/policy/head/head.ts";
import { headSubjects } from "../policy/head/subjects.ts";
import { type HeadSubject, headClaims } from "./head.ts";

function named<T extends { readonly name: string }>(list: readonly T[], name: string): T {
  const found = list.find((each) => each.name === name);
  assert.ok(found, `nothing is called "${name}"`);
  return found;
}

/** The head called `base` with some of its functions replaced. */
function changed(base: string, change: (head: Head) => Partial<Head>): HeadSubject {
  const subject = named(headSubjects, base);
  const mutate = (head: Head): Head => ({ ...head, ...change(head) });
  return {
    ...subject,
    make: () => mutate(subject.make()),
    total: { ...subject.total, make: () => mutate(subject.total.make()) },
  };
}

const negative = <T extends Float64Array | Float32Array>(values: T): T => values.map((x) => -x) as T;
const clip = (u: number): number => Math.min(Math.max(u, -1), 1);
/** σ² where log σ is −0.5, as in the subjects. */
const variance = Math.exp(-1);

const derivative = "scores are the derivative of log π by inputs and own parameters";
const meanScore = "the mean score is 0";
const entropyGradient = "the gradient of the entropy is the derivative of the entropy";
const entropy = "the entropy is the mean of −log π";
const divergence = "KL is the mean of log p − log q";
const curvature = "the Fisher product is that of the curvature of KL";
const scoreProducts = "the Fisher product is that of the mean of score scoreᵀ";
const total = "probabilities are 1 together";
const inside = "actions are inside the space, whatever was stored";
const alone = "a row is what it is alone, whatever stands around it";
const oneDrawCount = "draws as often whatever the distribution";
const finite = "gives numbers at inputs and own parameters of ±1e4";

const byInputs = ({ inputs, own }: HeadGradient, change: (x: number, i: number) => number): HeadGradient => ({
  inputs: inputs.map(change),
  own,
});

const mutants: readonly (readonly [string, HeadSubject, string])[] = [
  [
    'the notes\' "const." for σ² in the score',
    changed("gaussian, std fixed", ({ scores }) => ({
      scores: (...args) => byInputs(scores(...args), (x) => x * variance),
    })),
    derivative,
  ],
  [
    "a score whose distance is not squared away: (a − μ)/σ",
    changed("gaussian, std fixed", ({ scores }) => ({
      scores: (...args) => byInputs(scores(...args), (x) => x * Math.sqrt(variance)),
    })),
    scoreProducts,
  ],
  [
    "a softmax score without −π(b)",
    changed("softmax", ({ scores, inputSize }) => ({
      scores: (own, inputs, stored, weights) =>
        byInputs(scores(own, inputs, stored, weights), (_, i) =>
          stored[Math.floor(i / inputSize)] === i % inputSize
            ? (weights[Math.floor(i / inputSize)] as number)
            : 0,
        ),
    })),
    meanScore,
  ],
  [
    "a missing Jacobian",
    changed("squashed-gaussian, std learned", () => ({
      logProbs: named(headSubjects, "gaussian, std learned").total.make().logProbs,
    })),
    total,
  ],
  [
    "a Jacobian added, not taken away",
    changed("squashed-gaussian, std learned", ({ logProbs }) => ({
      logProbs: (own, inputs, stored) =>
        logProbs(own, inputs, stored).map(
          (x, i) => x + 2 * Math.log(1 - Math.tanh(stored[i] as number) ** 2),
        ),
    })),
    total,
  ],
  [
    "the entropy of what is not yet squashed",
    changed("squashed-gaussian, std fixed", () => ({
      entropies: named(headSubjects, "gaussian, std fixed").make().entropies,
    })),
    entropy,
  ],
  [
    "the clipped action stored: the entropy tells",
    changed("gaussian, std learned", ({ sample }) => ({ sample: (...args) => sample(...args).map(clip) })),
    entropy,
  ],
  [
    "the clipped action stored: the score tells",
    changed("gaussian, std learned", ({ sample }) => ({ sample: (...args) => sample(...args).map(clip) })),
    meanScore,
  ],
  [
    "log σ not clamped",
    changed("gaussian, std learned", ({ actionSize: k }) => ({
      logProbs: (own, inputs, stored) =>
        Float64Array.from({ length: stored.length / k }, (_row, row) =>
          own.reduce((sum, logStd, j) => {
            const i = row * k + j;
            const z = ((stored[i] as number) - (inputs[i] as number)) / Math.exp(logStd);
            return sum - 0.5 * z * z - logStd - 0.5 * Math.log(2 * Math.PI);
          }, 0),
        ),
    })),
    finite,
  ],
  [
    "a start ignored",
    changed("softmax", () => ({ toEnv: (stored) => Int32Array.from(stored) as never })),
    inside,
  ],
  [
    "the starts of several choices ignored",
    changed("multi-discrete", () => ({ toEnv: (stored) => Int32Array.from(stored) as never })),
    inside,
  ],
  [
    "an action sent as it was drawn",
    changed("gaussian, std fixed", () => ({ toEnv: (stored) => stored as never })),
    inside,
  ],
  [
    "an entropy pushed down",
    changed("softmax", ({ entropyGradient: gradient }) => ({
      entropyGradient: (...args) => byInputs(gradient(...args), (x) => -x),
    })),
    entropyGradient,
  ],
  [
    "an entropy of the wrong sign",
    changed("bernoulli", ({ entropies }) => ({ entropies: (...args) => negative(entropies(...args)) })),
    entropy,
  ],
  [
    "an entropy gradient without the entropy: −π log π alone",
    changed("softmax", ({ entropyGradient: gradient, logProbs, inputSize }) => ({
      entropyGradient: (own, inputs, weights) =>
        byInputs(gradient(own, inputs, weights), (_, i) => {
          const row = Math.floor(i / inputSize);
          const logs = logProbs(
            own,
            inputs.slice(row * inputSize, (row + 1) * inputSize),
            Float64Array.of(i % inputSize),
          );
          return -(weights[row] as number) * Math.exp(logs[0] as number) * (logs[0] as number);
        }),
    })),
    entropyGradient,
  ],
  ...["softmax", "bernoulli", "gaussian, std state-dependent", "full-gaussian"].map(
    (base): readonly [string, HeadSubject, string] => [
      `KL the other way around, ${base}`,
      changed(base, ({ klDivergences }) => ({ klDivergences: (old, next) => klDivergences(next, old) })),
      divergence,
    ],
  ),
  [
    "Fisher information of log σ of 1, not 2",
    changed("gaussian, std learned", ({ fisherProduct }) => ({
      fisherProduct: (...args) => {
        const { inputs, own } = fisherProduct(...args);
        return { inputs, own: own.map((x) => x / 2) };
      },
    })),
    curvature,
  ],
  [
    "Fisher information of own parameters averaged over the rows, not summed",
    changed("full-gaussian", ({ fisherProduct, inputSize }) => ({
      fisherProduct: (own, at, tangent) => {
        const product = fisherProduct(own, at, tangent);
        return { ...product, own: product.own.map((x) => (x * inputSize) / at.length) };
      },
    })),
    curvature,
  ],
  [
    "Fisher information of a softmax without −π πᵀ",
    changed("softmax", ({ logProbs, inputSize }) => ({
      fisherProduct: (own, inputs, tangent) =>
        byInputs(tangent, (u, i) => {
          const row = Math.floor(i / inputSize);
          const at = inputs.slice(row * inputSize, (row + 1) * inputSize);
          return u * Math.exp(logProbs(own, at, Float64Array.of(i % inputSize))[0] as number);
        }),
    })),
    scoreProducts,
  ],
  [
    "a factor whose diagonal scores nothing by itself",
    changed("full-gaussian", ({ scores, actionSize: k }) => ({
      scores: (own, inputs, stored, weights) => {
        const gradient = scores(own, inputs, stored, weights);
        const sum = weights.reduce((all, w) => all + w, 0);
        return { ...gradient, own: gradient.own.map((x, i) => (i < k ? x + sum : x)) };
      },
    })),
    meanScore,
  ],
  [
    "the first generator for every row",
    changed("bernoulli", ({ sample }) => ({
      sample: (own, inputs, rngs) =>
        sample(
          own,
          inputs,
          rngs.map(() => rngs[0] as (typeof rngs)[number]),
        ),
    })),
    alone,
  ],
  [
    "a generator of its own",
    changed("gaussian, std fixed", ({ sample }) => {
      const hidden = createRng(1);
      return {
        sample: (own, inputs, rngs) =>
          sample(
            own,
            inputs,
            rngs.map(() => hidden),
          ),
      };
    }),
    "draws the same of the same generators, and something else of others",
  ],
  [
    "draws repeated until they are inside the box",
    changed("gaussian, std fixed", ({ sample }) => ({
      sample(own, inputs, rngs) {
        let drawn = sample(own, inputs, rngs);
        for (let tries = 0; tries < 100 && drawn.some((u) => Math.abs(u) > 1); tries++)
          drawn = sample(own, inputs, rngs);
        return drawn;
      },
    })),
    oneDrawCount,
  ],
  [
    "a mode that is the last action",
    changed("softmax", ({ inputSize }) => ({
      mode: (_, inputs) => new Float64Array(inputs.length / inputSize).fill(inputSize - 1),
    })),
    "the mode is the most probable action",
  ],
  [
    "inputs used as room",
    changed("softmax", ({ logProbs }) => ({
      logProbs(own, inputs, stored) {
        const logs = logProbs(own, inputs, stored);
        for (let i = 0; i < inputs.length; i++) inputs[i] = (inputs[i] as number) - 1;
        return logs;
      },
    })),
    "leaves what it is given as it was",
  ],
  [
    "a softmax of plain exponentials",
    changed("softmax", ({ inputSize }) => ({
      logProbs: (_, inputs, stored) =>
        stored.map((index, row) => {
          const preferences = inputs.slice(row * inputSize, (row + 1) * inputSize);
          return Math.log(
            Math.exp(preferences[index] as number) / preferences.reduce((sum, h) => sum + Math.exp(h), 0),
          );
        }),
    })),
    finite,
  ],
];

describe("the suite of heads kills", () => {
  for (const [what, mutant, claim] of mutants)
    it(what, () => {
      assert.throws(
        () => named(headClaims, claim).check(mutant),
        { name: "AssertionError" },
        `"${claim}" let it live`,
      );
    });
});
