/** From a training run to the plain data of its report. */
import type { AnyEnv } from "../env/env.ts";
import type { Measurement, OutcomeGroup, Reproduction } from "../observe/report/data.ts";
import type { EvaluationData, LearningReportData } from "../observe/report/learning/data.ts";
import type { LearnConfig } from "../train/learn/config.ts";
import type { Measured } from "../train/learn/evaluation.ts";
import type { EvaluationRecord, RunState } from "../train/learn/learn.ts";
import type { Learner, LearnRecord } from "../train/learn/learner.ts";
import { describePanels } from "./describe-panels.ts";
import { version } from "./version.ts";

export interface TrainingDescription {
  readonly config: LearnConfig;
  /** The run directory. */
  readonly run: string;
  readonly spec: AnyEnv["spec"];
  readonly learner: Learner;
  readonly state: RunState | undefined;
  readonly interrupted: boolean;
  readonly records: readonly LearnRecord[];
  readonly evaluations: readonly EvaluationRecord[];
  readonly machine: Reproduction["machine"];
  readonly createdAt: Date;
}

export function describeTraining(description: TrainingDescription): LearningReportData {
  const { config, run, spec, learner, state, interrupted, records, evaluations, createdAt } = description;
  const kept = keptEvaluation(state, evaluations);
  const time = timeSplit(records);
  return {
    name: run,
    environment: `${spec.name} ${spec.version}, ${environmentsOf(config)}`,
    method: learner.description,
    createdAt: `${createdAt.toISOString().slice(0, 16).replace("T", " ")} UTC`,
    status: {
      state: interrupted ? "interrupted" : "completed",
      detail: interrupted ? `Continue it with: npx gaitway train --resume ${run}` : "",
      stepsPlanned: config.steps,
    },
    steps: state?.learner.steps ?? 0,
    episodes: state?.learner.episodes ?? 0,
    duration: time.reduce((sum, { seconds }) => sum + seconds, 0),
    ...(kept === undefined ? {} : { result: evaluationData(kept) }),
    iterations: records.map(({ steps, returns }) => ({ steps, returns })),
    evaluations: evaluations.map(evaluationData),
    references: config.stopAtReturn === undefined ? [] : [{ label: "enough", value: config.stopAtReturn }],
    panels: describePanels(records),
    time,
    timeNote: timeNote(records),
    outcomes: endings(records, kept),
    reproduction: reproduction(description),
    promise: promise(config),
  };
}

function environmentsOf(config: LearnConfig): string {
  if (config.method === "a3c") return `${config.workers} workers with an environment each`;
  return config.envs === 1 ? "one environment" : `${config.envs} environments`;
}

/** The evaluation of the policy that is kept: the first of those that were best. */
function keptEvaluation(
  state: RunState | undefined,
  evaluations: readonly EvaluationRecord[],
): EvaluationRecord | undefined {
  const best = state?.best ?? undefined;
  return best && evaluations.find(({ steps }) => steps === best.steps);
}

function evaluationData({ steps, deterministic, stochastic }: EvaluationRecord): EvaluationData {
  return {
    steps,
    deterministic: measurement(deterministic),
    ...(stochastic === undefined ? {} : { stochastic: measurement(stochastic) }),
  };
}

function measurement({ mean, standardError, returns }: Measured): Measurement {
  return { mean, standardError, laps: returns.length, samples: returns };
}

/** Whether the servers told how long they simulated, in every iteration. */
function tellsSimulation(records: readonly LearnRecord[]): boolean {
  return records.every(({ simulateTime }) => simulateTime !== undefined);
}

function timeNote(records: readonly LearnRecord[]): string {
  const note = tellsSimulation(records)
    ? "Simulating is what the server reports of its steps; wire is what was waited beyond it, resets and the handling of messages on both sides among it."
    : "Environment and wire are one share: nobody reports how long the environments were being stepped, so the two cannot be told apart.";
  return `${note} Evaluations are not counted.`;
}

/** Seconds; where acting is not told apart (a search acts while environments are stepped) it is no part of its own. */
function timeSplit(records: readonly LearnRecord[]): LearningReportData["time"] {
  const sum = (of: (record: LearnRecord) => number): number =>
    records.reduce((total, record) => total + (Number.isFinite(of(record)) ? of(record) : 0), 0);
  if (records.length === 0) return [];
  const acts = records.some(({ actTime }) => Number.isFinite(actTime));
  const acting = acts ? [{ name: "acting", seconds: sum(({ actTime }) => actTime) }] : [];
  const learning = { name: "learning", seconds: sum(({ learnTime }) => learnTime) };
  const waiting = sum(({ envTime }) => envTime);
  if (!tellsSimulation(records)) {
    const name = acts ? "environment and wire" : "acting, environment and wire";
    return [...acting, { name, seconds: waiting }, learning];
  }
  const simulating = sum(({ simulateTime }) => simulateTime ?? 0);
  const rest = { name: acts ? "wire" : "acting and wire", seconds: waiting - simulating };
  return [...acting, { name: "simulating", seconds: simulating }, rest, learning];
}

function endings(
  records: readonly LearnRecord[],
  kept: EvaluationRecord | undefined,
): readonly OutcomeGroup[] {
  const training = new Map<string, number>();
  for (const { reasons } of records)
    for (const [name, count] of Object.entries(reasons))
      training.set(name, (training.get(name) ?? 0) + count);
  const groups = [
    group("training", Object.fromEntries(training)),
    ...(kept ? [group("held out, deterministic", kept.deterministic.reasons)] : []),
    ...(kept?.stochastic ? [group("held out, stochastic", kept.stochastic.reasons)] : []),
  ];
  return groups.filter(({ counts }) => counts.length > 0);
}

function group(name: string, reasons: Readonly<Record<string, number>>): OutcomeGroup {
  const counts = Object.entries(reasons).map(([reason, count]) => ({ name: reason, count }));
  return { name, counts: counts.sort((a, b) => b.count - a.count) };
}

function reproduction({ config, run, spec, machine }: TrainingDescription): Reproduction {
  const settings = Object.entries(config).filter(([name]) => name !== "seed");
  return {
    command: `npx gaitway train --config ${run}/config.yaml`,
    seed: config.seed,
    versions: [
      ["gaitway", version],
      [spec.name, spec.version],
    ],
    machine,
    settings: settings.map(([name, value]) => [
      name,
      typeof value === "object" ? JSON.stringify(value) : String(value),
    ]),
  };
}

function promise(config: LearnConfig): string {
  if (config.method === "a3c" && config.workers > 1)
    return "Workers that write to the same parameters are told apart by the machine alone: the same seed is another run each time.";
  return "The same command and seed give the same parameters bit for bit, stopped and gone on with or not, as long as the environment does; only the duration depends on the machine.";
}
