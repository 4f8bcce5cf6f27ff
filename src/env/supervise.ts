/**
 * An environment whose simulator may die: it is started again, and what it was running is reported lost, never hidden.
 *
 * A request that fails because the simulator is gone rejects with `EpisodeLost`, and so does the next step of every other
 * episode that ran in it; the next `reset` waits for the new simulator. One that does not come up again is told to all that
 * wait for it; the first `reset` after that tries once more. Restarts are bounded in number and rate, whether they succeed or
 * not, and each is told to `onRestart`. A simulator that comes back with another spec is refused.
 */
import { inspect, isDeepStrictEqual } from "node:util";
import { messageOf, SpecMismatch } from "../transport/errors.ts";
import type { AnyEnv } from "./env.ts";
import { EpisodeLost } from "./env.ts";
import { type AskedEnv, askedThrough } from "./supervised-env.ts";

/** An environment without its link, which is another one after a restart. */
export type Supervised<E> = Omit<E, "channel">;

export interface SuperviseOptions<E> {
  /** Starts a simulator and connects to it. Aborted when the environment is disposed meanwhile. */
  readonly start: (signal: AbortSignal) => Promise<E>;
  /** Whether an error means that the simulator, or the way to it, is gone; the errors of a channel that ended if absent. */
  readonly isFatal?: (error: unknown) => boolean;
  /** Why it is gone, where more is known than the error says. */
  readonly explain?: (error: unknown) => Promise<string>;
  readonly onRestart?: (cause: unknown, restarts: number) => void;
}

/** The simulator died, or did not come up, more often than a run should hide. Nothing of it is left running. */
export class TooManyRestarts extends Error {
  override readonly name = "TooManyRestarts";
}

/** Restarts allowed in a lifetime, and within any minute. */
const lifetimeRestarts = 20;
const minuteRestarts = 5;

/** Starts the simulator once; rejects with what `start` rejects with when it does not come up at all. */
export async function supervise<E extends AsyncDisposable>(
  options: SuperviseOptions<E>,
): Promise<Supervised<E>> {
  // Whatever the spaces of E are, requests and results are passed on as they come.
  const any = options as unknown as SuperviseOptions<AskedEnv>;
  const closing = new AbortController();
  const first = await any.start(closing.signal);
  const supervisor = new Supervisor(any, first, closing);
  const env = askedThrough(
    (envIds, ask, episode) => supervisor.attempt(envIds, ask, episode),
    first,
    () => supervisor.close(),
  );
  return env as unknown as Supervised<E>;
}

class Supervisor {
  readonly #options: SuperviseOptions<AskedEnv>;
  readonly #spec: AnyEnv["spec"];
  #current: Promise<AskedEnv>;
  /** The restart that failed, once somebody has been told why. */
  #failed: { readonly restart: Promise<AskedEnv>; readonly error: unknown } | undefined;
  #restartTimes: number[] = [];
  readonly #closing: AbortController;
  /** The simulator in which the episode of each environment began. */
  readonly #homes = new Map<number, AskedEnv>();
  #lastLoss = "";

  constructor(options: SuperviseOptions<AskedEnv>, env: AskedEnv, closing: AbortController) {
    this.#options = options;
    this.#closing = closing;
    this.#spec = env.spec;
    this.#current = Promise.resolve(env);
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error("the environment was disposed"));
    const env = await this.#current.catch(() => undefined);
    await env?.[Symbol.asyncDispose]();
  }

  async attempt<T>(
    envIds: readonly number[],
    ask: (env: AskedEnv) => Promise<T>,
    episode?: "begins" | "goes on",
  ): Promise<T> {
    if (episode === "begins" && this.#failed?.restart === this.#current && !this.#isClosed)
      this.#begin(this.#restart(this.#failed.error));
    const current = this.#current;
    const env = await current.catch((error: unknown) => {
      if (!(error instanceof TooManyRestarts)) this.#failed = { restart: current, error };
      throw error;
    });
    if (episode === "goes on") this.#requireHome(env, envIds);
    try {
      const answer = await ask(env);
      if (episode === "begins") for (const envId of envIds) this.#homes.set(envId, env);
      return answer;
    } catch (error) {
      if (this.#isClosed || !(this.#options.isFatal ?? isLinkLost)(error)) throw error;
      const reason = (await this.#options.explain?.(error)) ?? messageOf(error);
      const lost = new EpisodeLost(envIds, reason, { cause: error });
      for (const envId of envIds) this.#homes.delete(envId);
      // The first request to notice restarts the simulator; the others that were in flight find it under way.
      if (this.#current === current && !this.#isClosed) {
        this.#lastLoss = reason;
        this.#begin(this.#restart(lost, env));
      }
      throw lost;
    }
  }

  get #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** An episode that waited while its simulator died is lost as well; that is told once. */
  #requireHome(env: AskedEnv, envIds: readonly number[]): void {
    if (this.#restartTimes.length === 0) return;
    const homeless = envIds.filter((envId) => (this.#homes.get(envId) ?? env) !== env);
    for (const envId of homeless) this.#homes.delete(envId);
    if (homeless.length > 0) throw new EpisodeLost(homeless, this.#lastLoss);
  }

  #begin(restart: Promise<AskedEnv>): void {
    this.#current = restart;
    // Whoever asks next meets the rejection; if nobody does, it is not an unhandled one.
    restart.catch(() => undefined);
  }

  /** `dead` is what there was until now, if the last start brought anything. */
  async #restart(cause: unknown, dead?: AskedEnv): Promise<AskedEnv> {
    const now = performance.now();
    this.#restartTimes.push(now);
    const recent = this.#restartTimes.filter((time) => now - time < 60_000).length;
    await dead?.[Symbol.asyncDispose]();
    if (this.#restartTimes.length > lifetimeRestarts || recent > minuteRestarts) {
      throw new TooManyRestarts(
        `the simulator died or did not come up ${this.#restartTimes.length} times, ${recent} of them in the last minute, and is ` +
          `not started again (allowed: ${lifetimeRestarts} in all, ${minuteRestarts} a minute). ` +
          `Last: ${cause instanceof EpisodeLost ? cause.reason : messageOf(cause)}`,
        { cause },
      );
    }
    this.#options.onRestart?.(cause, this.#restartTimes.length);
    const env = await this.#options.start(this.#closing.signal);
    try {
      refuseOtherSpec(this.#spec, env.spec);
      return env;
    } catch (error) {
      await env[Symbol.asyncDispose]();
      throw error;
    }
  }
}

/** The errors of the wire that say their channel cannot be used any more (transport/errors.ts). */
function isLinkLost(error: unknown): boolean {
  return error instanceof Error && "usable" in error && error.usable === false;
}

function refuseOtherSpec(expected: AnyEnv["spec"], found: AnyEnv["spec"]): void {
  const fields = Object.keys(expected) as (keyof AnyEnv["spec"])[];
  const field = fields.find((name) => !isDeepStrictEqual(expected[name], found[name]));
  if (field === undefined) return;
  throw new SpecMismatch(
    `the restarted simulator serves another task: expected ${field} ${shown(expected[field])}, found ${shown(found[field])}`,
    "connect again if the change was meant; else undo what changed it while this program ran",
  );
}

function shown(value: unknown): string {
  return inspect(value, { depth: 3, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 16 });
}
