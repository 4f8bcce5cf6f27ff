/** What a learner in action space is made of. */
import type { AnyEnv, ResetOptions } from "../../env/env.ts";
import type { Rng } from "../../math/random.ts";
import type { ActorCritic } from "../../policy/actor-critic.ts";
import type { Updater } from "./updater.ts";

export interface ActorLearnerOptions {
  readonly env: AnyEnv;
  readonly model: ActorCritic;
  readonly updater: Updater;
  /** Steps of every environment, or whole episodes, an iteration. */
  readonly collect: { readonly steps: number } | { readonly episodes: number };
  readonly seed: number;
  /** γ, for the scale of rewards. */
  readonly discount: number;
  readonly normalizeObservations: boolean;
  readonly normalizeRewards: boolean;
  /** What an episode of this seed draws its actions from: fresh numbers, or some that hang together in time. */
  readonly rngOf: (seed: number) => Rng;
  readonly resetOptions: ResetOptions;
  readonly episodeSteps: number;
  readonly groups: number;
  /** Every so many iterations the gradient is held against that of so many fresh episodes; never when absent. */
  readonly largeBatch?: LargeBatch | undefined;
  readonly onLost: (message: string) => void;
}

export interface LargeBatch {
  readonly every: number;
  readonly episodes: number;
  /** Environments of the same kind that nobody trains in. */
  readonly env: AnyEnv;
}
