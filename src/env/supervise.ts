/**
 * An environment whose simulator may die: it is started again, and what it was running is reported lost, never hidden.
 *
 * A request that fails because the simulator is gone rejects with `EpisodeLost`; the next `reset` waits for the new
 * simulator. Restarts are bounded in number and rate, and each is told to `onRestart`. A simulator that comes back with
 * another spec is refused.
 */
import { messageOf } from "../transport/errors.ts";
import { type Env, type EnvSpec, EpisodeLost, type ResetRequest, type StepRequest } from "./env.ts";

export interface SuperviseOptions {
  /** Starts a simulator and connects to it. */
  readonly start: () => Promise<Env>;
  /** Whether an error means that the simulator, or the way to it, is gone. */
  readonly isFatal: (error: unknown) => boolean;
  readonly onRestart?: (cause: unknown, restarts: number) => void;
}

/** The simulator died more often than a run should hide. Nothing of it is left running. */
export class TooManyRestarts extends Error {
  override readonly name = "TooManyRestarts";
}

/** Restarts allowed in a lifetime, and within any minute. */
const lifetimeRestarts = 20;
const minuteRestarts = 5;

/** Starts the simulator once; rejects with what `start` rejects with when it does not come up at all. */
export async function supervise(options: SuperviseOptions): Promise<Env> {
  return new SupervisedEnv(options, await options.start());
}

class SupervisedEnv implements Env {
  readonly spec: EnvSpec;
  readonly #options: SuperviseOptions;
  #current: Promise<Env>;
  #restartTimes: number[] = [];
  #closed = false;

  constructor(options: SuperviseOptions, env: Env) {
    this.#options = options;
    this.spec = env.spec;
    this.#current = Promise.resolve(env);
  }

  async reset(request: ResetRequest, signal?: AbortSignal): ReturnType<Env["reset"]> {
    return await this.#attempt(request.envIds, (env) => env.reset(request, signal));
  }

  async step(request: StepRequest, signal?: AbortSignal): ReturnType<Env["step"]> {
    return await this.#attempt(request.envIds, (env) => env.step(request, signal));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const env = await this.#current.catch(() => undefined);
    await env?.[Symbol.asyncDispose]();
  }

  async #attempt<T>(envIds: readonly number[], ask: (env: Env) => Promise<T>): Promise<T> {
    const current = this.#current;
    const env = await current;
    try {
      return await ask(env);
    } catch (error) {
      if (this.#closed || !this.#options.isFatal(error)) throw error;
      // The first request to notice restarts the simulator; the others that were in flight find it under way.
      if (this.#current === current) {
        this.#current = this.#restart(env, error);
        // Whoever asks next meets the rejection; if nobody does, it is not an unhandled one.
        this.#current.catch(() => undefined);
      }
      throw new EpisodeLost(envIds, messageOf(error), { cause: error });
    }
  }

  async #restart(dead: Env, cause: unknown): Promise<Env> {
    const now = performance.now();
    this.#restartTimes.push(now);
    const recent = this.#restartTimes.filter((time) => now - time < 60_000).length;
    await dead[Symbol.asyncDispose]();
    if (this.#restartTimes.length > lifetimeRestarts || recent > minuteRestarts) {
      throw new TooManyRestarts(
        `the simulator died ${this.#restartTimes.length} times, ${recent} of them in the last minute, and is not started again ` +
          `(allowed: ${lifetimeRestarts} in all, ${minuteRestarts} a minute). Last: ${messageOf(cause)}`,
        { cause },
      );
    }
    this.#options.onRestart?.(cause, this.#restartTimes.length);
    const env = await this.#options.start();
    refuseOtherSpec(this.spec, env.spec);
    return env;
  }
}

function refuseOtherSpec(expected: EnvSpec, found: EnvSpec): void {
  const [before, after] = [summary(expected), summary(found)];
  if (before !== after)
    throw new Error(`the restarted simulator serves another task: expected ${before}, found ${after}`);
}

function summary(spec: EnvSpec): string {
  const { observationSpace, actionSpace } = spec;
  return `${spec.name} ${spec.version} × ${spec.envCount}, observations [${observationSpace.shape}], actions [${actionSpace.shape}]`;
}
