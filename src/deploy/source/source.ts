/** What moves the robot: from sensors, or from time alone, to an action a tick. */

/** As plain data; `cycle.ts` and `network.ts` make a source of it. */
export type SourcePlan = CyclePlan | NetworkPlan;

/** Open-loop motion: joint targets over one period, played again and again. */
export interface CyclePlan {
  readonly kind: "cycle";
  /** s */
  readonly period: number;
  /** Rows of joint targets (rad, the joints' order) at equal distances over one period; between two it is interpolated. */
  readonly samples: readonly (readonly number[])[];
}

/** A saved network policy, closed-loop; everything needed to run it, nothing of how it was trained. */
export interface NetworkPlan {
  readonly kind: "network";
  /** policy.json and weights of a saved policy. */
  readonly policy: unknown;
  /** θ; doubles survive JSON. */
  readonly params: readonly number[];
  /**
   * Where each element of the policy's observation comes from: an index of the robot's sensor row, or, from −1 down, the
   * previous action's element −1 − i.
   */
  readonly observation: readonly number[];
  /** What training saw of each element, to tell what is out of its range; null where it was not kept. */
  readonly seen: { readonly low: readonly number[]; readonly high: readonly number[] } | null;
}

/** Synchronous, no allocation in `act`. */
export interface Source {
  /** Numbers of an observation row, 0 for open-loop motion; of an action. */
  readonly observationSize: number;
  readonly actionSize: number;
  /** Assembles the observation of a tick, unscaled, into `observation`. */
  observe(sensors: Float64Array, previousAction: Float64Array, observation: Float64Array): void;
  /** The action, as the policy gives it, before any limit. `motionTime`: seconds it has been moving the robot. */
  act(observation: Float64Array, motionTime: number, action: Float64Array): void;
}
