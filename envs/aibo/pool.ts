/**
 * AIBOs side by side: one MuJoCo instance a worker thread, one environment a worker, served as one `Env`.
 *
 * In come gaits, out come laps; which worker walks a lap makes no difference to a bit of it.
 */
import { Worker } from "node:worker_threads";
import {
  type Env,
  EpisodeLost,
  InvalidRequest,
  ResetNeeded,
  type ResetRequest,
  type ResetResult,
  type StepRequest,
  type StepResult,
} from "../../src/env/env.ts";
import { abortable } from "./abortable.ts";
import { gaitSize, validateGait } from "./gait.ts";
import type { LapOptions } from "./lap.ts";
import { PoolClosed, SimulatorWorker, type WorkerRestart } from "./simulator-worker.ts";
import { aiboSpec, lapFields, lapOptionsFrom } from "./spec.ts";
import type { LapRequest, LapResult } from "./worker.ts";

type LapWorker = SimulatorWorker<LapRequest, LapResult>;

export interface AiboPoolOptions {
  /** Worker threads, and environments. */
  readonly workers: number;
  /** Told of every worker that died and was replaced. */
  readonly onRestart?: (restart: WorkerRestart) => void;
  /** How a worker thread is started. */
  readonly spawn?: (envId: number) => Worker;
}

function spawnWorker(): Worker {
  return new Worker(new URL("./worker.js", import.meta.url));
}

/**
 * Starts the workers and waits until each has loaded its model (about half a second). Rejects when one cannot start,
 * leaving none behind.
 */
export async function createAiboPool(options: AiboPoolOptions): Promise<Env> {
  const { workers, onRestart = () => undefined, spawn = spawnWorker } = options;
  if (!Number.isInteger(workers) || workers < 1 || workers > 256)
    throw new RangeError(`workers must be a whole number from 1 to 256; got ${workers}`);
  const pool = new AiboPool(
    Array.from(
      { length: workers },
      (_, envId): LapWorker => new SimulatorWorker({ envIds: [envId], spawn: () => spawn(envId), onRestart }),
    ),
  );
  try {
    await pool.ready();
    return pool;
  } catch (error) {
    await pool[Symbol.asyncDispose]();
    throw error;
  }
}

/** A lap that has been reset and not yet walked. */
interface Start {
  readonly seed: number;
  readonly options: LapOptions;
}

class AiboPool implements Env {
  readonly spec;
  readonly #workers: readonly LapWorker[];
  readonly #starts = new Map<number, Start>();
  readonly #laps = new Map<number, Promise<LapResult>>();
  #disposed = false;

  constructor(workers: readonly LapWorker[]) {
    this.#workers = workers;
    this.spec = aiboSpec(workers.length);
  }

  async ready(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.ready()));
  }

  async reset({ envIds, seeds, options }: ResetRequest, signal?: AbortSignal): Promise<ResetResult> {
    signal?.throwIfAborted();
    this.#checkIds(envIds);
    if (seeds.length !== envIds.length)
      throw new InvalidRequest(`expected ${envIds.length} seeds, one an environment; got ${seeds.length}`);
    const wrong = seeds.find((seed) => !Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32);
    if (wrong !== undefined)
      throw new InvalidRequest(`a seed is a whole number from 0 to 2^32 − 1; got ${wrong}`);
    const lapOptions = lapOptionsFrom(options);
    await abortable(Promise.all(envIds.map((envId) => this.#idle(envId))), signal);
    envIds.forEach((envId, index) => {
      this.#starts.set(envId, { seed: seeds[index] ?? 0, options: lapOptions });
    });
    return { envIds, observations: new Float64Array(envIds.length * lapFields.length) };
  }

  /**
   * Walks a lap in each environment named, at the same time. When one of them is lost the whole request is, and
   * `EpisodeLost` names them all: ask for one environment at a time where the others matter.
   */
  async step({ envIds, actions }: StepRequest, signal?: AbortSignal): Promise<StepResult> {
    signal?.throwIfAborted();
    this.#checkIds(envIds);
    checkActions(envIds, actions);
    const starts = envIds.map((envId) => this.#starts.get(envId) ?? fail(new ResetNeeded(envId)));
    const laps = envIds.map((envId, index) => {
      const gait = actions.slice(index * gaitSize, (index + 1) * gaitSize);
      return this.#walk(envId, gait, starts[index] as Start);
    });
    try {
      return toStepResult(envIds, await abortable(Promise.all(laps), signal));
    } catch (error) {
      if (!(error instanceof EpisodeLost) || envIds.length === 1) throw error;
      await Promise.allSettled(laps);
      throw new EpisodeLost(envIds, `one of their simulators failed (${error.message})`, { cause: error });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    await Promise.all(this.#workers.map((worker) => worker[Symbol.asyncDispose]()));
  }

  /** Resolves when the environment can take a lap: a lap that was given up is walked to its end first. */
  async #idle(envId: number): Promise<void> {
    await this.#laps.get(envId)?.catch(() => undefined);
    await this.#worker(envId).ready();
  }

  async #walk(envId: number, gait: Float64Array, start: Start): Promise<LapResult> {
    this.#starts.delete(envId);
    const lap = this.#worker(envId).ask(envId, { gait, ...start });
    this.#laps.set(envId, lap);
    try {
      return await lap;
    } finally {
      this.#laps.delete(envId);
    }
  }

  #worker(envId: number): LapWorker {
    return this.#workers[envId] ?? fail(new InvalidRequest(`no environment ${envId}`));
  }

  #checkIds(envIds: readonly number[]): void {
    if (this.#disposed) throw new PoolClosed();
    if (envIds.length === 0) throw new InvalidRequest("no environment was named");
    for (const envId of envIds) {
      if (this.#workers[envId] === undefined)
        throw new InvalidRequest(`no environment ${envId}; there are 0 … ${this.#workers.length - 1}`);
    }
    if (new Set(envIds).size !== envIds.length)
      throw new InvalidRequest(`each environment once a request; got ${envIds.join(", ")}`);
  }
}

function fail(error: Error): never {
  throw error;
}

function checkActions(envIds: readonly number[], actions: Float64Array): void {
  const expected = envIds.length * gaitSize;
  if (actions.length !== expected)
    throw new InvalidRequest(
      `expected ${expected} numbers (${envIds.length} × ${gaitSize}); got ${actions.length}. Nothing was walked`,
    );
  envIds.forEach((envId, index) => {
    const errors = validateGait(actions.subarray(index * gaitSize, (index + 1) * gaitSize));
    if (errors.length > 0)
      throw new InvalidRequest(
        `gait for environment ${envId}: ${errors.map((error) => error.message).join("; ")}. Nothing was walked`,
      );
  });
}

function toStepResult(envIds: readonly number[], laps: readonly LapResult[]): StepResult {
  const observations = new Float64Array(laps.length * lapFields.length);
  laps.forEach((lap, index) => {
    observations.set(lap.values, index * lapFields.length);
  });
  return {
    envIds,
    observations,
    rewards: Float64Array.from(laps, (lap) => lap.values[0] ?? Number.NaN),
    terminated: laps.map((lap) => lap.outcome !== "timedOut"),
    truncated: laps.map((lap) => lap.outcome === "timedOut"),
    reasons: laps.map((lap) => lap.outcome),
  };
}
