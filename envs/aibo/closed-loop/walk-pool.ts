/**
 * AIBOs in the closed loop, side by side: one MuJoCo instance a worker thread, one robot an environment on it.
 *
 * Each environment is stepped by itself, so whoever asks for them one by one has them first ready, first served; which
 * worker a robot lives in makes no difference to a bit of its episode. A simulator that dies loses the episodes on it,
 * truncated with the reason; the others are unharmed.
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { checkReset, checkStep } from "../../../src/env/border.ts";
import {
  type Env,
  InvalidRequest,
  type Properties,
  type ResetRequest,
  type ResetResult,
  type SimulatorState,
  type StepRequest,
  type StepResult,
} from "../../../src/env/env.ts";
import { abortable } from "../abortable.ts";
import { PoolClosed, SimulatorWorker, type WorkerRestart } from "../simulator-worker.ts";
import { observationSize, targetFields } from "./observation.ts";
import { Seat, type SeatStep, type WalkWorker } from "./seat.ts";
import { newSharedRow, viewsOf } from "./shared-row.ts";
import { walkOptionsFrom, walkSpec } from "./spec.ts";

export interface AiboWalkPoolOptions {
  /** Worker threads; as many as the machine runs at once, by default. */
  readonly workers?: number;
  /** Robots, shared out among the workers; one each by default. */
  readonly envCount?: number;
  /** Told of each environment whose worker died and was replaced. */
  readonly onRestart?: (restart: WorkerRestart) => void;
  /** How a worker thread is started on the memory of its robots. */
  readonly spawn?: (rows: readonly SharedArrayBuffer[]) => Worker;
}

function spawnWorker(rows: readonly SharedArrayBuffer[]): Worker {
  return new Worker(new URL("./walk-worker.js", import.meta.url), { workerData: rows });
}

function checkCount(name: string, count: number, most: number): void {
  if (!Number.isInteger(count) || count < 1 || count > most)
    throw new RangeError(`${name} must be a whole number from 1 to ${most}; got ${count}`);
}

/**
 * Starts the workers and waits until each has loaded its robots. Rejects when one cannot start, leaving none behind.
 */
export async function createAiboWalkPool(options: AiboWalkPoolOptions = {}): Promise<Env> {
  const { workers: workerCount = availableParallelism(), envCount = workerCount } = options;
  checkCount("workers", workerCount, 256);
  checkCount("envCount", envCount, 4096);
  const pool = new WalkPool(Math.min(workerCount, envCount), envCount, options);
  try {
    await pool.ready();
    return pool;
  } catch (error) {
    await pool[Symbol.asyncDispose]();
    throw error;
  }
}

/** A worker thread and the places of its robots, which hear of its death. */
function seatRobots(
  envIds: readonly number[],
  spawn: (rows: readonly SharedArrayBuffer[]) => Worker,
  onRestart: (restart: WorkerRestart) => void,
): { worker: WalkWorker; seats: readonly Seat[] } {
  const rows = envIds.map(newSharedRow);
  const seats: Seat[] = [];
  const worker: WalkWorker = new SimulatorWorker({
    envIds,
    spawn: () => spawn(rows),
    onDeath: (reason) => {
      for (const seat of seats) seat.workerDied(reason);
    },
    onRestart,
  });
  envIds.forEach((envId, robot) => {
    seats.push(new Seat(envId, robot, viewsOf(rows[robot] as SharedArrayBuffer), worker));
  });
  return { worker, seats };
}

class WalkPool implements Env {
  readonly spec;
  readonly properties: Properties;
  readonly state: SimulatorState;
  readonly #workers: WalkWorker[] = [];
  readonly #seats: Seat[] = [];
  #disposed = false;

  constructor(workerCount: number, envCount: number, options: AiboWalkPoolOptions) {
    const { onRestart = () => undefined, spawn = spawnWorker } = options;
    this.spec = walkSpec(envCount);
    for (let index = 0; index < workerCount; index++) {
      const first = Math.floor((index * envCount) / workerCount);
      const next = Math.floor(((index + 1) * envCount) / workerCount);
      const envIds = Array.from({ length: next - first }, (_, robot) => first + robot);
      const { worker, seats } = seatRobots(envIds, spawn, onRestart);
      this.#workers.push(worker);
      this.#seats.push(...seats);
    }
    this.properties = {
      read: async (envIds, names) => envIds.map((envId) => this.#seat(envId).readProperties(names)),
      write: async () => {
        throw new InvalidRequest("no property of aibo:walk can be written");
      },
    };
    this.state = {
      get: (envIds) => this.#getStates(envIds),
      set: (envIds, states) => this.#setStates(envIds, states),
    };
  }

  async ready(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.ready()));
  }

  async reset(request: ResetRequest, signal?: AbortSignal): Promise<ResetResult> {
    this.#requireOpen(signal);
    checkReset(this.spec, request);
    const { envIds, seeds } = request;
    const options = walkOptionsFrom(request.options);
    const resets = envIds.map((envId, i) => this.#seat(envId).reset(seeds[i] as number, options));
    await this.#finish(envIds, resets, signal);
    return { envIds, observations: this.#observations(envIds) };
  }

  async step(request: StepRequest, signal?: AbortSignal): Promise<StepResult> {
    this.#requireOpen(signal);
    checkStep(this.spec, request);
    const { envIds, actions } = request;
    const seats = envIds.map((envId) => this.#seat(envId));
    for (const seat of seats) seat.requireRunning();
    const size = targetFields.length;
    const steps = seats.map((seat, i) => seat.step(actions.subarray(i * size, (i + 1) * size)));
    return this.#toResult(envIds, seats, await this.#finish(envIds, steps, signal));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    await Promise.all(this.#workers.map((worker) => worker[Symbol.asyncDispose]()));
  }

  #requireOpen(signal?: AbortSignal): void {
    signal?.throwIfAborted();
    if (this.#disposed) throw new PoolClosed();
  }

  #seat(envId: number): Seat {
    const seat = this.#seats[envId];
    if (seat !== undefined) return seat;
    throw new InvalidRequest(`no environment ${envId}; there are 0 … ${this.#seats.length - 1}`);
  }

  /** Waits for all of `work`; when the waiting ends before it, the environments have to be reset. */
  async #finish<Value>(
    envIds: readonly number[],
    work: readonly Promise<Value>[],
    signal: AbortSignal | undefined,
  ): Promise<Value[]> {
    const turns = envIds.map((envId) => this.#seat(envId).turn);
    try {
      return await abortable(Promise.all(work), signal);
    } catch (error) {
      for (const [i, envId] of envIds.entries()) this.#seat(envId).abandon(turns[i] as number);
      await Promise.allSettled(signal?.aborted ? [] : work);
      throw error;
    }
  }

  #observations(envIds: readonly number[]): Float64Array {
    const observations = new Float64Array(envIds.length * observationSize);
    envIds.forEach((envId, i) => {
      observations.set(this.#seat(envId).observation, i * observationSize);
    });
    return observations;
  }

  #toResult(envIds: readonly number[], seats: readonly Seat[], steps: readonly SeatStep[]): StepResult {
    const lost = envIds.filter((_, i) => steps[i]?.lost);
    const truncated = steps.map((step) => step.lost || step.reason === "time limit");
    return {
      envIds,
      observations: this.#observations(envIds),
      rewards: Float64Array.from(seats, ({ row }) => row.reward[0] as number),
      terminated: steps.map((step, i) => step.reason !== "" && !truncated[i]),
      truncated,
      reasons: steps.map((step) => step.reason),
      ...(lost.length > 0 ? { lost } : {}),
    };
  }

  async #getStates(envIds: readonly number[]): Promise<readonly Uint8Array[]> {
    this.#requireOpen();
    const seats = envIds.map((envId) => this.#seat(envId));
    for (const seat of seats) seat.requireState();
    const states = await Promise.all(seats.map((seat) => seat.getState()));
    return states.map((state) => new Uint8Array(state.buffer));
  }

  async #setStates(envIds: readonly number[], states: readonly Uint8Array[]): Promise<ResetResult> {
    this.#requireOpen();
    const seats = envIds.map((envId) => this.#seat(envId));
    if (states.length !== envIds.length)
      throw new InvalidRequest(`expected ${envIds.length} states, one an environment; got ${states.length}`);
    await Promise.all(seats.map((seat, i) => seat.setState(numbersOf(states[i] as Uint8Array))));
    return { envIds, observations: this.#observations(envIds) };
  }
}

/** The numbers in some bytes; none when they do not come out even. */
function numbersOf(bytes: Uint8Array): Float64Array {
  // A copy is aligned as numbers must be, whatever the bytes were cut from.
  return bytes.length % 8 === 0 ? new Float64Array(bytes.slice().buffer) : new Float64Array();
}
