/**
 * A checkpoint: the state of a run as one JSON file that says what it is and proves that it is whole.
 *
 *   line 1   {"format":"gaitway-checkpoint","version":1,"sha256":"…of line 2…"}
 *   line 2   the state
 *
 * Numbers are written in the shortest form that reads back as the same double, NaN as null.
 */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeWhole } from "../transport/whole-file.ts";
import { toJson, vectorOf } from "./json.ts";
import type { TrainState } from "./state.ts";

const format = "gaitway-checkpoint";
const version = 1;

/** A checkpoint that cannot be used: half-written, altered, or of another version. */
export class InvalidCheckpoint extends Error {
  override readonly name = "InvalidCheckpoint";
}

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
  const body = toJson(state);
  const head = JSON.stringify({ format, version, sha256: sha256(body) });
  await writeWhole(join(folder, `${String(state.iteration).padStart(6, "0")}.json`), `${head}\n${body}\n`);
}

/** The state in `file`. Throws InvalidCheckpoint saying what is wrong with it. */
export async function loadCheckpoint(file: string): Promise<TrainState> {
  const invalid = (found: string): InvalidCheckpoint => new InvalidCheckpoint(`checkpoint ${file}: ${found}`);
  const [head = "", body = ""] = (await readFile(file, "utf8")).split("\n");
  const claimed = parse(head) as { format?: string; version?: number; sha256?: string } | undefined;
  if (claimed?.format !== format)
    throw invalid(`expected a file that begins with format "${format}"; it is cut short or not a checkpoint`);
  if (claimed.version !== version)
    throw invalid(`is of version ${claimed.version}, this Gaitway reads version ${version}`);
  if (claimed.sha256 !== sha256(body))
    throw invalid("is cut short or altered: its content does not match its SHA-256");
  const state = stateSchema.safeParse(parse(body));
  if (!state.success) throw invalid(z.prettifyError(state.error));
  return { ...state.data, best: state.data.best };
}

export interface FoundCheckpoint {
  readonly state: TrainState;
  readonly file: string;
  /** Why newer files were passed over, newest first. */
  readonly passedOver: readonly string[];
}

/** The newest whole checkpoint of `folder`, or undefined when there is none at all. */
export async function newestCheckpoint(folder: string): Promise<FoundCheckpoint | undefined> {
  const files = (await readdir(folder))
    .filter((name) => /^\d{6}\.json$/.test(name))
    .sort()
    .reverse();
  const passedOver: string[] = [];
  for (const name of files) {
    const file = join(folder, name);
    try {
      return { state: await loadCheckpoint(file), file, passedOver };
    } catch (error) {
      const { message } = error as Error;
      passedOver.push(error instanceof InvalidCheckpoint ? message : `checkpoint ${file}: ${message}`);
    }
  }
  if (passedOver.length > 0)
    throw new InvalidCheckpoint(`no checkpoint in ${folder} is whole:\n${passedOver.join("\n")}`);
  return undefined;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
