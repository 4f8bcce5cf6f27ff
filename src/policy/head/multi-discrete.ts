/**
 * Several choices at once, each by a softmax of its own over its own preferences:
 *
 *     log π(a | s) = Σⱼ log πⱼ(aⱼ | s)        H = Σⱼ Hⱼ        KL = Σⱼ KLⱼ        M = blocks of softmax.ts, one a choice
 *
 * The inputs of a row are the preferences of the first choice, then those of the second, and so on. A stored action is one index
 * a choice; the environment's is `starts` more. Formulas of one choice: softmax.ts. Imports: env.
 */
import type { MultiDiscreteSpace } from "../../env/space.ts";
import type { Head, HeadGradient } from "./head.ts";
import { softmaxHead } from "./softmax.ts";

const nothing = new Float64Array();

export function multiDiscreteHead(actionSpace: MultiDiscreteSpace): Head<MultiDiscreteSpace> {
  const { counts, starts } = actionSpace;
  const k = counts.length;
  const inputSize = counts.reduce((sum, count) => sum + count, 0);
  const choices = counts.map((count, j) => choice(count, j, counts, inputSize));
  return {
    name: "multi-discrete",
    actionSpace,
    inputSize,
    parameterCount: 0,
    actionSize: k,
    init: () => nothing,
    sample: (own, inputs, rngs) =>
      interleaved(choices.map(({ head, cut }) => head.sample(own, cut(inputs), rngs))),
    mode: (own, inputs) => interleaved(choices.map(({ head, cut }) => head.mode(own, cut(inputs)))),
    toEnv: (stored) => Int32Array.from(stored, (index, i) => index + (starts[i % k] ?? 0)),
    logProbs: (own, inputs, stored) =>
      total(choices.map(({ head, cut }, j) => head.logProbs(own, cut(inputs), column(stored, j, k)))),
    entropies: (own, inputs) => total(choices.map(({ head, cut }) => head.entropies(own, cut(inputs)))),
    klDivergences: (old, next) =>
      total(
        choices.map(({ head, cut }) =>
          head.klDivergences(
            { own: old.own, inputs: cut(old.inputs) },
            { own: next.own, inputs: cut(next.inputs) },
          ),
        ),
      ),
    scores: (own, inputs, stored, weights) =>
      joined(inputs.length, choices, ({ head, cut }, j) =>
        head.scores(own, cut(inputs), column(stored, j, k), weights),
      ),
    entropyGradient: (own, inputs, weights) =>
      joined(inputs.length, choices, ({ head, cut }) => head.entropyGradient(own, cut(inputs), weights)),
    fisherProduct: (own, inputs, tangent) =>
      joined(inputs.length, choices, ({ head, cut }) =>
        head.fisherProduct(own, cut(inputs), { inputs: cut(tangent.inputs), own: nothing }),
      ),
  };
}

interface Choice {
  readonly head: ReturnType<typeof softmaxHead>;
  /** The preferences of this choice, of every row. */
  cut(inputs: Float32Array): Float32Array;
  /** Puts them back where they were cut from. */
  paste(part: Float32Array, inputs: Float32Array): void;
}

function choice(count: number, j: number, counts: readonly number[], inputSize: number): Choice {
  const offset = counts.slice(0, j).reduce((sum, before) => sum + before, 0);
  return {
    head: softmaxHead({ type: "discrete", count, start: 0, names: [] }),
    cut(inputs) {
      const part = new Float32Array((inputs.length / inputSize) * count);
      for (let to = 0, from = offset; to < part.length; to += count, from += inputSize)
        for (let a = 0; a < count; a++) part[to + a] = inputs[from + a] as number;
      return part;
    },
    paste(part, inputs) {
      for (let from = 0, to = offset; from < part.length; from += count, to += inputSize)
        for (let a = 0; a < count; a++) inputs[to + a] = part[from + a] as number;
    },
  };
}

function column(rows: Float64Array, j: number, k: number): Float64Array {
  const picked = new Float64Array(rows.length / k);
  for (let row = 0; row < picked.length; row++) picked[row] = rows[row * k + j] as number;
  return picked;
}

function interleaved(columns: readonly Float64Array[]): Float64Array {
  const k = columns.length;
  const rows = new Float64Array(k * (columns[0]?.length ?? 0));
  for (const [j, values] of columns.entries())
    for (let row = 0; row < values.length; row++) rows[row * k + j] = values[row] as number;
  return rows;
}

function total(terms: readonly Float64Array[]): Float64Array {
  const sums = new Float64Array(terms[0]?.length ?? 0);
  for (const term of terms)
    for (let row = 0; row < sums.length; row++) sums[row] = (sums[row] as number) + (term[row] as number);
  return sums;
}

function joined(
  length: number,
  choices: readonly Choice[],
  gradient: (choice: Choice, j: number) => HeadGradient,
): HeadGradient {
  const inputs = new Float32Array(length);
  for (const [j, one] of choices.entries()) one.paste(gradient(one, j).inputs, inputs);
  return { inputs, own: nothing };
}
