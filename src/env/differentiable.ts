/**
 * A simulator that knows its derivatives: what pathwise gradients go through. It is a function of state and action, all of them vectors, and the
 * policy sees the whole state.
 *
 *     s′ = f(s, a)        r = r(s, a, s′)
 *
 * Matrices are row-major: row i, column j of ∂s′/∂s is ∂s′ᵢ/∂sⱼ, at i · stateSize + j. Imports: math.
 */
import { add, transposedTimes } from "../math/vector.ts";

export interface DifferentiableSimulator {
  readonly name: string;
  readonly stateSize: number;
  readonly actionSize: number;
  /** Pure: the same state and action give the same transition. */
  step(state: Float64Array, action: Float64Array): LinearizedTransition;
}

/** A transition, and how it changes with what went into it. */
export interface LinearizedTransition {
  /** s′, [stateSize] */
  readonly next: Float64Array;
  readonly reward: number;
  /** The task ended; how the time of the end depends on actions has no derivative and is left out. */
  readonly terminated: boolean;
  /** A = ∂s′/∂s, [stateSize × stateSize] */
  readonly nextByState: Float64Array;
  /** B = ∂s′/∂a, [stateSize × actionSize] */
  readonly nextByAction: Float64Array;
  /** ∂r/∂s with a and s′ held, [stateSize] */
  readonly rewardByState: Float64Array;
  /** ∂r/∂a with s and s′ held, [actionSize] */
  readonly rewardByAction: Float64Array;
  /** ∂r/∂s′ with s and a held, [stateSize] */
  readonly rewardByNext: Float64Array;
  /** How what is seen after the step changes; absent where the policy sees the state itself. */
  readonly observed?: ObservedSlopes;
}

/** o′ = h(s, a): what is seen after the step, as a function of what the step began with. */
export interface ObservedSlopes {
  /** ∂o′/∂s, [observationSize × stateSize] */
  readonly byState: Float64Array;
  /** ∂o′/∂a, [observationSize × actionSize] */
  readonly byAction: Float64Array;
}

/**
 * What an environment that may be far away says of the step it would make: s′, o′ and r as functions of s and a alone. Its state has the
 * coordinates it likes; nobody else needs to know them, only that they are the same in every step.
 */
export interface Linearization {
  /** ∂s′/∂s, [stateSize × stateSize] */
  readonly nextByState: Float64Array;
  /** ∂s′/∂a, [stateSize × actionSize] */
  readonly nextByAction: Float64Array;
  /** ∂o′/∂s, [observationSize × stateSize] */
  readonly observationByState: Float64Array;
  /** ∂o′/∂a, [observationSize × actionSize] */
  readonly observationByAction: Float64Array;
  /** dr/ds with a held, s′ moving along, [stateSize] */
  readonly rewardByState: Float64Array;
  /** dr/da with s held, s′ moving along, [actionSize] */
  readonly rewardByAction: Float64Array;
}

/** A simulator whose state is seen, as whoever sees it knows it: dr/ds = ∂r/∂s + (∂s′/∂s)ᵀ ∂r/∂s′, and by a alike. */
export function linearizationOf(transition: LinearizedTransition): Linearization {
  const { nextByState, nextByAction, rewardByState, rewardByAction, rewardByNext } = transition;
  return {
    nextByState,
    nextByAction,
    observationByState: nextByState,
    observationByAction: nextByAction,
    rewardByState: add(rewardByState, transposedTimes(nextByState, rewardByNext)),
    rewardByAction: add(rewardByAction, transposedTimes(nextByAction, rewardByNext)),
  };
}

/** An environment has no derivatives. It is unharmed; other estimators need none. */
export class NotDifferentiable extends RangeError {
  override readonly name = "NotDifferentiable";
}

/** The derivatives of an environment's steps. Throws `NotDifferentiable` with what would work. */
export function requireLinearize<Linearize>(env: {
  readonly spec: { readonly name: string };
  readonly linearize?: Linearize;
}): Linearize & {} {
  if (env.linearize === undefined || env.linearize === null)
    throw new NotDifferentiable(
      `${env.spec.name} gives no derivatives of its steps: expected an environment with the capability "linearize" (toy:linear-quadratic, toy:pendulum, gym: environments of MuJoCo such as gym:Reacher-v5, mujoco:FILE, or a server of your own that says the word); methods that need none are reinforce, a2c, ppo, trpo, evolution-strategies and ars`,
    );
  return env.linearize;
}

/**
 * The simulator behind something that may have one, an environment first of all. Throws `NotDifferentiable` with what would work.
 */
export function differentiable(source: {
  readonly spec: { readonly name: string };
  readonly simulator?: DifferentiableSimulator;
}): DifferentiableSimulator {
  if (source.simulator === undefined)
    throw new NotDifferentiable(
      `${source.spec.name} gives observations and rewards, not their derivatives: expected a differentiable simulator for pathwise gradients (linear-quadratic and pendulum of src/env/toys, a MuJoCo model by envs/mujoco, or your own step with its Jacobians); estimators that need none are reinforce, a2c, ppo, trpo, es and ars`,
    );
  return source.simulator;
}
