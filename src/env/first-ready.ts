/**
 * The pool of one session: results of single environments in the order they finish, handed to whoever waits longest as
 * soon as there are enough of them.
 */
import type { Fault } from "../transport/errors.ts";
import type { StepResult } from "./env.ts";
import type { Space } from "./space.ts";

/** Results of one environment each, in the order they came, and what failed instead. */
export interface Ready {
  readonly results: readonly StepResult<Space>[];
  readonly failures: readonly Fault[];
}

interface Waiter {
  readonly minBatch: number;
  readonly resolve: (ready: Ready) => void;
}

export class FirstReady {
  #results: StepResult<Space>[] = [];
  #failures: Fault[] = [];
  /** The step that each environment is at. */
  readonly #inFlight = new Map<number, Promise<unknown>>();
  readonly #waiting: Waiter[] = [];

  /** Adds the step of one environment. `faultOf` turns a rejection into what is reported in its place. */
  add(envId: number, step: Promise<StepResult<Space>>, faultOf: (error: unknown) => Fault): void {
    this.#inFlight.set(envId, step);
    const settle = (keep: () => void) => {
      if (this.#inFlight.get(envId) !== step) return;
      this.#inFlight.delete(envId);
      keep();
      this.#serve();
    };
    step.then(
      (result) => settle(() => this.#results.push(result)),
      (error) => settle(() => this.#failures.push(faultOf(error))),
    );
  }

  /** These environments are reset: what their last episodes still have to tell is told to nobody. */
  discard(envIds: readonly number[]): void {
    for (const envId of envIds) this.#inFlight.delete(envId);
    const stays = (of: { readonly envIds: readonly number[] }) =>
      !of.envIds.some((envId) => envIds.includes(envId));
    this.#results = this.#results.filter(stays);
    this.#failures = this.#failures.filter(stays);
    this.#serve();
  }

  /**
   * Everything that is ready, once that is at least `minBatch` or nothing more is in flight. Aborting gives up the place
   * in the queue; the results stay for the next.
   */
  take(minBatch: number, signal: AbortSignal): Promise<Ready> {
    return new Promise((resolve, reject) => {
      const waiter = { minBatch, resolve };
      this.#waiting.push(waiter);
      this.#serve();
      if (!this.#waiting.includes(waiter)) return;
      signal.addEventListener("abort", () => {
        const place = this.#waiting.indexOf(waiter);
        if (place < 0) return;
        this.#waiting.splice(place, 1);
        reject(signal.reason);
      });
    });
  }

  #serve(): void {
    for (;;) {
      const waiter = this.#waiting[0];
      const count = this.#results.length + this.#failures.length;
      if (waiter === undefined || count < Math.min(waiter.minBatch, count + this.#inFlight.size)) return;
      this.#waiting.shift();
      const ready = { results: this.#results, failures: this.#failures };
      this.#results = [];
      this.#failures = [];
      waiter.resolve(ready);
    }
  }
}
