/** From a run to the plain data of its report. */
import type { Env, EnvSpec } from "../env/env.ts";
import type {
  IterationData,
  Measurement,
  OutcomeGroup,
  ParameterData,
  ReportData,
  Reproduction,
} from "../observe/report/data.ts";
import type { Evaluation } from "../train/evaluate.ts";
import type { RunDirectory } from "../train/run-directory.ts";
import type { IterationRecord, TrainState } from "../train/state.ts";
import type { TuneConfig } from "./config.ts";
import type { Method } from "./method.ts";
import type { Task } from "./task.ts";
import { simulatorVersion, version } from "./version.ts";

/** Measurements on held-out laps that were finished so far. */
export interface Measurements {
  readonly start?: Evaluation;
  readonly best?: Evaluation;
  readonly last?: Evaluation;
}

export interface RunDescription {
  readonly config: TuneConfig;
  readonly run: RunDirectory;
  readonly env: Env;
  readonly task: Task;
  readonly method: Method;
  readonly state: TrainState;
  /** The best parameters, or the present ones while there is no best. */
  readonly best: Float64Array;
  readonly measured: Measurements;
  readonly interrupted: boolean;
}

export function describeRun(
  { config, run, env, task, method, state, best, measured, interrupted }: RunDescription,
  metrics: readonly IterationRecord[],
  machine: Reproduction["machine"],
): ReportData {
  const gaitOf = (params: Float64Array): Float64Array =>
    params.map((theta, j) => theta * (method.scale[j] ?? Number.NaN));
  const [before, after] = [gaitOf(method.policy.params), gaitOf(best)];
  return {
    name: run.path,
    environment: `${task.description}, ${simulatorVersion}`,
    method: method.description,
    createdAt: `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC`,
    notice: task.notice,
    status: {
      state: interrupted ? "interrupted" : "completed",
      detail: interrupted ? `Continue it with: npx gaitway tune --resume ${run.path}` : "",
      iterationsPlanned: config.iterations,
      laps: metrics.reduce((sum, { episodes }) => sum + episodes, 0) + state.partial.length,
      duration: metrics.reduce((sum, { wallTime }) => sum + wallTime, 0),
    },
    objective: { name: "speed", unit: "m/s" },
    lapName: "laps",
    ...(measured.start === undefined ? {} : { before: measurement(measured.start) }),
    ...(measured.best === undefined ? {} : { after: measurement(measured.best) }),
    iterations: iterations(metrics, state, measured),
    spreadMeaning: "10th to 90th percentile of the gaits tried",
    references: task.references,
    loci: task.loci(before, state.iteration === 0 ? undefined : after),
    parameters: parameters(task, before, after),
    outcomes: outcomes(env.spec, task, metrics, measured),
    reproduction: reproduction(config, run, machine),
  };
}

function measurement(evaluation: Evaluation): Measurement {
  const { mean, standardError, returns } = evaluation;
  return { mean, standardError, laps: returns.length, samples: returns };
}

function iterations(
  metrics: readonly IterationRecord[],
  state: TrainState,
  measured: Measurements,
): IterationData[] {
  const unknown = {
    mean: Number.NaN,
    spreadLow: Number.NaN,
    spreadHigh: Number.NaN,
    best: Number.NaN,
    gradientNorm: Number.NaN,
    gradientVariance: Number.NaN,
  };
  const start =
    measured.start === undefined ? [] : [{ ...unknown, iteration: 0, heldOut: measurement(measured.start) }];
  return [
    ...start,
    ...metrics.map((record) => ({
      iteration: record.iteration,
      mean: record.meanReturn,
      spreadLow: quantile(record.candidateReturns, 0.1),
      spreadHigh: quantile(record.candidateReturns, 0.9),
      best: Math.max(...record.candidateReturns),
      gradientNorm: record.gradientNorm,
      gradientVariance: record.gradientVariance,
      ...(measured.best !== undefined && record.iteration === state.best?.iteration
        ? { heldOut: measurement(measured.best) }
        : {}),
    })),
  ];
}

/** Linear between the two nearest order statistics. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const low = sorted[Math.floor(position)] ?? Number.NaN;
  const high = sorted[Math.ceil(position)] ?? Number.NaN;
  return low + (position - Math.floor(position)) * (high - low);
}

function parameters(task: Task, before: Float64Array, after: Float64Array): ParameterData[] {
  return task.parameters.map(({ name, paperName, unit, epsilon, low, high }, j) => ({
    name,
    paperName,
    unit,
    before: before[j] ?? Number.NaN,
    after: after[j] ?? Number.NaN,
    epsilon,
    low,
    high,
  }));
}

function outcomes(
  spec: EnvSpec,
  task: Task,
  metrics: readonly IterationRecord[],
  measured: Measurements,
): OutcomeGroup[] {
  const unreachable = spec.observationSpace.names.indexOf("unreachableFraction");
  const group = (
    name: string,
    reasons: readonly Readonly<Record<string, number>>[],
    share: number,
  ): OutcomeGroup => ({
    name,
    counts: task.outcomes.map((outcome) => ({
      name: outcome,
      count: reasons.reduce((sum, counts) => sum + (counts[outcome] ?? 0), 0),
    })),
    unreachableShare: share,
  });
  const heldOut = (name: string, evaluation: Evaluation | undefined): OutcomeGroup[] =>
    evaluation === undefined
      ? []
      : [group(name, [evaluation.reasons], evaluation.meanObservation[unreachable] ?? Number.NaN)];
  const shares = metrics.map(({ meanObservation }) => meanObservation[unreachable] ?? Number.NaN);
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const training =
    metrics.length === 0
      ? []
      : [
          group(
            "training",
            metrics.map(({ reasons }) => reasons),
            mean,
          ),
        ];
  return [
    ...training,
    ...heldOut("held out, before", measured.start),
    ...heldOut("held out, after", measured.best),
  ];
}

function reproduction(config: TuneConfig, run: RunDirectory, machine: Reproduction["machine"]): Reproduction {
  const { options, ...settings } = config;
  return {
    command: `npx gaitway tune --config ${run.file("config.yaml")}`,
    seed: config.seed,
    versions: [
      ["gaitway", version],
      ["simulator", simulatorVersion],
    ],
    machine,
    settings: [...Object.entries(settings), ...Object.entries(options)].map(([name, value]) => [
      name,
      typeof value === "object" ? "a gait of its own" : String(value),
    ]),
  };
}
