/**
 * Where a run is kept: runs/NAME/ with config.yaml, metrics.jsonl, checkpoints/, policy/, log.jsonl, report.html.
 *
 * One process at a time writes to it (run.lock says which). Nothing is ever overwritten by another run. Killed
 * at any moment, it can be resumed from the last completed iteration: metrics are appended before the checkpoint is
 * renamed into place, and lines past the checkpoint are cut off when the run is resumed.
 */
import { existsSync } from "node:fs";
import {
  appendFile,
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  truncate,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeWhole } from "../transport/whole-file.ts";
import { type FoundCheckpoint, newestCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import type { IterationRecord, TrainState } from "./state.ts";
import type { TrainStore } from "./train.ts";

/** The directory cannot be used for this; the message says what to do. Nothing in it was changed. */
export class RunDirectoryError extends Error {
  override readonly name = "RunDirectoryError";
}

export class RunDirectory implements TrainStore, AsyncDisposable {
  readonly path: string;
  readonly #held = new Set<Promise<unknown>>();

  private constructor(path: string) {
    this.path = path;
  }

  /** A new run at `path`. Throws RunDirectoryError when there is something there, or it cannot be written. */
  static async create(path: string, config: string): Promise<RunDirectory> {
    try {
      await mkdir(dirname(path), { recursive: true });
    } catch (error) {
      throw new RunDirectoryError(`run ${path} cannot be created: ${messageOf(error)}`, { cause: error });
    }
    try {
      await mkdir(path);
      await mkdir(join(path, "checkpoints"));
    } catch (error) {
      throw new RunDirectoryError(explainCreate(path, error), { cause: error });
    }
    const run = new RunDirectory(path);
    await run.#lock();
    await writeWhole(run.file("config.yaml"), config);
    return run;
  }

  /** The run at `path`, to be continued. Throws RunDirectoryError when there is none or another process writes to it. */
  static async open(path: string): Promise<RunDirectory> {
    const run = new RunDirectory(path);
    await run.readConfig();
    await run.#lock();
    return run;
  }

  file(name: string): string {
    return join(this.path, name);
  }

  async readConfig(): Promise<string> {
    return await readConfig(this.path);
  }

  /** The newest whole checkpoint; undefined when the run never completed one. */
  async checkpoint(): Promise<FoundCheckpoint | undefined> {
    const found = await newestCheckpoint(this.file("checkpoints")).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      return undefined;
    });
    // Killed before its first checkpoint, a run has one line at most; with more, checkpoints were removed.
    const lines = (await readMetrics(this.path)).length;
    if (found === undefined && lines > 1) {
      throw new RunDirectoryError(
        `run ${this.path} has ${lines} iterations in metrics.jsonl and no checkpoint to go on from; nothing was changed. ` +
          `Put its checkpoints/ back, or start again under another name with --config ${this.file("config.yaml")}`,
      );
    }
    await mkdir(this.file("checkpoints"), { recursive: true });
    await this.#cutMetrics(found?.state.iteration ?? 0);
    return found;
  }

  async save(state: TrainState, record?: IterationRecord): Promise<void> {
    if (record !== undefined)
      await appendFile(this.file("metrics.jsonl"), `${toLine(record)}\n`, { flush: true });
    await saveCheckpoint(this.file("checkpoints"), state);
  }

  async write(name: string, content: string): Promise<void> {
    await writeWhole(this.file(name), content);
  }

  /** The text of a file of the run, or `missing` when it is not there. */
  async read(name: string, missing: string): Promise<string> {
    return await readFile(this.file(name), "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return missing;
      throw error;
    });
  }

  async metrics(): Promise<IterationRecord[]> {
    return await readMetrics(this.path);
  }

  /** Whether nothing was measured yet: no evaluation, no checkpoint. */
  async isEmpty(): Promise<boolean> {
    const checkpoints = await readdir(this.file("checkpoints"));
    return checkpoints.length === 0 && !existsSync(this.file("evaluation.json"));
  }

  /** Removes the run and everything in it: for one that never began. */
  async discard(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }

  hold(work: Promise<unknown>): void {
    this.#held.add(work);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#held);
    await rm(this.file("run.lock"), { force: true });
  }

  /** Drops metrics of iterations after `iteration`: they were written, but their checkpoint was not. */
  async #cutMetrics(iteration: number): Promise<void> {
    const lines = await readLines(this.path);
    const past = parseLines(this.path, lines).findIndex((record) => record.iteration > iteration);
    const kept = past < 0 ? lines : lines.slice(0, past);
    const length = Buffer.byteLength(kept.map((line) => `${line}\n`).join(""));
    await truncate(this.file("metrics.jsonl"), length).catch(ignoreMissing);
  }

  async #lock(): Promise<void> {
    const path = this.file("run.lock");
    const mine = join(this.path, `run.lock.${process.pid}.tmp`);
    const me = await identity(process.pid);
    try {
      await writeFile(mine, me);
      // A link appears with its content or not at all, and only one of two can make it.
      while (!(await linked(mine, path))) await this.#removeStale(path);
    } catch (error) {
      if (error instanceof RunDirectoryError) throw error;
      throw new RunDirectoryError(`run ${this.path} cannot be written: ${messageOf(error)}`, {
        cause: error,
      });
    } finally {
      await rm(mine, { force: true });
    }
  }

  /** Takes the lock of a process that is gone out of the way. Throws RunDirectoryError while its process lives. */
  async #removeStale(path: string): Promise<void> {
    const holder = await readFile(path, "utf8").catch(() => "");
    const pid = Number.parseInt(holder, 10);
    const alive = pid > 0 && pid !== process.pid && isAlive(pid) && isSame(holder, await identity(pid));
    const aside = `${path}.${process.pid}.stale`;
    // Another resumer may have replaced the stale lock by its own since it was read: that one goes back.
    if (!alive && (await moved(path, aside))) {
      const taken = await readFile(aside, "utf8");
      if (taken !== holder) await linked(aside, path);
      await rm(aside, { force: true });
      if (taken === holder) return;
    } else if (!alive) return;
    throw new RunDirectoryError(
      `run ${this.path} is being written by process ${Number.parseInt(await readFile(path, "utf8").catch(() => holder), 10)}; wait for it or stop it first`,
    );
  }
}

/** A process id and, where the system says it, when that process began: ids are used again after a restart. */
async function identity(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The name, in parentheses, may hold spaces; the start time is the 22nd field of all, the 20th after it.
  const begun = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  return `${pid} ${begun}`.trim();
}

/** Whether a lock is of the process that has its id now; a lock without a start time is taken at its word. */
function isSame(lock: string, found: string): boolean {
  return lock === found || !lock.trim().includes(" ");
}

async function linked(from: string, to: string): Promise<boolean> {
  return await succeeds(link(from, to), "EEXIST");
}

async function moved(from: string, to: string): Promise<boolean> {
  return await succeeds(rename(from, to), "ENOENT");
}

async function succeeds(work: Promise<void>, expected: string): Promise<boolean> {
  return await work.then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === expected) return false;
      throw error;
    },
  );
}

/** config.yaml of the run at `path`. */
export async function readConfig(path: string): Promise<string> {
  return await readFile(join(path, "config.yaml"), "utf8").catch((error: unknown) => {
    throw new RunDirectoryError(`${path} is not a run: expected a config.yaml in it (${messageOf(error)})`, {
      cause: error,
    });
  });
}

/** The whole lines of metrics.jsonl; a last line without its end was cut by a crash and does not count. */
async function readLines(path: string): Promise<string[]> {
  const text = await readFile(join(path, "metrics.jsonl"), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return text.split("\n").slice(0, -1);
}

async function readMetrics(path: string): Promise<IterationRecord[]> {
  return parseLines(path, await readLines(path));
}

function parseLines(path: string, lines: readonly string[]): IterationRecord[] {
  return lines.map((line, index) => {
    try {
      return fromLine(line);
    } catch (error) {
      throw new RunDirectoryError(
        `${join(path, "metrics.jsonl")}, line ${index + 1}, is not the record of an iteration: ${messageOf(error)}. ` +
          "Nothing was changed; take the line out, or move the file away: the run goes on without its curve so far",
        { cause: error },
      );
    }
  });
}

function toLine(record: IterationRecord): string {
  return JSON.stringify(record, (_, value: unknown) =>
    value instanceof Float64Array ? Array.from(value) : value,
  );
}

function fromLine(line: string): IterationRecord {
  const raw = JSON.parse(line) as IterationRecord;
  const vector = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from(Array.from(values), (v) => v ?? Number.NaN);
  return {
    ...raw,
    params: vector(raw.params),
    gradient: vector(raw.gradient),
    meanObservation: vector(raw.meanObservation),
    gradientVariance: raw.gradientVariance ?? Number.NaN,
  };
}

function explainCreate(path: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "EEXIST") {
    return `run ${path} exists already and is never overwritten; continue it with --resume ${path}, or choose another --run NAME`;
  }
  if (code === "EACCES" || code === "EROFS" || code === "EPERM") {
    return `run ${path} cannot be created: no permission to write there; choose another --run NAME or mend the permissions`;
  }
  return `run ${path} cannot be created: ${messageOf(error)}`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
