/**
 * A worker thread of the closed loop: one MuJoCo instance, the robots of its environments on it.
 *
 * Actions come and observations go through memory shared with the pool (shared-row.ts), messages only say whose turn it is.
 */
import { parentPort, workerData } from "node:worker_threads";
import { InvalidRequest } from "../../../src/env/env.ts";
import { serveJobs } from "../serve-jobs.ts";
import { AiboSimulation } from "../simulation.ts";
import { WalkEpisode } from "./episode.ts";
import { type SharedRow, viewsOf } from "./shared-row.ts";
import type { WalkEnding, WalkOptions } from "./spec.ts";

/** `robot` counts the environments of one worker. */
export type WalkRequest = { readonly robot: number } & (
  | { readonly kind: "reset"; readonly seed: number; readonly options: WalkOptions }
  | { readonly kind: "step" }
  | { readonly kind: "getState" }
  | { readonly kind: "setState"; readonly state: Float64Array }
);

/** A state that is none is refused, and nothing has changed; anything else that is thrown breaks the worker. */
export type WalkReply = {
  readonly ending: WalkEnding;
  readonly state?: Float64Array;
  readonly refused?: string;
};

function answer(episode: WalkEpisode, row: SharedRow, request: WalkRequest): WalkReply {
  if (request.kind === "step") episode.step(row.action);
  else if (request.kind === "reset") episode.reset(request.seed, request.options);
  else if (request.kind === "getState") return { ending: episode.ending, state: episode.state() };
  else {
    const refused = refusalOf(() => episode.restore(request.state));
    if (refused !== undefined) return { ending: episode.ending, refused };
  }
  row.reward[0] = episode.reward;
  return { ending: episode.ending };
}

function refusalOf(work: () => void): string | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidRequest) return error.message;
    throw error;
  }
  return undefined;
}

if (parentPort !== null) {
  const rows = (workerData as readonly SharedArrayBuffer[]).map(viewsOf);
  const simulations = await AiboSimulation.createMany(rows.length);
  const episodes = rows.map(
    ({ observation, properties }, robot) =>
      new WalkEpisode(simulations[robot] as AiboSimulation, observation, properties),
  );
  serveJobs(parentPort, (request: WalkRequest) =>
    answer(episodes[request.robot] as WalkEpisode, rows[request.robot] as SharedRow, request),
  );
}
