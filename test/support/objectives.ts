/** Objectives whose gradient is known, to roll trials out on without a simulator. */
import type { Candidate } from "../../src/estimator/estimator.ts";
import type { Episode, Trial } from "../../src/rollout/trial.ts";

export interface Objective {
  /** U(θ), the expected return. */
  readonly expected: (params: Float64Array) => number;
  /** ∇U(θ). */
  readonly gradient: (params: Float64Array) => Float64Array;
  /** ∂²U/∂θⱼ², the diagonal of the Hessian, the same everywhere. */
  readonly curvature: Float64Array;
  /** The return of one episode; its mean over seeds is U(θ). The same params and seed give the same return. */
  readonly episodeReturn: (params: Float64Array, seed: number) => number;
}

/** Standard deviations of the noise of a return. */
export interface Noise {
  /** Drawn anew for every candidate and seed. */
  readonly own?: number;
  /** Fixed by the seed alone: shared by every candidate that meets it. */
  readonly shared?: number;
  /** Fixed by the seed alone, times the sum of the parameters: an episode that favors a direction. */
  readonly slope?: number;
}

/** U(θ) = c + bᵀθ + ½ θᵀHθ, H symmetric, plus noise of mean 0. */
export function quadratic(
  { constant = 0, linear, hessian }: { constant?: number; linear: number[]; hessian?: number[][] },
  noise: Noise = {},
): Objective {
  const row = (i: number): number[] => hessian?.[i] ?? linear.map(() => 0);
  const times = (params: Float64Array, i: number) => row(i).reduce((sum, h, j) => sum + h * params[j]!, 0);
  const expected = (params: Float64Array) =>
    linear.reduce((sum, b, i) => sum + (b + times(params, i) / 2) * params[i]!, constant);
  return {
    expected,
    gradient: (params) => Float64Array.from(linear, (b, i) => b + times(params, i)),
    curvature: Float64Array.from(linear, (_, i) => row(i)[i]!),
    episodeReturn: (params, seed) => expected(params) + noiseOf(noise, params, seed),
  };
}

function noiseOf({ own = 0, shared = 0, slope = 0 }: Noise, params: Float64Array, seed: number): number {
  let noise = 0;
  if (own !== 0) noise += own * unitNoise(mixAll(params, mix(seed, 1)));
  if (shared !== 0) noise += shared * unitNoise(mix(seed, 2));
  if (slope !== 0) noise += slope * params.reduce((sum, value) => sum + value, 0) * unitNoise(mix(seed, 3));
  return noise;
}

/** A word that depends on every bit of the parameters. */
function mixAll(params: Float64Array, seed: number): number {
  const words = new Uint32Array(params.buffer, params.byteOffset, 2 * params.length);
  let state = seed;
  for (const word of words) state = mix(state, word);
  return state;
}

/** Mean 0, variance 1: twice the sum of three uniform numbers (variance 1/12 each) less its mean. */
function unitNoise(state: number): number {
  const [a, b, c] = [mix(state, 11), mix(state, 12), mix(state, 13)] as const;
  return 2 * ((a + b + c) / 2 ** 32 - 1.5);
}

/** The finalizer of MurmurHash3 over two words. */
function mix(a: number, b: number): number {
  let h = Math.imul(a ^ Math.imul(b + 0x9e3779b9, 0x85ebca6b), 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Rolls every candidate out on the objective: one episode of one step a seed. */
export function tryOut(
  objective: Pick<Objective, "episodeReturn">,
  candidates: readonly Candidate[],
): Trial[] {
  return candidates.map(({ params, seeds }) => ({
    params,
    episodes: seeds.map((seed) => episode(seed, objective.episodeReturn(params, seed))),
  }));
}

/** An episode of one step with that return. */
export function episode(seed: number, value: number): Episode {
  return {
    seed,
    return: value,
    length: 1,
    terminated: true,
    truncated: false,
    reason: "finished",
    finalObservation: new Float64Array(0),
  };
}

/** A trial per candidate with the returns given, one row a candidate; seeds 0, 1, 2 … for each. */
export function trialsOf(points: readonly number[][], returns: readonly number[][]): Trial[] {
  return points.map((params, i) => ({
    params: Float64Array.from(params),
    episodes: returns[i]!.map((value, seed) => episode(seed, value)),
  }));
}
