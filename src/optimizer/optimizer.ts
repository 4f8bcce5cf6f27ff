/**
 * How far to step: an optimizer turns a gradient into a change of the parameters.
 *
 * A pair of pure functions, after optax: `init` makes the state, `update` takes it and hands back the next one. State is
 * plain numbers, so a checkpoint is its JSON. Signs: we ascend, so `delta` is added to the parameters.
 */
export interface OptimizerState {
  /** Updates made so far. */
  readonly count: number;
  /** Moving averages and the like, by the name the optimizer's formula gives them; one number a parameter. */
  readonly moments: Readonly<Record<string, Float64Array>>;
}

export interface OptimizerUpdate {
  readonly delta: Float64Array;
  readonly state: OptimizerState;
}

/** What nobody needs after an update, so that arrays of the result may be written over it: an allocation costs as much as a step. */
export interface Spent {
  readonly gradient?: boolean;
  readonly state?: boolean;
}

export interface Optimizer {
  readonly name: string;
  init(parameterCount: number): OptimizerState;
  /** `params`, θ, is what `weightDecay` asks for; the others do without. Nothing is `spent` unless the caller says so. */
  update(
    gradient: Float64Array,
    state: OptimizerState,
    params?: Float64Array,
    spent?: Spent,
  ): OptimizerUpdate;
}
