/**
 * Ones and zeros, each by itself, from logits l that a network gives:
 *
 *     p = σ(l) = 1/(1 + e^−l)        log p = −softplus(−l)        log(1 − p) = −softplus(l)
 *     log π(a | s) = −Σⱼ [ aⱼ softplus(−lⱼ) + (1 − aⱼ) softplus(lⱼ) ]         ∂/∂lⱼ = aⱼ − pⱼ
 *     H = Σⱼ [ pⱼ softplus(−lⱼ) + (1 − pⱼ) softplus(lⱼ) ]                     ∂H/∂lⱼ = −lⱼ pⱼ (1 − pⱼ)
 *     KL(p ‖ q) = Σⱼ [ pⱼ (log pⱼ − log qⱼ) + (1 − pⱼ)(log(1 − pⱼ) − log(1 − qⱼ)) ]
 *     M = diag p(1 − p)
 *
 * Williams 1992, §4: Bernoulli units. A stored action is the zeros and ones, which the environment takes as they are.
 * Imports: math, env.
 */
import { type MultiBinarySpace, spaceSize } from "../../env/space.ts";
import type { Head, HeadGradient } from "./head.ts";
import { sigmoid, softplus } from "./softplus.ts";

const nothing = new Float64Array();

export function bernoulliHead(actionSpace: MultiBinarySpace): Head<MultiBinarySpace> {
  const k = spaceSize(actionSpace);
  return {
    name: "bernoulli",
    actionSpace,
    inputSize: k,
    parameterCount: 0,
    actionSize: k,
    init: () => nothing,
    sample(_, inputs, rngs) {
      const actions = new Float64Array(inputs.length);
      for (const [row, rng] of rngs.entries())
        for (let i = row * k; i < (row + 1) * k; i++)
          actions[i] = rng.uniform() < sigmoid(inputs[i] as number) ? 1 : 0;
      return actions;
    },
    mode: (_, inputs) => Float64Array.from(inputs, (l) => (l > 0 ? 1 : 0)),
    toEnv: (stored) => Uint8Array.from(stored),
    logProbs: (_, inputs, stored) =>
      sumRows(inputs, k, (l, i) => (stored[i] === 1 ? -softplus(-l) : -softplus(l))),
    entropies: (_, inputs) =>
      sumRows(inputs, k, (l) => sigmoid(l) * softplus(-l) + sigmoid(-l) * softplus(l)),
    klDivergences: (old, next) =>
      sumRows(old.inputs, k, (l, i) => {
        const m = next.inputs[i] as number;
        return sigmoid(l) * (softplus(-m) - softplus(-l)) + sigmoid(-l) * (softplus(m) - softplus(l));
      }),
    scores: (_, inputs, stored, weights) =>
      each(inputs, k, (l, i, row) => (weights[row] as number) * ((stored[i] as number) - sigmoid(l))),
    entropyGradient: (_, inputs, weights) =>
      each(inputs, k, (l, _i, row) => -(weights[row] as number) * l * sigmoid(l) * sigmoid(-l)),
    fisherProduct: (_, inputs, { inputs: u }) =>
      each(inputs, k, (l, i) => sigmoid(l) * sigmoid(-l) * (u[i] as number)),
  };
}

function sumRows(logits: Float32Array, k: number, term: (l: number, i: number) => number): Float64Array {
  const sums = new Float64Array(logits.length / k);
  for (let row = 0, i = 0; row < sums.length; row++) {
    let sum = 0;
    for (const end = i + k; i < end; i++) sum += term(logits[i] as number, i);
    sums[row] = sum;
  }
  return sums;
}

function each(
  logits: Float32Array,
  k: number,
  slope: (l: number, i: number, row: number) => number,
): HeadGradient {
  const inputs = new Float32Array(logits.length);
  for (let row = 0, i = 0; i < inputs.length; row++)
    for (const end = i + k; i < end; i++) inputs[i] = slope(logits[i] as number, i, row);
  return { inputs, own: nothing };
}
