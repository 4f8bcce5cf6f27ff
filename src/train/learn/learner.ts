/**
 * What a method of learning is to the loop: a state that is plain numbers, and a session with an environment that takes it from
 * one iteration to the next.
 *
 *     state ─▶ roll out ─▶ learn ─▶ state′, record
 *
 * All that learning depends on is in the state and in random streams named after seed and iteration, so a session that opens at a
 * saved state goes on bit for bit. Imports: math, env, policy, rollout, optimizer.
 */
import type { NormalizerState } from "../../env/normalizer.ts";
import type { OptimizerState } from "../../optimizer/optimizer.ts";
import type { ActorCritic } from "../../policy/actor-critic.ts";
import type { Course } from "../../rollout/course.ts";
import type { RewardScaleState } from "../../rollout/reward-scale.ts";
import type { Episode } from "../../rollout/trial.ts";

/** What a method keeps beside the parameters: numbers, vectors and records of them. */
export type Memory =
  | number
  | string
  | boolean
  | null
  | Float64Array
  | OptimizerState
  | readonly Memory[]
  | { readonly [name: string]: Memory };

export interface LearnState {
  /** Iterations completed; steps of all environments and episodes finished in them. */
  readonly iteration: number;
  readonly steps: number;
  readonly episodes: number;
  readonly params: Float64Array;
  readonly memory: Memory;
  /** Statistics of observations and of returns; null where nothing is normalized. */
  readonly normalizer: NormalizerState | null;
  readonly rewardScale: RewardScaleState | null;
  /** Where each environment stands in its episode; empty where iterations are whole episodes. */
  readonly courses: readonly Course[];
  /** Returns of the last hundred training episodes, oldest first. */
  readonly recentReturns: readonly number[];
}

/** What one iteration did: a line of metrics.jsonl. */
export interface LearnRecord {
  readonly iteration: number;
  readonly steps: number;
  readonly episodes: number;
  /** Mean of the last hundred training episodes; NaN before the first has ended. */
  readonly meanReturn: number;
  /** Mean return and length of the episodes that ended in this iteration; NaN where none did. */
  readonly iterationReturn: number;
  readonly iterationLength: number;
  /** Returns of those episodes, and how they ended: the environment's word → count. */
  readonly returns: readonly number[];
  readonly reasons: Readonly<Record<string, number>>;
  /** What the method tells of itself, by name: see README.md of this room. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Seconds on the wall: in the policy, in the environments and on the wire, in learning. Not part of what is reproduced. */
  readonly actTime: number;
  readonly envTime: number;
  /** The part of envTime in which environments were being stepped; absent where their server does not tell. The rest is the wire. */
  readonly simulateTime?: number;
  readonly learnTime: number;
}

/** The most probable action, as it would be deployed, or one drawn as in training. */
export type Mode = "deterministic" | "stochastic";

export interface Iterated {
  readonly state: LearnState;
  readonly record: LearnRecord;
  readonly episodes: readonly Episode[];
}

export interface Session extends AsyncDisposable {
  /** One iteration from `state`, which is the one the session was opened at or the last it gave; undefined when it was stopped in it. */
  iterate(state: LearnState, context: IterationContext): Promise<Iterated | undefined>;
}

export interface IterationContext {
  /** How much of the run is done, 0 … 1: what schedules go by. */
  readonly progress: number;
  readonly stopped: () => boolean;
}

export interface Learner {
  /** For people: "ppo, softmax on mlp 4-64-64-2 tanh, …". */
  readonly description: string;
  /** What the parameters of a state are of. */
  readonly model: ActorCritic;
  /** How its policy may act: one that was searched for draws nothing. */
  readonly modes: readonly Mode[];
  /** The state before the first iteration. */
  initial(): LearnState;
  /** Brings the environments to where `state` has them. */
  open(state: LearnState): Promise<Session>;
}
