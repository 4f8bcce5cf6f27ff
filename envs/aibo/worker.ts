/** A worker thread of the pool: one MuJoCo instance that walks the laps it is sent, one after another. */
import { parentPort } from "node:worker_threads";
import { gaitFrom } from "./gait.ts";
import type { LapOptions, LapOutcome } from "./lap.ts";
import { serveJobs } from "./serve-jobs.ts";
import { AiboSimulation } from "./simulation.ts";
import { lapValues } from "./spec.ts";
import { walkLap } from "./walk-lap.ts";

export interface LapRequest {
  /** Twelve numbers inside their bounds. */
  readonly gait: Float64Array;
  readonly seed: number;
  readonly options: LapOptions;
}

export interface LapResult {
  readonly outcome: LapOutcome;
  /** In the order of `lapFields`. */
  readonly values: Float64Array;
}

if (parentPort !== null) {
  const simulation = await AiboSimulation.create();
  serveJobs(parentPort, ({ gait, seed, options }: LapRequest): LapResult => {
    const lap = walkLap(simulation, gaitFrom(gait), seed, options);
    return { outcome: lap.outcome, values: lapValues(lap) };
  });
}
