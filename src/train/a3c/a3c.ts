/**
 * Asynchronous advantage actor-critic: workers that act and learn in threads of their own, on one θ. Mnih et al. 2016, Algorithm S3.
 *
 *     worker 0   ─ act ─ learn ─▶ θ ◀─ learn ─ act ─   worker 1
 *
 * To the loop it is a learner like any other: an iteration is so many steps of all workers together, after which they pause, so that a state can be
 * saved and measured. With one worker a run is n-step A2C with one environment, bit for bit; with more, who writes first depends on the machine, so the
 * same seed is another run each time. Imports: math, env, policy, rollout, optimizer.
 */
import { Worker } from "node:worker_threads";
import type { AnyEnv } from "../../env/env.ts";
import { createRng } from "../../math/random.ts";
import { mean } from "../../math/statistics.ts";
import { distance } from "../../math/vector.ts";
import type { OptimizerState } from "../../optimizer/optimizer.ts";
import type { Course } from "../../rollout/course.ts";
import type { ConfigOf } from "../learn/config.ts";
import type { Iterated, IterationContext, Learner, LearnState, Session } from "../learn/learner.ts";
import { MinibatchMeans } from "../learn/minibatch-means.ts";
import { requireFinite, UnusableNumbers } from "../learn/numeric-guard.ts";
import { actorCriticOptions } from "../learn/parts.ts";
import { summaryOf, withEpisodes } from "../learn/returns-window.ts";
import { optimizerStateOf, paramsOf, type SharedState, sharedState, stepsOf } from "./shared-state.ts";
import type { WorkerStart, WorkOrder, WorkReport } from "./worker.ts";

/** Steps of all workers between two pauses. */
const STEPS_AN_ITERATION = 2000;

/** `env` tells the spaces; each worker has an environment of its own by the same name. */
export function a3cLearner(
  config: ConfigOf<"a3c">,
  env: Pick<AnyEnv, "spec">,
  onLost: (message: string) => void,
): Learner {
  const options = actorCriticOptions(config, env.spec, { epochs: 1 });
  const { model, optimizer } = options;
  return {
    description: `a3c, ${config.workers} workers (${config.updates}), ${model.name}`,
    model,
    modes: ["deterministic", "stochastic"],
    initial: () => {
      const params = model.init(createRng(config.seed).stream("params"));
      return {
        iteration: 0,
        steps: 0,
        episodes: 0,
        params,
        memory: optimizer(0).init(params.length),
        normalizer: null,
        rewardScale: null,
        courses: [],
        recentReturns: [],
      };
    },
    open: (state) => Threads.open(config, state, onLost),
  };
}

type Failed = Extract<WorkReport, { readonly type: "failed" }>;
type Worked = Extract<WorkReport, { readonly type: "worked" }>;

class Threads implements Session {
  readonly #shared: SharedState;
  readonly #threads: readonly Thread[];

  private constructor(shared: SharedState, threads: readonly Thread[]) {
    this.#shared = shared;
    this.#threads = threads;
  }

  static async open(
    config: ConfigOf<"a3c">,
    { params, memory, courses }: LearnState,
    onLost: (message: string) => void,
  ): Promise<Threads> {
    const shared = sharedState(params, memory as OptimizerState);
    const threads = Array.from({ length: config.workers }, (_, worker) => {
      const own = courses[worker];
      return new Thread({ config, worker, shared, courses: own === undefined ? [] : [own] }, onLost);
    });
    try {
      await Promise.all(threads.map((thread) => thread.ready));
    } catch (error) {
      await Promise.all(threads.map((thread) => thread.end()));
      throw error;
    }
    return new Threads(shared, threads);
  }

  async iterate(state: LearnState, { progress }: IterationContext): Promise<Iterated> {
    const before = stepsOf(this.#shared);
    const iteration = state.iteration + 1;
    const order = { until: before + STEPS_AN_ITERATION, progress, iteration };
    const begin = performance.now();
    const reports = await Promise.all(this.#threads.map((thread) => thread.work(order)));
    const time = (performance.now() - begin) / 1000;
    const episodes = reports.flatMap((report) => report.episodes);
    const next: LearnState = {
      ...state,
      iteration,
      steps: state.steps + stepsOf(this.#shared) - before,
      episodes: state.episodes + episodes.length,
      params: paramsOf(this.#shared),
      memory: optimizerStateOf(this.#shared),
      courses: reports.flatMap((report): readonly Course[] => report.courses),
      recentReturns: withEpisodes(state.recentReturns, episodes),
    };
    requireFinite(next, []);
    const share = (of: (report: Worked) => number): number => mean(reports.map(of));
    const record = {
      iteration,
      steps: next.steps,
      episodes: next.episodes,
      meanReturn: mean(next.recentReturns),
      ...summaryOf(episodes),
      metrics: { ...metricsOf(reports), stepNorm: distance(next.params, state.params) },
      actTime: share(({ actTime }) => actTime),
      envTime: share(({ envTime }) => envTime),
      ...(reports.some((report) => report.simulateTime !== undefined)
        ? { simulateTime: share(({ simulateTime }) => simulateTime ?? 0) }
        : {}),
      learnTime: time - share(({ actTime, envTime }) => actTime + envTime),
    };
    return { state: next, record, episodes };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.end()));
  }
}

/** Means over the workers, each of its own segments. One whose environment was being started may have had none. */
function metricsOf(reports: readonly Worked[]): Record<string, number> {
  const means = new MinibatchMeans();
  for (const { metrics } of reports) if (Object.keys(metrics).length > 0) means.add(metrics);
  return means.metrics;
}

/** A worker thread, one order at a time. */
class Thread {
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  readonly #number: number;
  readonly #exited: Promise<void>;
  #settle:
    | { readonly resolve: (report: WorkReport) => void; readonly reject: (error: Error) => void }
    | undefined;

  constructor(start: WorkerStart, onLost: (message: string) => void) {
    this.#number = start.worker;
    this.#worker = new Worker(new URL("./worker.js", import.meta.url), { workerData: start });
    this.#exited = new Promise((resolve) => {
      this.#worker.once("exit", () => {
        this.#settle?.reject(new Error(`worker ${this.#number} of a3c ended before its work was done`));
        resolve();
      });
    });
    this.#worker.on("error", (error: Error) => this.#settle?.reject(error));
    this.#worker.on("message", (report: WorkReport) => {
      if (report.type === "lost") onLost(report.message);
      else if (report.type === "failed") this.#settle?.reject(this.#failure(report));
      else this.#settle?.resolve(report);
    });
    this.ready = this.#next().then(() => undefined);
  }

  async work(order: WorkOrder): Promise<Worked> {
    const report = this.#next();
    this.#worker.postMessage(order);
    return (await report) as Worked;
  }

  /** Lets it close its environment first. */
  async end(): Promise<void> {
    this.#worker.postMessage("end");
    const patience = setTimeout(() => void this.#worker.terminate(), 5000);
    await this.#exited;
    clearTimeout(patience);
  }

  #failure({ message, batch }: Failed): Error {
    const whole = `worker ${this.#number} of a3c: ${message}`;
    return batch === undefined ? new Error(whole) : new UnusableNumbers(whole, batch);
  }

  #next(): Promise<WorkReport> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }
}
