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
 * Where the policy sees oₜ instead of the state, and oₜ₊₁ = h(sₜ, aₜ), what the rewards gain by what is seen is kept apart, κₜ = (∂μ/∂o)ᵀ qₜ:
 *
 *     qₜ = ∂r/∂a + (∂s′/∂a)ᵀ ν + γ (∂o′/∂a)ᵀ κₜ₊₁        λₜ = ∂r/∂s + (∂s′/∂s)ᵀ ν + γ (∂o′/∂s)ᵀ κₜ₊₁
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
  /** ‖λₜ‖, one a step; where the policy does not see the state, √(‖λₜ‖² + ‖κₜ‖²) */
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

/** ∂μ/∂o of every step, [actionSize × observationSize] each: a backward pass for each action. */
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
  const stateSize = transitions[0]?.rewardByState.length ?? 0;
  const actionSize = transitions[0]?.rewardByAction.length ?? 0;
  const actionGradients = new Float64Array(transitions.length * actionSize);
  const stateGradientNorms = new Float64Array(transitions.length);
  let directNorm = 0;
  const nothing: Later = { state: new Float64Array(stateSize) };
  let later = nothing;
  for (let t = transitions.length - 1; t >= 0; t--) {
    const transition = transitions[t] as LinearizedTransition;
    const slope = slopes[t] as Float64Array;
    // The next step begins another window.
    if ((t + 1) % window === 0) later = nothing;
    const { byAction, byState } = backThrough(transition, later, discount);
    actionGradients.set(scale(byAction, integerPower(discount, t)), t * actionSize);
    later = seenThrough(slope, transition, byState, byAction);
    stateGradientNorms[t] = lengthOf(later);
    directNorm = Math.max(directNorm, directNormOf(transition, slope));
  }
  return { actionGradients, stateGradientNorms, directNorm };
}

/** What the rewards from a step on gain by a change of its state, and of what is seen of it where that is something else. */
interface Later {
  /** λ */
  readonly state: Float64Array;
  /** κ */
  readonly observation?: Float64Array;
}

/** qₜ, and λₜ without what goes through the policy. */
function backThrough(
  transition: LinearizedTransition,
  later: Later,
  discount: number,
): { readonly byAction: Float64Array; readonly byState: Float64Array } {
  const { rewardByState, rewardByAction, rewardByNext, nextByState, nextByAction, observed } = transition;
  // ν = ∂r/∂s′ + γ λₜ₊₁
  const ahead = add(rewardByNext, scale(later.state, discount));
  const byAction = add(rewardByAction, transposedTimes(nextByAction, ahead));
  const byState = add(rewardByState, transposedTimes(nextByState, ahead));
  if (observed === undefined || later.observation === undefined) return { byAction, byState };
  const seen = scale(later.observation, discount);
  return {
    byAction: add(byAction, transposedTimes(observed.byAction, seen)),
    byState: add(byState, transposedTimes(observed.byState, seen)),
  };
}

/** (∂μ/∂o)ᵀ qₜ is of the state where that is what the policy sees. */
function seenThrough(
  slope: Float64Array,
  { observed }: LinearizedTransition,
  byState: Float64Array,
  byAction: Float64Array,
): Later {
  const throughPolicy = transposedTimes(slope, byAction);
  return observed === undefined
    ? { state: add(byState, throughPolicy) }
    : { state: byState, observation: throughPolicy };
}

function lengthOf({ state, observation }: Later): number {
  const apart = norm(state);
  return observation === undefined ? apart : norm(Float64Array.of(apart, norm(observation)));
}

/** ‖dr/ds‖ + ‖∂r/∂s′‖ with dr/ds = ∂r/∂s + (∂μ/∂s)ᵀ ∂r/∂a */
function directNormOf(transition: LinearizedTransition, slope: Float64Array): number {
  const { rewardByState, rewardByAction, rewardByNext } = transition;
  return lengthOf(seenThrough(slope, transition, rewardByState, rewardByAction)) + norm(rewardByNext);
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
