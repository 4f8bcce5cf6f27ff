/** The same laps in bare worker threads with plain postMessage: what Gaitway's laps/s are measured against. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { LapOptions } from "../../envs/aibo/lap.ts";

export interface BareLap {
  readonly gait: Float64Array;
  readonly seed: number;
  readonly options: LapOptions;
}

export interface BareLapsResult {
  /** Speed of each lap in the order of the jobs, m/s. */
  readonly speeds: Float64Array;
  /** From the first lap posted to the last one answered, s; loading the workers is not in it. */
  readonly seconds: number;
}

/** Walks `jobs` on `workers` threads, the next lap to whichever is free. */
export async function runBareLaps(jobs: readonly BareLap[], workers: number): Promise<BareLapsResult> {
  const threads = Array.from(
    { length: workers },
    () => new Worker(new URL("./bare-lap-worker.js", import.meta.url)),
  );
  try {
    await Promise.all(threads.map((thread) => once(thread, "message")));
    const speeds = new Float64Array(jobs.length);
    let next = 0;
    const begin = performance.now();
    await Promise.all(
      threads.map(async (thread) => {
        while (next < jobs.length) {
          const index = next++;
          thread.postMessage(jobs[index]);
          speeds[index] = (await once(thread, "message"))[0];
        }
      }),
    );
    return { speeds, seconds: (performance.now() - begin) / 1000 };
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}
