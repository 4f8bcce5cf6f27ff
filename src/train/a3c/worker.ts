/**
 * One actor-learner thread of A3C (Mnih et al. 2016, Algorithm S3): an environment, parameters and generators of its own, θ and T shared.
 *
 *     repeat   θ′ ← θ      roll out t_max steps by π(· | s; θ′)      g ← ∇ at θ′      θ ← θ + optimizer(g)      T ← T + t_max
 *
 * It works until T reaches the target it is told, then tells what it saw and waits for the next.
 */
import { parentPort, workerData } from "node:worker_threads";
import { connect } from "../../env/connect.ts";
import type { AnyEnv } from "../../env/env.ts";
import { createRng } from "../../math/random.ts";
import { encoder } from "../../policy/encode.ts";
import { modelActor } from "../../policy/network-policy.ts";
import { Collector } from "../../rollout/collector.ts";
import type { Course } from "../../rollout/course.ts";
import type { Stretch } from "../../rollout/stretch.ts";
import type { Episode } from "../../rollout/trial.ts";
import type { ActorCriticOptions } from "../learn/actor-critic.ts";
import { batchGradient } from "../learn/actor-critic-objective.ts";
import type { ConfigOf } from "../learn/config.ts";
import { MinibatchMeans } from "../learn/minibatch-means.ts";
import { guarded, requireUsable, UnusableNumbers } from "../learn/numeric-guard.ts";
import { actorCriticOptions, collectorSettings } from "../learn/parts.ts";
import { viewThrough } from "../learn/view.ts";
import { applyGradient, countSteps, paramsOf, type SharedState, stepsOf } from "./shared-state.ts";

export interface WorkerStart {
  readonly config: ConfigOf<"a3c">;
  /** Its number: seeds and exploration are its own. */
  readonly worker: number;
  readonly shared: SharedState;
  readonly courses: readonly Course[];
}

/** Work until T is this. */
export interface WorkOrder {
  readonly until: number;
  readonly progress: number;
  readonly iteration: number;
}

export type WorkReport =
  | { readonly type: "ready" }
  | {
      readonly type: "worked";
      readonly episodes: readonly Episode[];
      readonly courses: readonly Course[];
      readonly metrics: Readonly<Record<string, number>>;
      readonly actTime: number;
      readonly envTime: number;
      readonly simulateTime?: number | undefined;
    }
  | { readonly type: "lost"; readonly message: string }
  | { readonly type: "failed"; readonly message: string; readonly batch?: readonly Stretch[] };

const port = parentPort;
if (port !== null) {
  const tell = (report: WorkReport): void => port.postMessage(report);
  work(workerData as WorkerStart, tell).catch((error: unknown) => tell(failure(error)));
}

function failure(error: unknown): WorkReport {
  const message = error instanceof Error ? error.message : String(error);
  return { type: "failed", message, ...(error instanceof UnusableNumbers ? { batch: error.batch } : {}) };
}

async function work(start: WorkerStart, tell: (report: WorkReport) => void): Promise<void> {
  const { config, worker } = start;
  await using env = (await connect(config.env, { expect: "any", envs: 1 })) as AnyEnv;
  const bonuses = config.entropyBonuses ?? [config.entropyBonus];
  const entropyBonus = bonuses[worker % bonuses.length] as number;
  const options = actorCriticOptions({ ...config, entropyBonus }, env.spec, { epochs: 1 });
  const learner = new ActorLearner(start, env, options, tell);
  await learner.begin();
  tell({ type: "ready" });
  await orders(async (order) => tell(await learner.work(order)));
}

/** Until the parent closes the port. */
async function orders(obey: (order: WorkOrder) => Promise<void>): Promise<void> {
  let last: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    port?.on("message", (order: WorkOrder | "end") => {
      if (order === "end") {
        port?.removeAllListeners("message");
        // A port without listeners still keeps its thread alive.
        port?.unref();
        resolve();
        return;
      }
      last = last.then(() => obey(order));
      last.catch(reject);
    });
  });
  await last;
}

class ActorLearner {
  readonly #start: WorkerStart;
  readonly #env: AnyEnv;
  readonly #options: ActorCriticOptions;
  readonly #tell: (report: WorkReport) => void;
  #collector: Collector | undefined;

  constructor(
    start: WorkerStart,
    env: AnyEnv,
    options: ActorCriticOptions,
    tell: (report: WorkReport) => void,
  ) {
    this.#start = start;
    this.#env = env;
    this.#options = options;
    this.#tell = tell;
  }

  async begin(): Promise<void> {
    const { config, worker, shared, courses } = this.#start;
    const { model } = this.#options;
    const settings = collectorSettings(config, model);
    this.#collector = await Collector.begin(
      {
        ...settings,
        env: this.#env,
        view: viewThrough(encoder(this.#env.spec.observationSpace), null),
        // The seeds of environment `worker` of a synchronous run: one worker is A2C with one environment.
        seeds: createRng(config.seed).stream("train").stream("environments"),
        firstEnvId: worker,
        onLost: (message) => this.#tell({ type: "lost", message: `worker ${worker}: ${message}` }),
      },
      modelActor(model, paramsOf(shared)),
      courses,
    );
  }

  async work({ until, progress, iteration }: WorkOrder): Promise<WorkReport> {
    const { config, shared, worker } = this.#start;
    const { model, optimizer } = this.#options;
    const collector = this.#collector as Collector;
    const episodes: Episode[] = [];
    const means = new MinibatchMeans();
    let [actTime, time] = [0, 0];
    let simulateTime: number | undefined;
    const rng = createRng(config.seed).stream("train").stream("iteration").stream(iteration).stream(worker);
    while (stepsOf(shared) < until) {
      const params = paramsOf(shared);
      const rolled = await collector.collect(modelActor(model, params), config.stepsPerIteration);
      requireUsable(rolled.stretches);
      const batch = { params, memory: null, stretches: rolled.stretches, rng, progress };
      const { gradient, metrics: watched } = guarded(rolled.stretches, () =>
        batchGradient(this.#options, batch),
      );
      guarded(rolled.stretches, () => applyGradient(shared, optimizer(progress), gradient, config.updates));
      countSteps(shared, rolled.stepCount);
      means.add(watched);
      episodes.push(...rolled.finished.map(({ episode }) => episode));
      actTime += rolled.actTime;
      time += rolled.time;
      if (rolled.simulateTime !== undefined) simulateTime = (simulateTime ?? 0) + rolled.simulateTime;
    }
    return {
      type: "worked",
      episodes,
      courses: collector.courses,
      metrics: means.metrics,
      actTime,
      envTime: time - actTime,
      simulateTime,
    };
  }
}
