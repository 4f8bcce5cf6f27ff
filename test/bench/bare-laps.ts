/** The same laps in bare worker threads with plain postMessage: what Gaitway's laps/s are measured against. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { LapOptions } from "../../envs/aibo/lap.ts";

export interface BareLap {
  readonly gait: Float64Array;
  readonly seed: number;
  readonly options: LapOptions;
}

export class BareWorkers implements AsyncDisposable {
  readonly #threads: readonly Worker[];

  private constructor(threads: readonly Worker[]) {
    this.#threads = threads;
  }

  /** Resolves when every thread has loaded its model. */
  static async start(count: number): Promise<BareWorkers> {
    const url = new URL("./bare-lap-worker.js", import.meta.url);
    const threads = Array.from({ length: count }, () => new Worker(url));
    await Promise.all(threads.map((thread) => once(thread, "message")));
    return new BareWorkers(threads);
  }

  /** The speed of each lap in the order of the laps, m/s; the next lap goes to whichever thread is free. */
  async run(laps: readonly BareLap[]): Promise<Float64Array> {
    const speeds = new Float64Array(laps.length);
    let next = 0;
    await Promise.all(
      this.#threads.map(async (thread) => {
        while (next < laps.length) {
          const index = next++;
          thread.postMessage(laps[index]);
          speeds[index] = (await once(thread, "message"))[0];
        }
      }),
    );
    return speeds;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }
}
