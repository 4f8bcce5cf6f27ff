/**
 * Where a run is kept: runs/NAME/ with config.yaml, world.json, metrics.jsonl, checkpoints/, evaluation.json, policy/,
 * policy-last/, log.jsonl, report.html.
 *
 * One process at a time writes to it (run.lock says which). Nothing is ever overwritten by another run. Killed
 * at any moment, it can be resumed from the last completed iteration: metrics are appended before the checkpoint is
 * renamed into place, and lines past the checkpoint are cut off when the run is resumed.
 */
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { messageOf } from "../transport/errors.ts";
import { writeWhole } from "../transport/whole-file.ts";
import { type FoundCheckpoint, newestCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import { appendMetrics, cutMetrics, readMetrics } from "./metrics.ts";
import { RunDirectoryError } from "./run-error.ts";
import { lockRun, unlockRun } from "./run-lock.ts";
import type { IterationRecord, TrainState } from "./state.ts";
import type { TrainStore } from "./train.ts";

export class RunDirectory implements TrainStore, AsyncDisposable {
  readonly path: string;
  readonly #held = new Set<Promise<unknown>>();
  /** Whether the folder of runs was made for this one. */
  readonly #isFirst: boolean;

  private constructor(path: string, isFirst: boolean) {
    this.path = path;
    this.#isFirst = isFirst;
  }

  /** A new run at `path`. Throws RunDirectoryError when there is something there, or it cannot be written. */
  static async create(path: string, config: string): Promise<RunDirectory> {
    let made: string | undefined;
    try {
      made = await mkdir(dirname(path), { recursive: true });
    } catch (error) {
      throw new RunDirectoryError(`run ${path} cannot be created: ${messageOf(error)}`, { cause: error });
    }
    try {
      await mkdir(path);
      await mkdir(join(path, "checkpoints"));
    } catch (error) {
      throw new RunDirectoryError(explainCreate(path, error), { cause: error });
    }
    const run = new RunDirectory(path, made !== undefined);
    await lockRun(path);
    await writeWhole(run.file("config.yaml"), config);
    return run;
  }

  /** The run at `path`, to be continued. Throws RunDirectoryError when there is none or another process writes to it. */
  static async open(path: string): Promise<RunDirectory> {
    const run = new RunDirectory(path, false);
    await run.readConfig();
    await lockRun(path);
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
    await cutMetrics(this.path, found?.state.iteration ?? 0);
    return found;
  }

  async save(state: TrainState, record?: IterationRecord): Promise<void> {
    if (record !== undefined) await appendMetrics(this.path, record);
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

  /** Removes the run and everything in it, and the folder of runs if it was the first: for one that never began. */
  async discard(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
    if (!this.#isFirst) return;
    await rmdir(dirname(this.path)).catch((error: NodeJS.ErrnoException) => {
      // Another run has begun beside it.
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST" && error.code !== "ENOENT") throw error;
    });
  }

  hold(work: Promise<unknown>): void {
    this.#held.add(work);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#held);
    await unlockRun(this.path);
  }
}

/** config.yaml of the run at `path`. */
export async function readConfig(path: string): Promise<string> {
  return await readFile(join(path, "config.yaml"), "utf8").catch((error: unknown) => {
    throw new RunDirectoryError(`${path} is not a run: expected a config.yaml in it (${messageOf(error)})`, {
      cause: error,
    });
  });
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
