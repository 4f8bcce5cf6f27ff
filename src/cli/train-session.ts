/**
 * One session of `gaitway train`: simulator up, trained, measured on held-out episodes, everything left behind.
 *
 *   config ─▶ environment ─▶ learner ─▶ learn ⟲ evaluate ─▶ policy/, policy-last/, report.html
 *
 * Interrupted (SIGINT, SIGTERM), it finishes the iteration under way, saves, leaves behind what there is, and ends with 130.
 */
import { lastValueFrom, type Observable, tap } from "rxjs";
import type { AnyEnv } from "../env/env.ts";
import { createRng } from "../math/random.ts";
import { createLogger, type RoomLogger, roomLogger } from "../observe/logging.ts";
import { createTerminal } from "../observe/terminal.ts";
import { UnsupportedModel } from "../policy/network/tfjs/unsupported-model.ts";
import { a3cLearner } from "../train/a3c/a3c.ts";
import { heldOutSeeds } from "../train/evaluate.ts";
import type { LearnConfig } from "../train/learn/config.ts";
import { type Evaluated, measure } from "../train/learn/evaluation.ts";
import { type Evaluation, learn, type RunState } from "../train/learn/learn.ts";
import { learnStore, newestRun } from "../train/learn/learn-run.ts";
import type { Learner } from "../train/learn/learner.ts";
import { createLearner } from "../train/learn/methods.ts";
import { UnusableNumbers } from "../train/learn/numeric-guard.ts";
import { pack } from "../train/learn/packed.ts";
import type { Surroundings } from "../train/learn/surroundings.ts";
import type { RunDirectory } from "../train/run-directory.ts";
import type { CurveOptions } from "../transport/channel-options.ts";
import { openAroundGait } from "./around-gait.ts";
import { requireName } from "./config.ts";
import { exitCodes, UsageError } from "./errors.ts";
import { abortSignal, interruption } from "./interruption.ts";
import { openRecorder } from "./record-option.ts";
import { tellingWhenSlow } from "./slow-evaluation.ts";
import { addProgress, trainEvents, withEvents } from "./train-events.ts";
import { leaveTrainingBehind } from "./train-leave-behind.ts";
import { type TrainNetworks, trainNetworks } from "./train-networks.ts";
import { createTrainOutput, type TrainOutput } from "./train-output.ts";
import { requireSameWorld } from "./world.ts";

export interface TrainSessionOptions {
  readonly config: LearnConfig;
  readonly run: RunDirectory;
  readonly json: boolean;
  readonly verbose: boolean;
  readonly curve: CurveOptions | undefined;
  readonly record: string | undefined;
}

interface Session {
  readonly config: LearnConfig;
  readonly run: RunDirectory;
  readonly env: AnyEnv;
  /** Where policies are measured: environments of its own, so that training is not disturbed. Absent where none are. */
  readonly trial: AnyEnv | undefined;
  readonly networks: TrainNetworks | undefined;
  readonly learner: Learner;
  readonly output: TrainOutput;
  readonly log: RoomLogger;
  readonly stop: Observable<unknown>;
}

/** Runs the session and answers with the exit code. */
export async function trainSession(options: TrainSessionOptions): Promise<number> {
  const { config, run, json, verbose } = options;
  const terminal = createTerminal();
  await using logger = createLogger({
    level: verbose ? "debug" : "info",
    file: run.file("log.jsonl"),
    terminal,
  });
  const log = roomLogger(logger, "train");
  const stop = interruption(log, "the iteration under way");
  await using output = createTrainOutput({ config, run: run.path, json, terminal });
  await using record = await openRecorder(options.record, (message) => log.warn(message));
  // Before a simulator starts: what is refused, and a file that is none, cost nothing.
  requireOwnSimulators(config);
  const networks = await trainNetworks(config, run);
  const opening = {
    logger: roomLogger(logger, "env"),
    signal: abortSignal(stop),
    curve: options.curve,
    processes: config.processes,
  };
  // Workers of A3C have environments of their own: this one only tells the spaces.
  const workers = config.method === "a3c" ? 1 : config.envs;
  const servers = "servers" in config ? config.servers : 1;
  await using env = await openAroundGait(config, { ...opening, workers, servers, record });
  await using trial = measuresHere(config, log)
    ? await openAroundGait(config, { ...opening, workers: trialEnvs(config) })
    : undefined;
  checkOptions(config, env);
  await requireSameWorld(run, { env, backend: networks?.backend }, log);
  const onLost = (message: string): void => log.warn(message);
  const learner = learnerOf(config, { env, networks: networks?.make, spare: trial, onLost });
  log.info(`${env.spec.name} ${env.spec.version}, ${env.spec.envCount} environments; ${learner.description}`);
  return await trainAndLeave({ config, run, env, trial, networks, learner, output, log, stop });
}

function requireOwnSimulators({ env, method }: LearnConfig): void {
  if (method !== "a3c" || !env.includes("://")) return;
  throw new UsageError(
    `each worker of a3c starts a simulator of its own; ${env} listens already. Name a simulator, such as gym:CartPole-v1, or choose a2c`,
  );
}

/** Whether there are environments beside those that are trained in. A server that listens elsewhere has environments for one agent. */
function measuresHere(config: LearnConfig, log: RoomLogger): boolean {
  const { env, evaluateEvery } = config;
  const listens = env.includes("://");
  if (listens && evaluateEvery > 0)
    log.warn(
      `${env} serves one agent: nothing is measured while it trains; gaitway evaluate measures afterwards`,
    );
  const compares = "largeBatch" in config && config.largeBatch !== undefined;
  return !listens && (evaluateEvery > 0 || compares);
}

/** Throws UsageError where the method cannot serve the environment, or a setting is none: nothing was done yet. */
function learnerOf(config: LearnConfig, around: Surroundings): Learner {
  const { env, onLost } = around;
  try {
    const learner = config.method === "a3c" ? a3cLearner(config, env, onLost) : createLearner(config, around);
    // Settings of optimizers and estimators are checked where they are first used.
    learner.initial();
    return learner;
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof UnsupportedModel)) throw error;
    throw new UsageError(`${config.method} in ${env.spec.name}: ${error.message}`, { cause: error });
  }
}

/** No more than there are episodes to measure. */
function trialEnvs({ envs, evaluationEpisodes }: LearnConfig): number {
  return Math.min(Math.max(envs, 8), evaluationEpisodes);
}

function checkOptions(config: LearnConfig, { spec }: AnyEnv): void {
  const legal = spec.options.map(({ name }) => name);
  for (const name of Object.keys(config.options)) requireName(`option of ${spec.name}`, name, legal);
}

async function trainAndLeave(session: Session): Promise<number> {
  const { config, run, learner, output, stop, log } = session;
  const found = await newestRun(run);
  for (const reason of found?.passedOver ?? []) log.warn(`passed over: ${reason}`);
  if (found !== undefined) log.info(`continuing after step ${found.state.learner.steps}, from ${found.file}`);
  let state: RunState | undefined = found?.state;
  output.begin(state);
  const events = trainEvents(run, config, state?.learner.steps ?? 0);
  const progress = learn({
    learner,
    from: state,
    until: { steps: config.steps, meanReturn: config.stopAtReturn, seconds: config.stopAfterSeconds },
    store: withEvents(learnStore(run), events),
    saveEvery: SAVE_EVERY_S,
    evaluation: evaluationOf(session),
    stop,
  }).pipe(
    tap((event) => {
      state = event.run;
      addProgress(events, event);
      output.progress(event);
    }),
  );
  let stopped = false;
  stop.subscribe(() => {
    stopped = true;
  });
  try {
    await lastValueFrom(progress, { defaultValue: undefined });
  } catch (error) {
    if (error instanceof UnusableNumbers) await keepBatch(run, error, log);
    throw error;
  }
  const trial = session.trial ?? session.env;
  const result = await leaveTrainingBehind({ ...session, trial, state, interrupted: stopped });
  await output.result(result);
  return stopped ? exitCodes.interrupted : exitCodes.done;
}

/** A simulator's minute is worth more than a write to disk; a crash costs no more than this. */
const SAVE_EVERY_S = 10;

function evaluationOf({ config, trial, learner, log, stop }: Session): Evaluation | undefined {
  if (trial === undefined || config.evaluateEvery === 0) return undefined;
  let stopped = false;
  stop.subscribe(() => {
    stopped = true;
  });
  const seeds = heldOutSeeds(createRng(config.seed).stream("held-out"), config.evaluationEpisodes);
  const { evaluationEpisodes: episodes, episodeSteps } = config;
  const say = (message: string) => log.info(message);
  const options = () => ({
    env: trial,
    model: learner.model,
    seeds,
    resetOptions: config.options,
    episodeSteps,
    groups: 2,
    stopped: () => stopped,
    onLost: (message: string) => log.warn(message),
    onStep: tellingWhenSlow({ episodes, episodeSteps, say }),
  });
  return {
    every: config.evaluateEvery,
    async evaluate(state): Promise<Evaluated | undefined> {
      const deterministic = await measure(options(), state, "deterministic");
      if (deterministic === undefined || !learner.modes.includes("stochastic"))
        return deterministic && { deterministic };
      const stochastic = await measure(options(), state, "stochastic");
      return stochastic && { deterministic, stochastic };
    },
  };
}

/** What could not be learned from, for whoever looks for the cause. */
async function keepBatch(run: RunDirectory, { batch }: UnusableNumbers, log: RoomLogger): Promise<void> {
  const plain = batch.map((stretch) => ({
    ...stretch,
    observations: Float64Array.from(stretch.observations),
    actions: Float64Array.from(stretch.actions),
    rewards: Float64Array.from(stretch.rewards),
    next: Float64Array.from(stretch.next),
  }));
  await run.write("unusable-batch.json", `${pack(plain)}\n`);
  log.error(`the batch is kept in ${run.file("unusable-batch.json")}`);
}
