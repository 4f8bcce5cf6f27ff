/**
 * What an environment is: a batch of `envCount` independent copies of one task, addressed by number.
 *
 * The same interface is served by a pool in this process and by a simulator at the far end of a wire, so whatever takes
 * an `Env` does not know which it has. Simulators go in lock step: nothing happens that was not asked for.
 *
 * Numbers travel batch-major: the rows of `envIds` one after another in one typed array.
 */
import type { Space } from "./space.ts";

/** Settings of a reset that are not the seed; an environment names its legal ones in `EnvSpec.options`. */
export type ResetOptions = Readonly<Record<string, number | string | boolean>>;

export interface OptionSpec {
  readonly name: string;
  readonly description: string;
  readonly default: number | string | boolean;
}

export interface EnvSpec {
  readonly name: string;
  /** Version of the environment: another version is another task. */
  readonly version: string;
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  readonly envCount: number;
  /** Seconds between two actions; 0 when an action is a whole episode. */
  readonly controlPeriod: number;
  readonly options: readonly OptionSpec[];
}

export interface ResetRequest {
  readonly envIds: readonly number[];
  /** One seed an environment, 0 … 2³² − 1. */
  readonly seeds: readonly number[];
  readonly options?: ResetOptions;
}

export interface StepRequest {
  readonly envIds: readonly number[];
  /** envIds.length × action size, batch-major, finite and inside the action space. */
  readonly actions: Float64Array;
}

export interface ResetResult {
  readonly envIds: readonly number[];
  /** envIds.length × observation size, batch-major. */
  readonly observations: Float64Array;
}

export interface StepResult extends ResetResult {
  readonly rewards: Float64Array;
  /** The task itself ended: no bootstrap. */
  readonly terminated: readonly boolean[];
  /** We stopped looking: bootstrap. */
  readonly truncated: readonly boolean[];
  /** Why an episode ended, in a word the environment documents; "" while it runs. */
  readonly reasons: readonly string[];
}

export interface Env extends AsyncDisposable {
  readonly spec: EnvSpec;
  /** Starts a new episode in each named environment. Aborting rejects; the environments named must be reset again. */
  reset(request: ResetRequest, signal?: AbortSignal): Promise<ResetResult>;
  /** One action each. Stepping an episode that is over, or was never reset, rejects with `ResetNeeded`. */
  step(request: StepRequest, signal?: AbortSignal): Promise<StepResult>;
}

/** A step was asked of an environment that has no episode running. Reset it first; the environment is unharmed. */
export class ResetNeeded extends Error {
  override readonly name = "ResetNeeded";
  readonly envId: number;
  constructor(envId: number) {
    super(
      `environment ${envId} has no episode running: expected reset() before step(); call reset({ envIds: [${envId}], … }) first`,
    );
    this.envId = envId;
  }
}

/** An action or a reset request the environment cannot take. Nothing was applied; the environment is unharmed. */
export class InvalidRequest extends Error {
  override readonly name = "InvalidRequest";
}

/**
 * The environment lost the episode it was running: its worker died, or the link to it did. The environments named are
 * usable again after a reset; the episode is gone and has to be repeated or recorded as truncated, never ignored.
 */
export class EpisodeLost extends Error {
  override readonly name = "EpisodeLost";
  readonly envIds: readonly number[];
  readonly reason: string;
  constructor(envIds: readonly number[], reason: string, options?: ErrorOptions) {
    super(
      `the episode of environment ${envIds.join(", ")} was lost: ${reason}; reset it and repeat the episode`,
      options,
    );
    this.envIds = envIds;
    this.reason = reason;
  }
}
