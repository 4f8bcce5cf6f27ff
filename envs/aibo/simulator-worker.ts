/**
 * A worker thread that runs simulators, and whoever replaces it when it dies.
 *
 * In go jobs, each for one environment, out come their results. A worker that dies takes with it what it was running:
 * those jobs reject with `EpisodeLost`, a new worker is started, and the next job waits for it. Restarts are bounded in
 * number and rate.
 */
import type { Worker } from "node:worker_threads";
import { EpisodeLost } from "../../src/env/env.ts";

/** A worker that died too often stays dead: its environments answer every request with this. The others go on. */
export class WorkerGaveUp extends Error {
  override readonly name = "WorkerGaveUp";
  readonly envIds: readonly number[];
  constructor(envIds: readonly number[], restarts: number, reason: string) {
    super(
      `the simulator of environment ${envIds.join(", ")} died ${restarts + 1} times, the last time because ${reason}; it is not started again. Leave the environment out, or make a new pool with fewer workers`,
    );
    this.envIds = envIds;
  }
}

/** The pool was closed while a job was under way, or before a worker was ready. */
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

/** What a worker thread posts: that its model is loaded, then the result of each job. */
export type WorkerReply<Result> =
  | { readonly type: "ready" }
  | { readonly type: "result"; readonly id: number; readonly result: Result }
  | { readonly type: "failed"; readonly id: number; readonly message: string };

/** What a worker thread is sent; `id` comes back with the result. */
export interface WorkerJob<Request> {
  readonly id: number;
  readonly request: Request;
}

export interface SimulatorWorkerOptions {
  /** The environments whose simulators run in this thread. */
  readonly envIds: readonly number[];
  readonly spawn: () => Worker;
  /** Told of each death, before the jobs it took with it reject. */
  readonly onDeath?: (reason: string) => void;
  readonly onRestart: (restart: WorkerRestart) => void;
}

const restartLimit = 10;
const restartsPerMinute = 3;
const startDeadlineMs = 30_000;
/** The longest job, a lap, takes a fraction of a second; one that takes this long will not end. */
const jobDeadlineMs = 60_000;

interface Pending<Result> {
  readonly envId: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
  readonly deadline: NodeJS.Timeout;
}

export class SimulatorWorker<Request, Result> implements AsyncDisposable {
  readonly #options: SimulatorWorkerOptions;
  readonly #restartTimes: number[] = [];
  readonly #pending = new Map<number, Pending<Result>>();
  #worker: Worker | undefined;
  #ready: Promise<void>;
  #lastId = 0;
  #disposed = false;

  constructor(options: SimulatorWorkerOptions) {
    this.#options = options;
    this.#ready = this.#start();
  }

  /** Resolves when a worker is there to take a job; rejects with `WorkerGaveUp` when none will be. */
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

  /** Rejects with `EpisodeLost` when the worker dies on the way. Jobs are done in the order they are asked. */
  async ask(envId: number, request: Request): Promise<Result> {
    await this.ready();
    if (this.#disposed) throw new PoolClosed();
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.#died(`a job took longer than ${jobDeadlineMs / 1000} s`);
      }, jobDeadlineMs);
      this.#pending.set(id, { envId, resolve, reject, deadline });
      this.#worker?.postMessage({ id, request } satisfies WorkerJob<Request>);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    this.#rejectAll(() => new PoolClosed());
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #start(): Promise<void> {
    const worker = this.#options.spawn();
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
      worker.on("message", (reply: WorkerReply<Result>) => {
        if (reply.type !== "ready") return this.#answer(reply);
        clearTimeout(deadline);
        resolve();
      });
    });
    ready.catch(() => undefined); // whoever awaits `ready()` sees it
    return ready;
  }

  #answer(reply: Exclude<WorkerReply<Result>, { type: "ready" }>): void {
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) return; // a job nobody waits for any more
    // A simulation that threw may be broken: replace it, as if it had died.
    if (reply.type === "failed") {
      this.#died(`it failed with "${reply.message}"`);
      return;
    }
    this.#pending.delete(reply.id);
    clearTimeout(pending.deadline);
    pending.resolve(reply.result);
  }

  #rejectAll(errorOf: (envId: number) => Error): void {
    const all = [...this.#pending.values()];
    this.#pending.clear();
    for (const { envId, reject, deadline } of all) {
      clearTimeout(deadline);
      reject(errorOf(envId));
    }
  }

  #died(reason: string): void {
    const worker = this.#worker;
    this.#worker = undefined;
    if (this.#disposed) return;
    void worker?.terminate();
    this.#options.onDeath?.(reason);
    this.#rejectAll((envId) => new EpisodeLost([envId], `its simulator died: ${reason}`));
    const { envIds, onRestart } = this.#options;
    const minuteAgo = performance.now() - 60_000;
    const recent = this.#restartTimes.filter((time) => time > minuteAgo).length;
    const count = this.#restartTimes.length;
    if (count >= restartLimit || recent >= restartsPerMinute) {
      this.#ready = Promise.reject(new WorkerGaveUp(envIds, count, reason));
      this.#ready.catch(() => undefined);
      return;
    }
    this.#restartTimes.push(performance.now());
    for (const envId of envIds) onRestart({ envId, reason, count: count + 1 });
    this.#ready = this.#start();
  }
}
