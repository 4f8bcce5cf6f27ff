/**
 * Independent normal numbers, one an element of the action, around means that a network gives:
 *
 *     log π(a | s) = −Σⱼ [ ½ zⱼ² + log σⱼ + ½ log 2π ],   zⱼ = (aⱼ − μⱼ)/σⱼ
 *     ∂/∂μⱼ = zⱼ/σⱼ = (aⱼ − μⱼ)/σⱼ²                       ∂/∂ log σⱼ = zⱼ² − 1
 *     H = Σⱼ [ log σⱼ + ½ log 2πe ]                        ∂H/∂ log σⱼ = 1
 *     KL(p ‖ q) = Σⱼ [ log σ_q/σ_p + (σ_p² + (μ_p − μ_q)²)/2σ_q² − ½ ]
 *     M = diag(1/σ²) for μ, 2 for each log σ
 *
 * Lecture notes, Gaussian policy; Williams 1992. Where σ comes from:
 *
 * | std               | inputs of the network | own parameters | σ                                        |
 * |-------------------|-----------------------|----------------|------------------------------------------|
 * | `fixed`           | μ                     | none           | e^logStd                                 |
 * | `learned`         | μ                     | log σ          | the same everywhere                      |
 * | `state-dependent` | μ, then log σ         | none           | of the observation; its input 0 is logStd|
 *
 * log σ is held in [−20, 2]: σ is never 0, nor so large that nothing is left of the action. Held, its gradient is 0 unless it points back
 * inside, so a parameter that left the range is not stuck there. A mean and a log σ are of stored actions: action-box.ts.
 */
import type { BoxSpace } from "../../env/space.ts";
import { exp } from "../../math/elementary.ts";
import type { Rng } from "../../math/random.ts";
import { actionBox } from "./action-box.ts";
import type { Distribution, Head, HeadGradient } from "./head.ts";

export const LOG_STD_MIN = -20;
export const LOG_STD_MAX = 2;
const HALF_LOG_2PI = 0.9189385332046728;

export const stdSources = ["fixed", "learned", "state-dependent"] as const;

export interface GaussianOptions {
  /** Default learned. */
  readonly std?: (typeof stdSources)[number];
  /** log σ of every element at the start. Default 0. */
  readonly logStd?: number;
}

export function gaussianHead(actionSpace: BoxSpace, options: GaussianOptions = {}): Head<BoxSpace> {
  const { std = "learned", logStd: start = 0 } = options;
  if (!stdSources.includes(std))
    throw new RangeError(`std of a gaussian head is one of ${stdSources.join(", ")}, not "${std}"`);
  requireLogStd("gaussian", start);
  const box = actionBox(actionSpace);
  const k = box.size;
  const moments = momentsOf(std, k, start);
  return {
    name: "gaussian",
    actionSpace,
    inputSize: std === "state-dependent" ? 2 * k : k,
    parameterCount: std === "learned" ? k : 0,
    actionSize: k,
    init: () => new Float64Array(std === "learned" ? k : 0).fill(start),
    sample(own, inputs, rngs) {
      const { mean, logStd } = moments({ own, inputs });
      const actions = new Float64Array(mean.length);
      for (let row = 0, i = 0; row < rngs.length; row++) {
        const rng = rngs[row] as Rng;
        for (const end = i + k; i < end; i++)
          actions[i] = (mean[i] as number) + exp(logStd[i] as number) * rng.normal();
      }
      return actions;
    },
    mode: (_, inputs) => (std === "state-dependent" ? meansOf(inputs, k) : new Float64Array(inputs)),
    toEnv: (stored) => box.toEnv(stored),
    // Of one row the means come first, whether log σ stands behind them or not.
    writeMode: (inputs, action) => box.writeRow(inputs, action),
    logProbs: (own, inputs, stored) => logProbs(moments({ own, inputs }), stored, k),
    entropies: (own, inputs) => {
      const { logStd } = moments({ own, inputs });
      return sumRows(logStd, k, (i) => (logStd[i] as number) + HALF_LOG_2PI + 0.5);
    },
    klDivergences: (old, next) => divergences(moments(old), moments(next), k),
    scores(own, inputs, stored, weights) {
      const at = moments({ own, inputs });
      const { mean, logStd } = at;
      const [byMean, byLogStd] = [new Float64Array(mean.length), new Float64Array(mean.length)];
      for (let row = 0, i = 0; row < weights.length; row++) {
        const w = weights[row] as number;
        for (const end = i + k; i < end; i++) {
          const deviation = exp(logStd[i] as number);
          const z = ((stored[i] as number) - (mean[i] as number)) / deviation;
          byMean[i] = (w * z) / deviation;
          byLogStd[i] = w * (z * z - 1);
        }
      }
      return gather(std, k, at, byMean, byLogStd, own.length);
    },
    entropyGradient(own, inputs, weights) {
      const at = moments({ own, inputs });
      const byLogStd = at.mean.map((_, i) => weights[Math.floor(i / k)] as number);
      return gather(std, k, at, new Float64Array(byLogStd.length), byLogStd, own.length);
    },
    fisherProduct: (own, inputs, tangent) => fisherProduct(std, k, moments({ own, inputs }), tangent),
  };
}

/** μ alone, of rows with log σ behind it. */
function meansOf(inputs: Float32Array, k: number): Float64Array {
  const means = new Float64Array(inputs.length / 2);
  for (let i = 0, from = 0; i < means.length; from += 2 * k)
    for (let j = 0; j < k; j++) means[i++] = inputs[from + j] as number;
  return means;
}

/** μ and log σ of every element of every row; `free` is log σ before it is held. */
export interface Moments {
  readonly mean: Float64Array;
  readonly logStd: Float64Array;
  readonly free: Float64Array;
}

export function momentsOf(
  std: (typeof stdSources)[number],
  k: number,
  start: number,
): (distribution: Distribution) => Moments {
  const size = std === "state-dependent" ? 2 * k : k;
  return ({ own, inputs }) => {
    const length = (inputs.length / size) * k;
    const [mean, logStd, free] = [
      new Float64Array(length),
      new Float64Array(length),
      new Float64Array(length),
    ];
    for (let i = 0, from = 0; i < length; from += size)
      for (let j = 0; j < k; j++, i++) {
        mean[i] = inputs[from + j] as number;
        const asked =
          std === "fixed"
            ? start
            : std === "learned"
              ? (own[j] as number)
              : start + (inputs[from + k + j] as number);
        free[i] = asked;
        logStd[i] = heldLogStd(asked);
      }
    return { mean, logStd, free };
  };
}

function logProbs({ mean, logStd }: Moments, stored: Float64Array, k: number): Float64Array {
  return sumRows(mean, k, (i) => {
    const z = ((stored[i] as number) - (mean[i] as number)) / exp(logStd[i] as number);
    return -0.5 * z * z - (logStd[i] as number) - HALF_LOG_2PI;
  });
}

function divergences(p: Moments, q: Moments, k: number): Float64Array {
  return sumRows(p.mean, k, (i) => {
    const [logP, logQ] = [p.logStd[i] as number, q.logStd[i] as number];
    const z = ((p.mean[i] as number) - (q.mean[i] as number)) / exp(logQ);
    // (σ_p/σ_q)²
    const ratio = exp(2 * (logP - logQ));
    return logQ - logP + 0.5 * (ratio + z * z - 1);
  });
}

function sumRows(like: Float64Array, k: number, term: (i: number) => number): Float64Array {
  const sums = new Float64Array(like.length / k);
  for (let row = 0, i = 0; row < sums.length; row++) {
    let sum = 0;
    for (const end = i + k; i < end; i++) sum += term(i);
    sums[row] = sum;
  }
  return sums;
}

/** The gradient by μ and log σ of every element, put where each comes from. */
export function gather(
  std: (typeof stdSources)[number],
  k: number,
  { free }: Moments,
  byMean: Float64Array,
  byLogStd: Float64Array,
  ownCount: number,
): HeadGradient {
  const size = std === "state-dependent" ? 2 * k : k;
  const inputs = new Float32Array((byMean.length / k) * size);
  const own = new Float64Array(ownCount);
  for (let i = 0, from = 0; i < byMean.length; from += size)
    for (let j = 0; j < k; j++, i++) {
      inputs[from + j] = byMean[i] as number;
      if (std === "fixed") continue;
      const slope = byLogStd[i] as number;
      if (std === "learned") own[j] = (own[j] as number) + slope;
      else inputs[from + k + j] = heldSlope(slope, free[i] as number);
    }
  if (std === "learned") for (let j = 0; j < k; j++) own[j] = heldSlope(own[j] as number, free[j] as number);
  return { inputs, own };
}

export function requireLogStd(head: string, logStd: number): void {
  // A setting comes from a file: "0" compares like 0 and is none.
  if (typeof logStd !== "number" || !(logStd >= LOG_STD_MIN && logStd <= LOG_STD_MAX))
    throw new RangeError(`logStd of a ${head} head is from ${LOG_STD_MIN} to ${LOG_STD_MAX}, not ${logStd}`);
}

export function heldLogStd(logStd: number): number {
  return Math.min(Math.max(logStd, LOG_STD_MIN), LOG_STD_MAX);
}

/** 0 where log σ is held and the slope would push it further out. */
export function heldSlope(slope: number, logStd: number): number {
  if (logStd < LOG_STD_MIN && slope < 0) return 0;
  if (logStd > LOG_STD_MAX && slope > 0) return 0;
  return slope;
}

/** u/σ² for μ, 2u for log σ; nothing where log σ is held. */
function fisherProduct(
  std: (typeof stdSources)[number],
  k: number,
  at: Moments,
  tangent: HeadGradient,
): HeadGradient {
  const size = std === "state-dependent" ? 2 * k : k;
  const { mean, logStd, free } = at;
  const [byMean, byLogStd] = [new Float64Array(mean.length), new Float64Array(mean.length)];
  for (let i = 0; i < mean.length; i++) {
    const [row, j] = [Math.floor(i / k), i % k];
    const deviation = exp(logStd[i] as number);
    byMean[i] = (tangent.inputs[row * size + j] as number) / (deviation * deviation);
    const u =
      std === "learned"
        ? (tangent.own[j] as number)
        : std === "fixed"
          ? 0
          : (tangent.inputs[row * size + k + j] as number);
    byLogStd[i] = free[i] === logStd[i] ? 2 * u : 0;
  }
  return gather(std, k, at, byMean, byLogStd, tangent.own.length);
}
