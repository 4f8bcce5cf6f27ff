/**
 * Pathwise gradients as a method: whole episodes are differentiated through policy and simulator, one step along their mean.
 *
 *     ĝ = 1/m Σᵢ ∂Jᵢ/∂θ           θ′ = optimizer(θ, ĝ)
 *
 * A Gaussian policy is reparametrized: ξ = (a − μ)/σ of what was drawn is held, so an episode is a function of μ and σ (estimator/pathwise.ts).
 * The derivatives of the steps are those the environment gave while it was stepped (trail.ts). Where an action was clipped into its
 * box, nothing it does to the rest of the episode has a derivative. Imports: math, env, policy, rollout, estimator, optimizer.
 */
import type { Linearization, LinearizedTransition } from "../../env/differentiable.ts";
import type { Path, PathNoise } from "../../estimator/path.ts";
import { type PathwiseGradient, pathwiseGradient } from "../../estimator/pathwise.ts";
import { exp } from "../../math/elementary.ts";
import { varianceOfMean } from "../../math/statistics.ts";
import { add, firstNonFinite, norm, scale } from "../../math/vector.ts";
import type { Optimizer, OptimizerState } from "../../optimizer/optimizer.ts";
import type { ActionBox } from "../../policy/head/action-box.ts";
import { heldLogStd, heldSlope } from "../../policy/head/gaussian.ts";
import type { Network } from "../../policy/network/network.ts";
import type { Stretch } from "../../rollout/stretch.ts";
import { noiseOf } from "./gradient-noise.ts";
import type { Trail } from "./trail.ts";
import type { Updater } from "./updater.ts";

export interface PathwiseUpdaterOptions {
  /** μ; its parameters are the first of θ. */
  readonly network: Network;
  /** log σ of a Gaussian policy: one for all actions, or "learned" where θ ends with one for each. A deterministic policy when absent. */
  readonly logStd?: number | "learned";
  /** How stored actions become those of the environment. */
  readonly box: Pick<ActionBox, "slopes">;
  readonly trail: Pick<Trail, "of" | "clear">;
  readonly optimizer: (progress: number) => Optimizer;
  /** γ */
  readonly discount: number;
  /** Steps after which back-propagation is cut; never when absent. */
  readonly window?: number | undefined;
}

export function pathwise(options: PathwiseUpdaterOptions): Updater {
  const { optimizer, window, trail } = options;
  return {
    name: `pathwise (${window === undefined ? "whole episodes" : `windows of ${window} steps`})`,
    init: (params) => optimizer(0).init(params.length),
    gradient: ({ params, stretches }) =>
      meanOf(stretches.map((stretch) => gradientOf(options, params, stretch).whole)),
    update({ params, memory, stretches, progress }) {
      const told = stretches.map((stretch) => gradientOf(options, params, stretch));
      trail.clear();
      const gradients = told.map(({ whole }) => whole);
      const gradient = meanOf(gradients);
      const before = memory as OptimizerState;
      const { delta, state } = optimizer(progress).update(gradient, before, params);
      return {
        params: add(params, delta),
        memory: state,
        metrics: {
          gradientNorm: norm(gradient),
          stepNorm: norm(delta),
          amplification: told.reduce((most, { amplification }) => Math.max(most, amplification), 0),
          ...noiseOf(gradient, varianceOfMean(gradients)),
        },
      };
    },
  };
}

function meanOf(gradients: readonly Float64Array[]): Float64Array {
  return scale(
    gradients.reduce((sum, gradient) => add(sum, gradient)),
    1 / gradients.length,
  );
}

/** Of one episode, by all of θ. Throws `RangeError` where it is no number any more. */
function gradientOf(
  options: PathwiseUpdaterOptions,
  params: Float64Array,
  stretch: Stretch,
): Pick<PathwiseGradient, "amplification"> & { readonly whole: Float64Array } {
  const { network, logStd, discount, window } = options;
  const path = pathOf(options, stretch);
  const theta = params.subarray(0, network.parameterCount);
  const free =
    typeof logStd === "number"
      ? new Float64Array(network.outputSize).fill(logStd)
      : params.subarray(theta.length);
  const noise = logStd === undefined ? undefined : noiseIn(network, theta, path, free);
  const { gradient, logStdGradient, amplification, warning } = pathwiseGradient({
    network,
    params: theta,
    path,
    discount,
    ...(window !== undefined && { window }),
    ...(noise && { noise }),
  });
  const whole = new Float64Array(params.length);
  whole.set(gradient);
  if (logStd === "learned" && logStdGradient !== undefined)
    whole.set(
      logStdGradient.map((slope, j) => heldSlope(slope, free[j] as number)),
      gradient.length,
    );
  if (firstNonFinite(whole) >= 0) throw new RangeError(warning ?? "the pathwise gradient is no number");
  return { whole, amplification };
}

function pathOf({ box, trail }: PathwiseUpdaterOptions, stretch: Stretch): Path {
  const { envId, seed, length, observations, actions, rewards, end } = stretch;
  const slopes = box.slopes(actions);
  const size = actions.length / length;
  const transitions = trail.of(envId, seed).map((linearization, t) => ({
    ...throughBox(linearization, slopes.subarray(t * size, (t + 1) * size)),
    reward: rewards[t] as number,
    terminated: end === "terminated" && t === length - 1,
  }));
  return { states: observations, actions, transitions };
}

/** The derivatives by stored actions: ∂/∂u = ∂/∂a ∂a/∂u. */
function throughBox(
  { nextByState, nextByAction, observationByState, observationByAction, ...reward }: Linearization,
  slopes: Float64Array,
): Omit<LinearizedTransition, "reward" | "terminated"> {
  const stored = (matrix: Float64Array): Float64Array =>
    matrix.map((x, at) => x * (slopes[at % slopes.length] as number));
  const nothing = new Float64Array(reward.rewardByState.length);
  return {
    next: nothing,
    nextByState,
    nextByAction: stored(nextByAction),
    rewardByState: reward.rewardByState,
    rewardByAction: stored(reward.rewardByAction),
    rewardByNext: nothing,
    observed: { byState: observationByState, byAction: stored(observationByAction) },
  };
}

/** ξ = (a − μ)/σ, of every element of every action. */
function noiseIn(
  network: Network,
  params: Float64Array,
  { states, actions }: Path,
  free: Float64Array,
): PathNoise {
  const size = network.outputSize;
  const logStd = free.map(heldLogStd);
  const std = logStd.map(exp);
  const mean = new Float32Array(actions.length);
  network.infer(params, states, mean);
  return { logStd, draws: actions.map((a, i) => (a - (mean[i] as number)) / (std[i % size] as number)) };
}
