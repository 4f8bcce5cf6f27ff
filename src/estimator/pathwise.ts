/**
 * The pathwise gradient: the return of a path, differentiated through policy and simulator by the chain rule, backwards in time.
 *
 *     J = Σₜ γᵗ r(sₜ, aₜ, sₜ₊₁),        aₜ = μ_θ(sₜ) + σ ξₜ,        sₜ₊₁ = f(sₜ, aₜ)
 *
 * With λₜ what the rewards from t on, discounted to t, gain by a change of sₜ, and qₜ what they gain by a change of aₜ (λ_T = 0):
 *
 *     ν  = ∂r/∂s′ + γ λₜ₊₁
 *     qₜ = ∂r/∂a + (∂s′/∂a)ᵀ ν
 *     λₜ = ∂r/∂s + (∂s′/∂s)ᵀ ν + (∂μ/∂s)ᵀ qₜ
 *
 *     ∂J/∂θ = Σₜ γᵗ (∂μ/∂θ)ᵀ qₜ        ∂J/∂log σⱼ = Σₜ γᵗ qₜⱼ σⱼ ξₜⱼ
 *
 * (the first scenario of the lecture notes; with noise, the stochastic value gradients of Heess et al. 2015 over the whole path).
 * It is a product of one Jacobian a step, and explodes where the dynamics amplify. So the path may be cut into windows: at every
 * `window` steps λ is taken for 0, and what an action does to the rewards of a later window is dropped. Growth is measured and told.
 *
 * Flows in: a path, the network and θ that made it. Flows out: a gradient. Imports: math, env, policy.
 */
import type { LinearizedTransition } from "../env/differentiable.ts";
import { exp } from "../math/elementary.ts";
import { integerPower } from "../math/power.ts";
import { add, norm, scale, transposedTimes } from "../math/vector.ts";
import type { Forward, Network } from "../policy/network/network.ts";
import { scaledDown, scaleOf } from "./float32-range.ts";
import type { Path, PathNoise } from "./path.ts";

/** Growth that is told: the gradient of a window, over what its steps can sum to where no Jacobian lengthens anything. */
export const EXPLOSION = 100;

export interface PathGradientOptions {
  readonly network: Network;
  readonly params: Float64Array;
  readonly path: Path;
  /** γ */
  readonly discount: number;
  /** What the path was disturbed with. */
  readonly noise?: PathNoise;
}

export interface PathwiseOptions extends PathGradientOptions {
  /** Steps after which back-propagation is cut. Default: never. */
  readonly window?: number;
}

export interface PathGradient {
  /** ∂J/∂θ, [parameterCount] */
  readonly gradient: Float64Array;
  /** ∂J/∂log σ, [actionSize]; absent without noise. */
  readonly logStdGradient?: Float64Array;
}

export interface PathwiseGradient extends PathGradient {
  /** J */
  readonly return: number;
  /** ‖λₜ‖, one a step */
  readonly stateGradientNorms: Float64Array;
  /** max ‖λₜ‖ over window · max (‖dr/ds‖ + ‖∂r/∂s′‖): at most 1 where neither dynamics nor policy amplify. */
  readonly amplification: number;
  /** Where the amplification exceeds 100 or a number was lost: what happened and what to do. */
  readonly warning?: string;
}

/** One path's gradient. Pure. Throws `RangeError` where the engine has no derivatives by its inputs, or the window is no number of steps. */
export function pathwiseGradient(options: PathwiseOptions): PathwiseGradient {
  const { network, params, path, discount, noise } = options;
  const stepCount = path.transitions.length;
  const window = options.window ?? stepCount;
  if (!Number.isSafeInteger(window) || window < 1)
    throw new RangeError(`expected a window of 1 step or more, got ${window}`);
  const forward = network.forward(params, path.states);
  const swept = sweep(path.transitions, slopesOf(network, forward, stepCount), discount, window);
  const { actionGradients, stateGradientNorms, directNorm } = swept;
  const amplification = amplificationOf(stateGradientNorms, directNorm * Math.min(window, stepCount));
  const warning = warningOf(stateGradientNorms, amplification, Math.min(window, stepCount));
  return {
    gradient: throughNetwork(forward, actionGradients),
    ...(noise && { logStdGradient: logStdGradient(actionGradients, noise) }),
    return: path.transitions.reduce((sum, { reward }, t) => sum + integerPower(discount, t) * reward, 0),
    stateGradientNorms,
    amplification,
    ...(warning !== undefined && { warning }),
  };
}

/** ∂μ/∂s of every step, [actionSize × stateSize] each: a backward pass for each action. */
function slopesOf(network: Network, { inputGradient }: Forward, count: number): Float64Array[] {
  const { name, inputSize, outputSize } = network;
  if (inputGradient === undefined)
    throw new RangeError(
      `${name}: pathwise gradients need the derivative of the network by its inputs, and its engine has none; expected the dense engine (mlp), or an estimator that needs none (reinforce, a2c, ppo)`,
    );
  const slopes = Array.from({ length: count }, () => new Float64Array(outputSize * inputSize));
  for (let j = 0; j < outputSize; j++) {
    const one = new Float32Array(count * outputSize);
    for (let t = 0; t < count; t++) one[t * outputSize + j] = 1;
    const rows = inputGradient(one);
    for (const [t, slope] of slopes.entries())
      slope.set(rows.subarray(t * inputSize, (t + 1) * inputSize), j * inputSize);
  }
  return slopes;
}

/** Σₜ γᵗ (∂μ/∂θ)ᵀ qₜ */
function throughNetwork(forward: Forward, actionGradients: Float64Array): Float64Array {
  const unit = scaleOf(actionGradients);
  return scale(forward.backward(Float32Array.from(scaledDown(actionGradients, unit))), unit);
}

interface Sweep {
  /** γᵗ qₜ, [T × actionSize] */
  readonly actionGradients: Float64Array;
  readonly stateGradientNorms: Float64Array;
  /** The longest gradient of one reward by its own state. */
  readonly directNorm: number;
}

function sweep(
  transitions: readonly LinearizedTransition[],
  slopes: readonly Float64Array[],
  discount: number,
  window: number,
): Sweep {
  const stateSize = transitions[0]?.next.length ?? 0;
  const actionSize = transitions[0]?.rewardByAction.length ?? 0;
  const actionGradients = new Float64Array(transitions.length * actionSize);
  const stateGradientNorms = new Float64Array(transitions.length);
  let directNorm = 0;
  let later: Float64Array = new Float64Array(stateSize);
  for (let t = transitions.length - 1; t >= 0; t--) {
    const transition = transitions[t] as LinearizedTransition;
    const { rewardByState, rewardByAction, rewardByNext, nextByState, nextByAction } = transition;
    const slope = slopes[t] as Float64Array;
    // The next step begins another window.
    if ((t + 1) % window === 0) later = new Float64Array(stateSize);
    // ν = ∂r/∂s′ + γ λₜ₊₁
    const ahead = add(rewardByNext, scale(later, discount));
    // qₜ = ∂r/∂a + (∂s′/∂a)ᵀ ν
    const byAction = add(rewardByAction, transposedTimes(nextByAction, ahead));
    actionGradients.set(scale(byAction, integerPower(discount, t)), t * actionSize);
    // λₜ = ∂r/∂s + (∂s′/∂s)ᵀ ν + (∂μ/∂s)ᵀ qₜ
    later = add(rewardByState, add(transposedTimes(nextByState, ahead), transposedTimes(slope, byAction)));
    stateGradientNorms[t] = norm(later);
    // dr/ds = ∂r/∂s + (∂μ/∂s)ᵀ ∂r/∂a
    const direct = norm(add(rewardByState, transposedTimes(slope, rewardByAction))) + norm(rewardByNext);
    directNorm = Math.max(directNorm, direct);
  }
  return { actionGradients, stateGradientNorms, directNorm };
}

/** Σₜ γᵗ qₜⱼ σⱼ ξₜⱼ */
function logStdGradient(actionGradients: Float64Array, { logStd, draws }: PathNoise): Float64Array {
  const size = logStd.length;
  const sums = new Float64Array(size);
  for (const [i, q] of actionGradients.entries())
    sums[i % size] = (sums[i % size] as number) + q * (draws[i] as number);
  return sums.map((sum, j) => sum * exp(logStd[j] as number));
}

function amplificationOf(norms: Float64Array, unamplified: number): number {
  const longest = norms.reduce((most, x) => Math.max(most, x), 0);
  return longest === 0 ? 0 : longest / unamplified;
}

function warningOf(norms: Float64Array, amplification: number, window: number): string | undefined {
  if (amplification <= EXPLOSION) return undefined;
  // Backwards in time: the last step whose gradient is no number, or else the longest.
  const lost = norms.findLastIndex((x) => !Number.isFinite(x));
  const step = lost >= 0 ? lost : norms.indexOf(Math.max(...norms));
  return `the gradient explodes: by the state of step ${step} it is ${norms[step]} long, ${amplification} times what ${window} steps give that amplify nothing; cut back-propagation to a shorter window (10 steps are a good beginning), or use an estimator that does not go through the dynamics (reinforce, a2c, ppo, es)`;
}
