/**
 * One session of `gaitway tune`: simulator up, start measured, trained, result measured, everything left behind.
 *
 *   config ─▶ environment ─▶ measure the start ─▶ train ─▶ measure best and last ─▶ policy/, policy-last/, report.html
 *
 * Interrupted (SIGINT, SIGTERM), it lets the laps that run finish, saves, writes the report of what there is, and ends
 * with 130. Whatever was measured before is read back from the run directory, so a resumed session repeats nothing.
 */
import { lastValueFrom, type Observable, tap, toArray } from "rxjs";
import { z } from "zod";
import type { Env } from "../env/env.ts";
import { createRng } from "../math/random.ts";
import { createLogger, type RoomLogger, roomLogger } from "../observe/logging.ts";
import { createTerminal } from "../observe/terminal.ts";
import { type Evaluation, evaluate, heldOutSeeds, summarize } from "../train/evaluate.ts";
import type { RunDirectory } from "../train/run-directory.ts";
import type { TrainState } from "../train/state.ts";
import { initialState, train } from "../train/train.ts";
import type { CurveOptions } from "../transport/channel-options.ts";
import { formatConfig, type TuneConfig } from "./config.ts";
import type { Measurements } from "./describe-run.ts";
import { openEnv } from "./environments.ts";
import { exitCodes, UsageError } from "./errors.ts";
import { abortSignal, interruption } from "./interruption.ts";
import { leaveBehind } from "./leave-behind.ts";
import { inWords } from "./lost-lap.ts";
import { checkOptions, createMethod, type Method } from "./method.ts";
import { createOutput, type RunOutput } from "./output.ts";
import { openRecorder } from "./record-option.ts";
import { type Task, taskFor } from "./task.ts";
import { requireSameWorld } from "./world.ts";

export interface SessionOptions {
  readonly config: TuneConfig;
  readonly run: RunDirectory;
  readonly workers: number;
  readonly json: boolean;
  readonly verbose: boolean;
  readonly curve: CurveOptions | undefined;
  /** Where to keep the wire. */
  readonly record: string | undefined;
}

/** What the steps of a session share. */
interface Session {
  readonly config: TuneConfig;
  readonly run: RunDirectory;
  readonly env: Env;
  readonly task: Task;
  readonly method: Method;
  readonly output: RunOutput;
  readonly log: RoomLogger;
  readonly stop: Observable<unknown>;
}

/** Runs the session and answers with the exit code. */
export async function tuneSession(options: SessionOptions): Promise<number> {
  const { config, run, workers, json, verbose } = options;
  const terminal = createTerminal();
  await using logger = createLogger({
    level: verbose ? "debug" : "info",
    file: run.file("log.jsonl"),
    terminal,
  });
  const log = roomLogger(logger, "tune");
  const stop = interruption(log);
  await using output = createOutput({ config, run: run.path, json, terminal });
  await using record = await openRecorder(options.record, (message) => log.warn(message));
  await using env = await openEnv(config.env, {
    workers,
    logger: roomLogger(logger, "env"),
    signal: abortSignal(stop),
    record,
    curve: options.curve,
  });
  const task = taskFor(env.spec);
  checkOptions(config, env.spec);
  await requireSameWorld(run, { env }, log);
  const method = createMethod(config, env.spec, task);
  output.plan(method.lapsAnIteration);
  log.info(`${env.spec.name} ${env.spec.version}, ${env.spec.envCount} simulators; ${method.description}`);
  const start = method.policy.act(new Float64Array(), [createRng(config.seed)]);
  for (const warning of task.warnings(start)) log.warn(`the start gait: ${warning}`);
  return await measureAndTrain({ config, run, env, task, method, output, log, stop });
}

async function measureAndTrain(session: Session): Promise<number> {
  const { run, method, output } = session;
  const from = (await newestState(session)) ?? initialState(method.policy, method.optimizer);
  let measured = await readMeasurements(session);
  const keep = async (next: Measurements): Promise<void> => {
    measured = next;
    await run.write("evaluation.json", `${JSON.stringify(next, null, 2)}\n`);
  };
  const measure = async (which: keyof Measurements, params: Float64Array): Promise<boolean> => {
    if (measured[which] !== undefined) return true;
    const evaluation = await measureHeldOut(session, which, params);
    if (evaluation !== undefined) await keep({ ...measured, [which]: evaluation });
    return evaluation !== undefined;
  };

  let state = from;
  let finished = await measure("start", method.policy.params);
  if (finished && from.iteration < session.config.iterations) {
    // Training moves both ends: what an earlier session measured of them no longer holds.
    await keep(measured.start === undefined ? {} : { start: measured.start });
    state = await trainFrom(session, from);
    finished = state.iteration >= session.config.iterations;
  }
  const best = state.best?.params ?? state.params;
  finished = finished && (await measure("best", best)) && (await measure("last", state.params));
  const result = await leaveBehind({ ...session, state, best, measured, interrupted: !finished });
  await output.result(result);
  return finished ? exitCodes.done : exitCodes.interrupted;
}

const evaluationSchema = z.object({
  mean: z.number(),
  standardError: z.number(),
  returns: z.array(z.number()),
  reasons: z.record(z.string(), z.number()),
  meanObservation: z.array(
    z
      .number()
      .nullable()
      .transform((value) => value ?? Number.NaN),
  ),
});

const measurementsSchema = z.object({
  start: evaluationSchema.exactOptional(),
  best: evaluationSchema.exactOptional(),
  last: evaluationSchema.exactOptional(),
});

/** What earlier sessions measured. Held-out laps are the same every time, so a damaged record is measured again. */
async function readMeasurements({ run, log }: Session): Promise<Measurements> {
  const text = await run.read("evaluation.json", "{}");
  try {
    return measurementsSchema.parse(JSON.parse(text));
  } catch {
    log.warn(`${run.file("evaluation.json")} is damaged: its held-out laps are walked again`);
    return {};
  }
}

/** Trains until done or stopped and answers with the state reached. */
async function trainFrom(session: Session, from: TrainState): Promise<TrainState> {
  const { config, run, env, method, output, log, stop } = session;
  let state = from;
  output.training(from);
  const progress = train({
    env,
    policy: method.policy,
    estimator: method.estimator,
    optimizer: method.optimizer,
    bounds: method.bounds,
    iterations: config.iterations,
    seed: config.seed,
    resetOptions: config.options,
    from,
    store: run,
    stop,
    onLost: (lost, job) =>
      log.warn(`candidate ${job.candidate}, lap ${job.repeat + 1} is walked again: ${inWords(lost)}`),
  }).pipe(
    tap((event) => {
      output.progress(event);
      // Laps of an iteration that is interrupted count too: they are saved, and the report says how many were walked.
      state =
        event.type === "iteration" ? event.state : { ...state, partial: [...state.partial, event.rolled] };
    }),
  );
  await lastValueFrom(progress, { defaultValue: undefined });
  return state;
}

/** The policy with `params` on the held-out laps; undefined when that was interrupted. */
async function measureHeldOut(
  { config, env, method, output, log, stop }: Session,
  which: keyof Measurements,
  params: Float64Array,
): Promise<Evaluation | undefined> {
  const seeds = heldOutSeeds(createRng(config.seed).stream("held-out"), config.heldOutLaps);
  output.measuring(which);
  const laps = evaluate({
    env,
    policy: method.policy.withParams(params),
    seeds,
    resetOptions: config.options,
    stop,
    onLost: (lost, job) => log.warn(`held-out lap ${job.repeat + 1} is walked again: ${inWords(lost)}`),
  });
  const rolled = await lastValueFrom(
    laps.pipe(
      tap(() => output.lap()),
      toArray(),
    ),
  );
  if (rolled.length < seeds.length) return undefined;
  const evaluation = summarize(rolled);
  output.measured(which, evaluation);
  return evaluation;
}

async function newestState({ config, run, log, output }: Session): Promise<TrainState | undefined> {
  const found = await run.checkpoint();
  if (found === undefined) return undefined;
  const { iteration } = found.state;
  if (config.iterations < iteration) {
    throw new UsageError(
      `${run.path} has completed ${iteration} iterations: --iterations ${config.iterations} cannot take any back; expected ${iteration} or more`,
    );
  }
  // Kept, so that config.yaml makes the run that this becomes, and the next --resume goes on to the same end.
  await run.write("config.yaml", formatConfig(config));
  for (const reason of found.passedOver) log.warn(`passed over: ${reason}`);
  log.info(`continuing after iteration ${iteration}, from ${found.file}`);
  const metrics = await run.metrics();
  if (metrics.length < iteration) {
    log.warn(
      `${run.file("metrics.jsonl")} has ${metrics.length} of ${iteration} iterations: the report's curve lacks the others`,
    );
  }
  output.resumed(metrics, iteration);
  return found.state;
}
