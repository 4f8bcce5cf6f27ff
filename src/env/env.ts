/**
 * What an environment is: a batch of `envCount` independent copies of one task, addressed by number.
 *
 * The same interface is served by a pool in this process and by a simulator at the far end of a wire, so whatever takes
 * an `Env` does not know which it has. Simulators go in lock step: nothing happens that was not asked for.
 *
 * Numbers travel batch-major: the rows of `envIds` one after another in one typed array.
 */
import type { Linearization } from "./differentiable.ts";
import type { Batch, BoxSpace, Space } from "./space.ts";

/** Settings of a reset that are not the seed; an environment names its legal ones in `EnvSpec.options`. */
export type ResetOptions = Readonly<Record<string, number | string | boolean>>;

export interface OptionSpec {
  readonly name: string;
  readonly description: string;
  readonly default: number | string | boolean;
}

/** A number, text or flag of the simulator itself: gravity, friction, a term of the last reward. */
export interface PropertySpec extends OptionSpec {
  /** SI; "1" for a pure number, "" for what has no unit. */
  readonly unit: string;
  readonly writable: boolean;
}

export type AutoresetMode = "disabled" | "sameStep" | "nextStep";

export interface EnvSpec<O = BoxSpace, A = BoxSpace> {
  readonly name: string;
  /** Version of the environment: another version is another task. */
  readonly version: string;
  readonly observationSpace: O;
  readonly actionSpace: A;
  readonly envCount: number;
  /** Seconds between two actions; 0 when an action is a whole episode. */
  readonly controlPeriod: number;
  readonly options: readonly OptionSpec[];
  /**
   * Who resets an environment whose episode is over. "disabled", the default: the agent. "sameStep": the step that ends it
   * already returns the first observation of the next episode, the last one is in `final`. "nextStep": the step after
   * ignores its action, resets, and returns reward 0.
   */
  readonly autoresetMode?: AutoresetMode;
  /** What `render` can be asked for; none when absent. */
  readonly renderModes?: readonly string[];
  /** What `properties` knows; nothing when absent. */
  readonly properties?: readonly PropertySpec[];
  /** What becomes of a finite action outside the action space: refused (the default), or clipped and named in the result. */
  readonly outOfBounds?: "refuse" | "clip";
}

export interface ResetRequest {
  readonly envIds: readonly number[];
  /** One seed an environment, 0 … 2³² − 1. */
  readonly seeds: readonly number[];
  readonly options?: ResetOptions;
}

export interface StepRequest<A = BoxSpace> {
  readonly envIds: readonly number[];
  /** envIds.length × action size, batch-major, finite and inside the action space. */
  readonly actions: Batch<A>;
}

export interface ResetResult<O = BoxSpace> {
  readonly envIds: readonly number[];
  /** envIds.length × observation size, batch-major. */
  readonly observations: Batch<O>;
}

export interface StepResult<O = BoxSpace> extends ResetResult<O> {
  readonly rewards: Float64Array;
  /** The task itself ended: no bootstrap. */
  readonly terminated: readonly boolean[];
  /** We stopped looking: bootstrap. */
  readonly truncated: readonly boolean[];
  /** Why an episode ended, in a word the environment documents; "" while it runs. */
  readonly reasons: readonly string[];
  /** The last observations of episodes whose environment has already been reset (autoresetMode "sameStep"). */
  readonly final?: ResetResult<O>;
  /** Environments whose action was brought inside the action space (outOfBounds "clip"). */
  readonly clipped?: readonly number[];
  /**
   * Environments whose simulator failed in this step, or sent numbers that the spec does not allow: truncated, with what
   * happened as the reason, the last good observation and reward 0. The transition did not take place. Reset them; the others are unharmed.
   */
  readonly lost?: readonly number[];
  /** Seconds that these environments were being stepped where they live, as their server tells; absent where nobody does. */
  readonly simulateTime?: number;
}

/** A picture: height × width × 3 bytes, row by row from the top, red green blue. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** The numbers, texts and flags of `EnvSpec.properties`. */
export interface Properties {
  /** One record an environment. */
  read(envIds: readonly number[], names: readonly string[]): Promise<readonly ResetOptions[]>;
  /** Takes effect at once in each environment, and stays across resets until written again. */
  write(envIds: readonly number[], values: ResetOptions): Promise<void>;
}

/** Episodes put aside and gone back to. */
export interface SimulatorState<O = BoxSpace> {
  /** Bytes that only the same environment (name and version) understands; they are data, never code. */
  get(envIds: readonly number[]): Promise<readonly Uint8Array[]>;
  /** Puts each environment where the state was taken: the same actions then have the same results. */
  set(envIds: readonly number[], states: readonly Uint8Array[]): Promise<ResetResult<O>>;
}

export interface Env<O = BoxSpace, A = BoxSpace> extends AsyncDisposable {
  readonly spec: EnvSpec<O, A>;
  /** Starts a new episode in each named environment. Aborting rejects; the environments named must be reset again. */
  reset(request: ResetRequest, signal?: AbortSignal): Promise<ResetResult<O>>;
  /** One action each. Stepping an episode that is over, or was never reset, rejects with `ResetNeeded`. */
  step(request: StepRequest<A>, signal?: AbortSignal): Promise<StepResult<O>>;
  /** A picture of each environment ("rgb_array"). Absent where nothing can be rendered. */
  readonly render?: (envIds: readonly number[]) => Promise<readonly Image[]>;
  readonly properties?: Properties;
  readonly state?: SimulatorState<O>;
  /**
   * What the step with these actions would be to first order, one record an environment; nothing moves. Absent where there are no derivatives.
   * Rejects with `ResetNeeded` where no episode runs.
   */
  readonly linearize?: (request: StepRequest<A>) => Promise<readonly Linearization[]>;
}

/** Any environment, whatever its spaces. */
export type AnyEnv = Env<Space, Space>;

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
