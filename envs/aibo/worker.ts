/**
 * A worker thread of the pool: one MuJoCo instance that walks the laps it is sent, one after another.
 *
 * In: `LapRequest`. Out: one `WorkerReply` "ready" once the model is loaded, then one a request, in order.
 */
import { parentPort } from "node:worker_threads";
import { messageOf } from "../../src/transport/errors.ts";
import { gaitFrom } from "./gait.ts";
import type { LapOptions, LapOutcome } from "./lap.ts";
import { AiboSimulation } from "./simulation.ts";
import { lapValues } from "./spec.ts";
import { walkLap } from "./walk-lap.ts";

export interface LapRequest {
  readonly id: number;
  /** Twelve numbers inside their bounds. */
  readonly gait: Float64Array;
  readonly seed: number;
  readonly options: LapOptions;
}

export type WorkerReply =
  | { readonly type: "ready" }
  | { readonly type: "lap"; readonly id: number; readonly outcome: LapOutcome; readonly values: Float64Array }
  | { readonly type: "failed"; readonly id: number; readonly message: string };

function walk(simulation: AiboSimulation, { id, gait, seed, options }: LapRequest): WorkerReply {
  try {
    const lap = walkLap(simulation, gaitFrom(gait), seed, options);
    return { type: "lap", id, outcome: lap.outcome, values: lapValues(lap) };
  } catch (error) {
    return { type: "failed", id, message: messageOf(error) };
  }
}

if (parentPort !== null) {
  const port = parentPort;
  const simulation = await AiboSimulation.create();
  port.on("message", (request: LapRequest) => port.postMessage(walk(simulation, request)));
  port.postMessage({ type: "ready" } satisfies WorkerReply);
}
