/**
 * One of some actions, by preferences h(s, a) that a network gives, whatever network that is:
 *
 *     π(a | s) = exp h(s, a) / Σ_b exp h(s, b)
 *     ∂ log π(a | s) / ∂h(s, b) = 1[a = b] − π(b | s)          so  ∇θ log π(a | s) = ∇θ h(s, a) − Σ_b π(b | s) ∇θ h(s, b)
 *     H = −Σ_b π(b) log π(b)                                   ∂H/∂h_b = −π(b) (log π(b) + H)
 *     KL(p ‖ q) = Σ_b p(b) (log p(b) − log q(b))               M = diag π − π πᵀ
 *
 * Sutton & Barto 2018, §13.3; lecture notes, softmax policy. A stored action is the index of a preference; the environment's is
 * `start` more.
 */
import type { DiscreteSpace } from "../../env/space.ts";
import { exp, log } from "../../math/elementary.ts";
import type { Rng } from "../../math/random.ts";
import type { Head, HeadGradient } from "./head.ts";

const nothing = new Float64Array();

export function softmaxHead(actionSpace: DiscreteSpace): Head<DiscreteSpace> {
  const { count, start } = actionSpace;
  return {
    name: "softmax",
    actionSpace,
    inputSize: count,
    parameterCount: 0,
    actionSize: 1,
    init: () => nothing,
    sample: (_, inputs, rngs) => {
      const logs = logSoftmax(inputs, count);
      const indices = new Float64Array(rngs.length);
      for (let row = 0; row < rngs.length; row++)
        indices[row] = drawn(logs, row * count, count, (rngs[row] as Rng).uniform());
      return indices;
    },
    mode: (_, inputs) => {
      const indices = new Float64Array(inputs.length / count);
      for (let row = 0; row < indices.length; row++) indices[row] = largest(inputs, row * count, count);
      return indices;
    },
    toEnv: (stored) => {
      const actions = new Int32Array(stored.length);
      for (let row = 0; row < stored.length; row++) actions[row] = (stored[row] as number) + start;
      return actions;
    },
    logProbs: (_, inputs, stored) => {
      const logs = logSoftmax(inputs, count);
      const chosen = new Float64Array(stored.length);
      for (let row = 0; row < stored.length; row++)
        chosen[row] = logs[row * count + (stored[row] as number)] as number;
      return chosen;
    },
    entropies: (_, inputs) => entropiesOf(logSoftmax(inputs, count), count),
    klDivergences: (old, next) =>
      divergences(logSoftmax(old.inputs, count), logSoftmax(next.inputs, count), count),
    scores: (_, inputs, stored, weights) => scores(logSoftmax(inputs, count), stored, weights, count),
    entropyGradient: (_, inputs, weights) => entropyGradient(logSoftmax(inputs, count), weights, count),
    fisherProduct: (_, inputs, tangent) => fisherProduct(logSoftmax(inputs, count), tangent.inputs, count),
  };
}

/** log π of rows of `count` preferences: h − max − log Σ exp(h − max), which no preference overflows. */
export function logSoftmax(inputs: Float32Array, count: number): Float64Array {
  const logs = new Float64Array(inputs.length);
  for (let from = 0; from < inputs.length; from += count) {
    let most = Number.NEGATIVE_INFINITY;
    for (let j = from; j < from + count; j++) most = Math.max(most, inputs[j] as number);
    let sum = 0;
    for (let j = from; j < from + count; j++) sum += exp((inputs[j] as number) - most);
    const shift = most + log(sum);
    for (let j = from; j < from + count; j++) logs[j] = (inputs[j] as number) - shift;
  }
  return logs;
}

/** The first action whose probabilities up to it exceed u; the last where rounding leaves u behind all of them. */
function drawn(logs: Float64Array, from: number, count: number, u: number): number {
  let left = u;
  for (let j = 0; j < count - 1; j++) {
    left -= exp(logs[from + j] as number);
    if (left < 0) return j;
  }
  return count - 1;
}

function largest(inputs: Float32Array, from: number, count: number): number {
  let best = 0;
  for (let j = 1; j < count; j++)
    if ((inputs[from + j] as number) > (inputs[from + best] as number)) best = j;
  return best;
}

/** H = −Σ p log p; an action that cannot happen adds nothing. */
function entropiesOf(logs: Float64Array, count: number): Float64Array {
  const entropies = new Float64Array(logs.length / count);
  for (let row = 0, i = 0; row < entropies.length; row++) {
    let entropy = 0;
    for (const end = i + count; i < end; i++) {
      const p = exp(logs[i] as number);
      if (p > 0) entropy -= p * (logs[i] as number);
    }
    entropies[row] = entropy;
  }
  return entropies;
}

function divergences(old: Float64Array, next: Float64Array, count: number): Float64Array {
  const sums = new Float64Array(old.length / count);
  for (let row = 0, i = 0; row < sums.length; row++) {
    let sum = 0;
    for (const end = i + count; i < end; i++) {
      const p = exp(old[i] as number);
      if (p > 0) sum += p * ((old[i] as number) - (next[i] as number));
    }
    sums[row] = sum;
  }
  return sums;
}

/** w (1[a = b] − π(b)) */
function scores(
  logs: Float64Array,
  stored: Float64Array,
  weights: Float64Array,
  count: number,
): HeadGradient {
  const inputs = new Float32Array(logs.length);
  for (let row = 0; row < stored.length; row++) {
    const w = weights[row] as number;
    for (let j = 0; j < count; j++) {
      const at = row * count + j;
      inputs[at] = w * ((j === stored[row] ? 1 : 0) - exp(logs[at] as number));
    }
  }
  return { inputs, own: nothing };
}

/** −w π(b) (log π(b) + H) */
function entropyGradient(logs: Float64Array, weights: Float64Array, count: number): HeadGradient {
  const entropies = entropiesOf(logs, count);
  const inputs = new Float32Array(logs.length);
  for (let row = 0, i = 0; row < entropies.length; row++) {
    const [w, entropy] = [weights[row] as number, entropies[row] as number];
    for (const end = i + count; i < end; i++) {
      const p = exp(logs[i] as number);
      if (p > 0) inputs[i] = -w * p * ((logs[i] as number) + entropy);
    }
  }
  return { inputs, own: nothing };
}

/** π ⊙ (u − π·u) */
function fisherProduct(logs: Float64Array, u: Float32Array, count: number): HeadGradient {
  const inputs = new Float32Array(logs.length);
  for (let from = 0; from < logs.length; from += count) {
    let mean = 0;
    for (let j = from; j < from + count; j++) mean += exp(logs[j] as number) * (u[j] as number);
    for (let j = from; j < from + count; j++) inputs[j] = exp(logs[j] as number) * ((u[j] as number) - mean);
  }
  return { inputs, own: nothing };
}
