/** One place in the pool: a worker thread, whoever replaces it when it dies, and the lap it is walking. */
import type { Worker } from "node:worker_threads";
import { EpisodeLost } from "../../src/env/env.ts";
import type { LapOutcome } from "./lap.ts";
import type { LapRequest, WorkerReply } from "./worker.ts";

/** A worker that died too often stays dead: its environment answers every request with this. The others go on. */
export class WorkerGaveUp extends Error {
  override readonly name = "WorkerGaveUp";
  readonly envId: number;
  constructor(envId: number, restarts: number, reason: string) {
    super(
      `the simulator of environment ${envId} died ${restarts + 1} times, the last time because ${reason}; it is not started again. Leave the environment out, or make a new pool with fewer workers`,
    );
    this.envId = envId;
  }
}

/** The pool was closed while a lap was being walked, or before a worker was ready. */
export class PoolClosed extends Error {
  override readonly name = "PoolClosed";
  constructor() {
    super("the pool of simulators was closed; make a new one");
  }
}

export interface WorkerRestart {
  readonly envId: number;
  readonly reason: string;
  /** How often this environment's worker has been restarted, this time included. */
  readonly count: number;
}

export interface LapResult {
  readonly outcome: LapOutcome;
  readonly values: Float64Array;
}

const restartLimit = 10;
const restartsPerMinute = 3;
const startDeadlineMs = 30_000;
/** A lap takes a fraction of a second; one that takes this long will not end. */
const lapDeadlineMs = 60_000;

interface Pending {
  readonly id: number;
  readonly resolve: (result: LapResult) => void;
  readonly reject: (error: Error) => void;
  readonly deadline: NodeJS.Timeout;
}

export class LapWorker implements AsyncDisposable {
  readonly #envId: number;
  readonly #spawn: () => Worker;
  readonly #onRestart: (restart: WorkerRestart) => void;
  readonly #restartTimes: number[] = [];
  #worker: Worker | undefined;
  #ready: Promise<void>;
  #pending: Pending | undefined;
  #lastId = 0;
  #disposed = false;

  constructor(envId: number, spawn: () => Worker, onRestart: (restart: WorkerRestart) => void) {
    this.#envId = envId;
    this.#spawn = spawn;
    this.#onRestart = onRestart;
    this.#ready = this.#start();
  }

  /** Resolves when a worker is there to take a lap; rejects with `WorkerGaveUp` when none will be. */
  async ready(): Promise<void> {
    // A worker that dies while it starts is replaced: wait for the newest attempt.
    for (;;) {
      const attempt = this.#ready;
      try {
        return await attempt;
      } catch (error) {
        if (attempt === this.#ready) throw error;
      }
    }
  }

  /** Walks one lap. Rejects with `EpisodeLost` when the worker dies on the way. One lap at a time. */
  async walk(request: Omit<LapRequest, "id">): Promise<LapResult> {
    await this.ready();
    if (this.#disposed) throw new PoolClosed();
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.#died(`a lap took longer than ${lapDeadlineMs / 1000} s`);
      }, lapDeadlineMs);
      this.#pending = { id, resolve, reject, deadline };
      this.#worker?.postMessage({ id, ...request } satisfies LapRequest);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    this.#settle((pending) => pending.reject(new PoolClosed()));
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #start(): Promise<void> {
    const worker = this.#spawn();
    this.#worker = worker;
    const ready = new Promise<void>((resolve, reject) => {
      const end = (reason: string): void => {
        clearTimeout(deadline);
        reject(this.#disposed ? new PoolClosed() : new Error(reason));
        if (this.#worker === worker) this.#died(reason);
      };
      const deadline = setTimeout(
        () => end(`it was not ready within ${startDeadlineMs / 1000} s`),
        startDeadlineMs,
      );
      worker.on("error", (error) => end(`it failed with "${error.message}"`));
      worker.on("exit", (code) => end(`its thread ended with code ${code}`));
      worker.on("message", (reply: WorkerReply) => {
        if (reply.type !== "ready") return this.#answer(reply);
        clearTimeout(deadline);
        resolve();
      });
    });
    ready.catch(() => undefined); // whoever awaits `ready()` sees it
    return ready;
  }

  #answer(reply: Exclude<WorkerReply, { type: "ready" }>): void {
    if (reply.id !== this.#pending?.id) return; // a lap nobody waits for any more
    // A simulation that threw may be broken: replace it, as if it had died.
    if (reply.type === "failed") this.#died(`it failed with "${reply.message}"`);
    else this.#settle((pending) => pending.resolve(reply));
  }

  #settle(how: (pending: Pending) => void): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    this.#pending = undefined;
    clearTimeout(pending.deadline);
    how(pending);
  }

  #died(reason: string): void {
    const worker = this.#worker;
    this.#worker = undefined;
    if (this.#disposed) return;
    void worker?.terminate();
    this.#settle((pending) =>
      pending.reject(new EpisodeLost([this.#envId], `its simulator died: ${reason}`)),
    );
    const minuteAgo = performance.now() - 60_000;
    const recent = this.#restartTimes.filter((time) => time > minuteAgo).length;
    const count = this.#restartTimes.length;
    if (count >= restartLimit || recent >= restartsPerMinute) {
      this.#ready = Promise.reject(new WorkerGaveUp(this.#envId, count, reason));
      this.#ready.catch(() => undefined);
      return;
    }
    this.#restartTimes.push(performance.now());
    this.#onRestart({ envId: this.#envId, reason, count: count + 1 });
    this.#ready = this.#start();
  }
}
