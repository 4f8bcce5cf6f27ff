/**
 * One episode of a policy in a differentiable simulator, with all the derivatives that a gradient along it needs.
 *
 *     aₜ = μ_θ(sₜ) + σ ξₜ        sₜ₊₁ = f(sₜ, aₜ)
 *
 * The noise ξ is drawn before and held: a Gaussian policy, reparametrized so, is a deterministic one of θ. Imports: math, env, policy.
 */
import type { DifferentiableSimulator, LinearizedTransition } from "../env/differentiable.ts";
import { exp } from "../math/elementary.ts";
import { firstNonFinite } from "../math/vector.ts";
import type { Network } from "../policy/network/network.ts";

export interface PathOptions {
  readonly simulator: DifferentiableSimulator;
  /** μ: [state → action]. */
  readonly network: Network;
  readonly params: Float64Array;
  /** s₀ */
  readonly start: Float64Array;
  /** T: steps at most; fewer where the task ends. */
  readonly stepCount: number;
  /** A Gaussian policy around μ; a deterministic one when absent. */
  readonly noise?: PathNoise;
}

export interface PathNoise {
  /** log σ, [actionSize] */
  readonly logStd: Float64Array;
  /** ξ, standard normal, [stepCount × actionSize] */
  readonly draws: Float64Array;
}

export interface Path {
  /** s₀ … sₜ₋₁ as the network sees them, [T × stateSize] */
  readonly states: Float32Array;
  /** a₀ … aₜ₋₁, [T × actionSize] */
  readonly actions: Float64Array;
  /** T of them */
  readonly transitions: readonly LinearizedTransition[];
}

/** Throws `RangeError` where sizes do not fit, and where a state or reward stops being a finite number. */
export function followPath(options: PathOptions): Path {
  const { simulator, network, params, start, stepCount, noise } = options;
  const { stateSize, actionSize } = simulator;
  requireSizes(options);
  const std = noise?.logStd.map(exp);
  const states = new Float32Array(stepCount * stateSize);
  const actions = new Float64Array(stepCount * actionSize);
  const mean = new Float32Array(actionSize);
  const transitions: LinearizedTransition[] = [];
  let state = start;
  for (let t = 0; t < stepCount; t++) {
    const seen = states.subarray(t * stateSize, (t + 1) * stateSize);
    seen.set(state);
    network.infer(params, seen, mean);
    const action = Float64Array.from(mean, (x, j) => x + disturbance(noise, std, t * actionSize, j));
    actions.set(action, t * actionSize);
    const transition = simulator.step(state, action);
    requireFinite(simulator.name, t, transition);
    transitions.push(transition);
    if (transition.terminated) break;
    state = transition.next;
  }
  const length = transitions.length;
  return {
    states: states.subarray(0, length * stateSize),
    actions: actions.subarray(0, length * actionSize),
    transitions,
  };
}

/** σⱼ ξₜⱼ */
function disturbance(
  noise: PathNoise | undefined,
  std: Float64Array | undefined,
  row: number,
  j: number,
): number {
  return noise === undefined || std === undefined ? 0 : (std[j] as number) * (noise.draws[row + j] as number);
}

function requireSizes({ simulator, network, start, stepCount, noise }: PathOptions): void {
  const { name, stateSize, actionSize } = simulator;
  if (network.inputSize !== stateSize || network.outputSize !== actionSize || start.length !== stateSize)
    throw new RangeError(
      `${name} has states of ${stateSize} numbers and actions of ${actionSize}: expected a network and a start to match, got ${network.name} and a start of ${start.length}`,
    );
  if (!Number.isSafeInteger(stepCount) || stepCount < 1)
    throw new RangeError(`expected a stepCount of 1 or more, got ${stepCount}`);
  if (noise === undefined) return;
  const [stds, draws] = [noise.logStd.length, noise.draws.length];
  if (stds !== actionSize || draws < stepCount * actionSize)
    throw new RangeError(
      `expected noise of ${actionSize} logStd and ${stepCount * actionSize} draws, got ${stds} and ${draws}`,
    );
}

function requireFinite(name: string, t: number, { next, reward }: LinearizedTransition): void {
  if (!Number.isFinite(reward) || firstNonFinite(next) >= 0)
    throw new RangeError(
      `${name}: step ${t} led to the state [${next.join(", ")}] and the reward ${reward}; expected finite numbers: take fewer steps, or start from a policy that stays in reach`,
    );
}
