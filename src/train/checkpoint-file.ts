/**
 * A checkpoint as a file that says what it is and proves that it is whole:
 *
 *   line 1   {"format":…,"version":…,"sha256":"…of line 2…"}
 *   line 2   the state
 */
import { createHash } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../transport/whole-file.ts";

export interface CheckpointFormat {
  readonly format: string;
  readonly version: number;
}

/** A checkpoint that cannot be used: half-written, altered, or of another version. */
export class InvalidCheckpoint extends Error {
  override readonly name = "InvalidCheckpoint";
}

/** Writes `folder`/NNNNNN.json, named after the iterations completed. `body` is one line. */
export async function writeCheckpoint(
  folder: string,
  iteration: number,
  { format, version }: CheckpointFormat,
  body: string,
): Promise<void> {
  const head = JSON.stringify({ format, version, sha256: sha256(body) });
  await writeWhole(join(folder, nameOf(iteration)), `${head}\n${body}\n`);
}

/** The state in `file`, as text. Throws InvalidCheckpoint saying what is wrong with it. */
export async function readCheckpoint(file: string, { format, version }: CheckpointFormat): Promise<string> {
  const invalid = (found: string): InvalidCheckpoint => new InvalidCheckpoint(`checkpoint ${file}: ${found}`);
  const [head = "", body = ""] = (await readFile(file, "utf8")).split("\n");
  const claimed = parsed(head);
  if (claimed?.format !== format)
    throw invalid(`expected a file that begins with format "${format}"; it is cut short or not a checkpoint`);
  if (claimed.version !== version)
    throw invalid(`is of version ${claimed.version}, this Gaitway reads version ${version}`);
  if (claimed.sha256 !== sha256(body))
    throw invalid("is cut short or altered: its content does not match its SHA-256");
  return body;
}

export interface Found<State> {
  readonly state: State;
  readonly file: string;
  /** Why newer files were passed over, newest first. */
  readonly passedOver: readonly string[];
}

/** The newest checkpoint of `folder` that `load` can read, or undefined when there is none at all. */
export async function newestOf<State>(
  folder: string,
  load: (file: string) => Promise<State>,
): Promise<Found<State> | undefined> {
  const passedOver: string[] = [];
  for (const name of (await names(folder)).reverse()) {
    const file = join(folder, name);
    try {
      return { state: await load(file), file, passedOver };
    } catch (error) {
      const { message } = error as Error;
      passedOver.push(error instanceof InvalidCheckpoint ? message : `checkpoint ${file}: ${message}`);
    }
  }
  if (passedOver.length > 0)
    throw new InvalidCheckpoint(`no checkpoint in ${folder} is whole:\n${passedOver.join("\n")}`);
  return undefined;
}

/** Removes all but the newest `kept`. */
export async function pruneCheckpoints(folder: string, kept: number): Promise<void> {
  for (const name of (await names(folder)).slice(0, -kept)) await rm(join(folder, name), { force: true });
}

/** Oldest first. */
async function names(folder: string): Promise<string[]> {
  const iteration = (name: string): number => Number.parseInt(name, 10);
  const files = (await readdir(folder)).filter((name) => /^\d{6,}\.json$/.test(name));
  return files.sort((a, b) => iteration(a) - iteration(b));
}

function nameOf(iteration: number): string {
  return `${String(iteration).padStart(6, "0")}.json`;
}

function parsed(json: string): { format?: string; version?: number; sha256?: string } | undefined {
  try {
    return JSON.parse(json) as { format?: string; version?: number; sha256?: string };
  } catch {
    return undefined;
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
