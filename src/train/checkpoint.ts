/**
 * A checkpoint of gait tuning: the state of a run as JSON (checkpoint-file.ts).
 *
 * Numbers are written in the shortest form that reads back as the same double, NaN as null.
 */
import { z } from "zod";
import {
  type CheckpointFormat,
  type Found,
  InvalidCheckpoint,
  newestOf,
  readCheckpoint,
  writeCheckpoint,
} from "./checkpoint-file.ts";
import { toJson, vectorOf } from "./json.ts";
import type { TrainState } from "./state.ts";

const format: CheckpointFormat = { format: "gaitway-checkpoint", version: 1 };

const vector = z.array(z.number().nullable()).transform(vectorOf);

const episode = z.object({
  seed: z.number(),
  return: z.number(),
  length: z.number(),
  terminated: z.boolean(),
  truncated: z.boolean(),
  reason: z.string(),
  finalObservation: vector,
});

const stateSchema = z.object({
  iteration: z.number().int().nonnegative(),
  params: vector,
  optimizer: z.object({ count: z.number().int().nonnegative(), moments: z.record(z.string(), vector) }),
  best: z.object({ iteration: z.number().int(), params: vector, meanReturn: z.number() }).optional(),
  partial: z.array(z.object({ candidate: z.number().int(), repeat: z.number().int(), episode })),
});

/** Writes `state` to `folder`/NNNNNN.json, named after the iterations completed. */
export async function saveCheckpoint(folder: string, state: TrainState): Promise<void> {
  await writeCheckpoint(folder, state.iteration, format, toJson(state));
}

/** The state in `file`. Throws InvalidCheckpoint saying what is wrong with it. */
export async function loadCheckpoint(file: string): Promise<TrainState> {
  const body = await readCheckpoint(file, format);
  const state = stateSchema.safeParse(JSON.parse(body));
  if (!state.success) throw new InvalidCheckpoint(`checkpoint ${file}: ${z.prettifyError(state.error)}`);
  return { ...state.data, best: state.data.best };
}

export type FoundCheckpoint = Found<TrainState>;

/** The newest whole checkpoint of `folder`, or undefined when there is none at all. */
export async function newestCheckpoint(folder: string): Promise<FoundCheckpoint | undefined> {
  return await newestOf(folder, loadCheckpoint);
}
