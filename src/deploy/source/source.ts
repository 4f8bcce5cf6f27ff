/** What moves the robot: from sensors, or from time alone, to an action a tick. */
import type { Bounds, Scaling } from "../command-path.ts";

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
  /** policy.json of a saved policy, parsed. */
  readonly policy: unknown;
  /** θ, its weights; doubles survive JSON. */
  readonly params: readonly number[];
  /**
   * Where each element of the policy's observation comes from: an index of the robot's sensor row, or, from −1 down, the
   * previous action's element −1 − i.
   */
  readonly observation: readonly number[];
  /** What training saw of each element, to tell what is out of its range; null where it was not kept. */
  readonly seen: { readonly low: readonly number[]; readonly high: readonly number[] } | null;
  /** Joint target (rad) = gain · action + offset, one a joint; absent where actions are joint targets already. */
  readonly scaling?: { readonly gain: readonly number[]; readonly offset: readonly number[] };
}

/** Synchronous, no allocation in `act`. */
export interface Source {
  /** Numbers of an observation row, 0 for open-loop motion; of an action. */
  readonly observationSize: number;
  readonly actionSize: number;
  /** What training allowed of each element of an action; ±Infinity where there is no bound. */
  readonly bounds: Bounds;
  /** Action → joint target, rad. */
  readonly scaling: Scaling;
  /** Assembles the observation of a tick, unscaled, into `observation`. */
  observe(sensors: Float64Array, previousAction: Float64Array, observation: Float64Array): void;
  /** The action, as the policy gives it, before any limit. `motionTicks`: control periods it has been moving the robot. */
  act(observation: Float64Array, motionTicks: number, action: Float64Array): void;
}
