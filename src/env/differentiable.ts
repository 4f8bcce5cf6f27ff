/**
 * A simulator that knows its derivatives: what pathwise gradients go through. It is a function of state and action, all of them vectors, and the
 * policy sees the whole state.
 *
 *     s′ = f(s, a)        r = r(s, a, s′)
 *
 * Matrices are row-major: row i, column j of ∂s′/∂s is ∂s′ᵢ/∂sⱼ, at i · stateSize + j. Imports: nothing.
 */
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
}

/** An environment has no derivatives. It is unharmed; other estimators need none. */
export class NotDifferentiable extends Error {
  override readonly name = "NotDifferentiable";
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
