/**
 * Normal numbers that hang together: a full covariance Σ = L Lᵀ around means that a network gives, the same everywhere.
 *
 *     a = μ + L ε        z = L⁻¹ (a − μ)
 *     log π(a | s) = −½ |z|² − Σᵢ log Lᵢᵢ − ½ k log 2π
 *     ∂/∂μ = Σ⁻¹ (a − μ) = L⁻ᵀ z              ∂/∂Lᵢⱼ = (L⁻ᵀ z)ᵢ zⱼ − [i = j]/Lᵢᵢ,   ∂/∂ log Lᵢᵢ = Lᵢᵢ ∂/∂Lᵢᵢ
 *     H = Σᵢ log Lᵢᵢ + ½ k log 2πe            ∂H/∂ log Lᵢᵢ = 1
 *     KL(p ‖ q) = ½ ( |L_q⁻¹ L_p|² + |L_q⁻¹ (μ_p − μ_q)|² − k ) + Σᵢ log L_q,ᵢᵢ/L_p,ᵢᵢ
 *     M: u ↦ Σ⁻¹ u for μ;  for L:  dL ↦ L⁻ᵀ (A + diag A),  A = L⁻¹ dL,  at and below the diagonal
 *
 * Lecture notes, Gaussian policy, multivariate; Petersen & Pedersen 2012, "The matrix cookbook", §8. M of L follows from ½ tr(Σ⁻¹ dΣ Σ⁻¹ dΣ)
 * = Σ_{i>j} Aᵢⱼ² + 2 Σᵢ Aᵢᵢ², for A is lower triangular.
 *
 * Own parameters: the k logarithms of the diagonal, held like log σ of gaussian.ts, then what is below it, row after row. A mean and L are of
 * stored actions: action-box.ts. Imports: math, env.
 */
import type { BoxSpace } from "../../env/space.ts";
import { exp } from "../../math/elementary.ts";
import { actionBox } from "./action-box.ts";
import { heldLogStd, heldSlope, requireLogStd } from "./gaussian.ts";
import type { Distribution, Head, HeadGradient } from "./head.ts";
import * as lower from "./lower-triangular.ts";

const HALF_LOG_2PI = 0.9189385332046728;

export interface FullGaussianOptions {
  /** log σ of every element at the start, where nothing hangs together yet. Default 0. */
  readonly logStd?: number;
}

export function fullGaussianHead(
  actionSpace: BoxSpace,
  { logStd = 0 }: FullGaussianOptions = {},
): Head<BoxSpace> {
  requireLogStd("full-gaussian", logStd);
  const box = actionBox(actionSpace);
  const k = box.size;
  const parameterCount = (k * (k + 1)) / 2;
  return {
    name: "full-gaussian",
    actionSpace,
    inputSize: k,
    parameterCount,
    actionSize: k,
    init: () => new Float64Array(parameterCount).fill(logStd, 0, k),
    sample(own, inputs, rngs) {
      const factor = factorOf(own, k);
      const actions = Float64Array.from(inputs);
      const noise = new Float64Array(k);
      for (const [row, rng] of rngs.entries()) {
        for (let j = 0; j < k; j++) noise[j] = rng.normal();
        lower.multiply(factor, noise, k);
        for (let j = 0; j < k; j++)
          actions[row * k + j] = (actions[row * k + j] as number) + (noise[j] as number);
      }
      return actions;
    },
    mode: (_, inputs) => Float64Array.from(inputs),
    toEnv: (stored) => box.toEnv(stored),
    writeMode: (inputs, action) => box.writeRow(inputs, action),
    logProbs(own, inputs, stored) {
      const factor = factorOf(own, k);
      const constant = logDeterminant(own, k) + k * HALF_LOG_2PI;
      return perRow(inputs, k, (row, z) => {
        deviate(z, stored, inputs, row, k);
        lower.solve(factor, z, k);
        return -0.5 * squares(z) - constant;
      });
    },
    entropies: (own, inputs) =>
      new Float64Array(inputs.length / k).fill(logDeterminant(own, k) + k * (HALF_LOG_2PI + 0.5)),
    klDivergences: (old, next) => divergences(old, next, k),
    scores: (own, inputs, stored, weights) => scores(own, inputs, stored, weights, k),
    entropyGradient(own, inputs, weights) {
      const total = weights.reduce((sum, w) => sum + w, 0);
      const slopes = new Float64Array(parameterCount).fill(total, 0, k);
      return { inputs: new Float32Array(inputs.length), own: held(slopes, own, k) };
    },
    fisherProduct: (own, inputs, tangent) => fisherProduct(own, inputs, tangent, k),
  };
}

/** L, [k × k], from the head's own parameters. */
function factorOf(own: Float64Array, k: number): Float64Array {
  const factor = new Float64Array(k * k);
  for (let i = 0, at = k; i < k; i++) {
    for (let j = 0; j < i; j++) factor[i * k + j] = own[at++] as number;
    factor[i * k + i] = exp(heldLogStd(own[i] as number));
  }
  return factor;
}

/** A gradient by L, [k × k], as one by the head's own parameters. */
function ofFactor(byFactor: Float64Array, factor: Float64Array, k: number): Float64Array {
  const own = new Float64Array((k * (k + 1)) / 2);
  for (let i = 0, at = k; i < k; i++) {
    for (let j = 0; j < i; j++) own[at++] = byFactor[i * k + j] as number;
    own[i] = (byFactor[i * k + i] as number) * (factor[i * k + i] as number);
  }
  return own;
}

function held(slopes: Float64Array, own: Float64Array, k: number): Float64Array {
  for (let i = 0; i < k; i++) slopes[i] = heldSlope(slopes[i] as number, own[i] as number);
  return slopes;
}

/** Σᵢ log Lᵢᵢ */
function logDeterminant(own: Float64Array, k: number): number {
  let sum = 0;
  for (let i = 0; i < k; i++) sum += heldLogStd(own[i] as number);
  return sum;
}

function divergences(p: Distribution, q: Distribution, k: number): Float64Array {
  const [factorP, factorQ] = [factorOf(p.own, k), factorOf(q.own, k)];
  // |L_q⁻¹ L_p|², column by column
  let trace = 0;
  const column = new Float64Array(k);
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < k; i++) column[i] = factorP[i * k + j] as number;
    lower.solve(factorQ, column, k);
    trace += squares(column);
  }
  const constant = logDeterminant(q.own, k) - logDeterminant(p.own, k) + 0.5 * (trace - k);
  return perRow(p.inputs, k, (row, z) => {
    deviate(z, p.inputs, q.inputs, row, k);
    lower.solve(factorQ, z, k);
    return constant + 0.5 * squares(z);
  });
}

function scores(
  own: Float64Array,
  means: Float32Array,
  stored: Float64Array,
  weights: Float64Array,
  k: number,
): HeadGradient {
  const factor = factorOf(own, k);
  const [inputs, byFactor] = [new Float32Array(means.length), new Float64Array(k * k)];
  const [z, pulled] = [new Float64Array(k), new Float64Array(k)];
  for (let row = 0; row < weights.length; row++) {
    const w = weights[row] as number;
    deviate(z, stored, means, row, k);
    lower.solve(factor, z, k);
    pulled.set(z);
    lower.solveTransposed(factor, pulled, k);
    for (let i = 0; i < k; i++) {
      const slope = w * (pulled[i] as number);
      inputs[row * k + i] = slope;
      for (let j = 0; j <= i; j++)
        byFactor[i * k + j] = (byFactor[i * k + j] as number) + slope * (z[j] as number);
      byFactor[i * k + i] = (byFactor[i * k + i] as number) - w / (factor[i * k + i] as number);
    }
  }
  return { inputs, own: held(ofFactor(byFactor, factor, k), own, k) };
}

function fisherProduct(
  own: Float64Array,
  means: Float32Array,
  tangent: HeadGradient,
  k: number,
): HeadGradient {
  const factor = factorOf(own, k);
  const inputs = new Float32Array(means.length);
  const u = new Float64Array(k);
  for (let from = 0; from < inputs.length; from += k) {
    for (let j = 0; j < k; j++) u[j] = tangent.inputs[from + j] as number;
    lower.solve(factor, u, k);
    lower.solveTransposed(factor, u, k);
    inputs.set(u, from);
  }
  return { inputs, own: factorProduct(own, factor, tangent.own, k, means.length / k) };
}

/** `rows` times M of L, applied to a tangent of the own parameters; nothing where the diagonal is held. */
function factorProduct(
  own: Float64Array,
  factor: Float64Array,
  tangent: Float64Array,
  k: number,
  rows: number,
): Float64Array {
  const product = new Float64Array(k * k);
  const a = new Float64Array(k);
  for (let j = 0; j < k; j++) {
    a.fill(0);
    for (let i = j + 1; i < k; i++) a[i] = tangent[k + (i * (i - 1)) / 2 + j] as number;
    if (isFree(own, j)) a[j] = (tangent[j] as number) * (factor[j * k + j] as number);
    lower.solve(factor, a, k);
    a[j] = 2 * (a[j] as number);
    lower.solveTransposed(factor, a, k);
    for (let i = j; i < k; i++) product[i * k + j] = rows * (a[i] as number);
  }
  const byOwn = ofFactor(product, factor, k);
  for (let i = 0; i < k; i++) if (!isFree(own, i)) byOwn[i] = 0;
  return byOwn;
}

const isFree = (own: Float64Array, i: number): boolean => heldLogStd(own[i] as number) === own[i];

/** One number a row, with room for k numbers to find it. */
function perRow(
  like: Float32Array,
  k: number,
  value: (row: number, room: Float64Array) => number,
): Float64Array {
  const room = new Float64Array(k);
  const values = new Float64Array(like.length / k);
  for (let row = 0; row < values.length; row++) values[row] = value(row, room);
  return values;
}

function deviate(
  z: Float64Array,
  a: Float64Array | Float32Array,
  b: Float32Array,
  row: number,
  k: number,
): void {
  for (let j = 0; j < k; j++) z[j] = (a[row * k + j] as number) - (b[row * k + j] as number);
}

function squares(z: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < z.length; j++) sum += (z[j] as number) * (z[j] as number);
  return sum;
}
