/** What a session of training leaves behind: the policies, the report, and the result in short. */
import { cpus } from "node:os";
import { join } from "node:path";
import { lastValueFrom, toArray } from "rxjs";
import type { AnyEnv } from "../env/env.ts";
import { renderLearningReport } from "../observe/report/learning/report.ts";
import { saveNetworkPolicy } from "../policy/saved-network.ts";
import { seenRange } from "../policy/seen-range.ts";
import type { LearnConfig } from "../train/learn/config.ts";
import { evaluationEpisodes, type Trained } from "../train/learn/evaluation.ts";
import type { RunState } from "../train/learn/learn.ts";
import { readEvaluations, readRecords } from "../train/learn/learn-run.ts";
import type { Learner } from "../train/learn/learner.ts";
import { modelOptionsOf } from "../train/learn/parts.ts";
import type { RunDirectory } from "../train/run-directory.ts";
import { describeTraining } from "./describe-training.ts";
import type { TrainNetworks } from "./train-networks.ts";
import type { TrainResult } from "./train-output.ts";
import { trainedJoints } from "./trained-joints.ts";
import { version } from "./version.ts";

export interface Training {
  readonly config: LearnConfig;
  readonly run: RunDirectory;
  /** Environments that nobody trains in any more. */
  readonly trial: AnyEnv;
  readonly networks: TrainNetworks | undefined;
  readonly learner: Learner;
  readonly state: RunState | undefined;
  readonly interrupted: boolean;
}

export async function leaveTrainingBehind(training: Training): Promise<TrainResult> {
  const { run, state, interrupted } = training;
  const policy = state === undefined ? null : await savePolicies(training, state);
  await writeReport(training);
  const recent = state?.learner.recentReturns ?? [];
  return {
    run: run.path,
    interrupted,
    steps: state?.learner.steps ?? 0,
    episodes: state?.learner.episodes ?? 0,
    meanReturn: recent.reduce((sum, value) => sum + value, 0) / recent.length,
    best: state?.best?.meanReturn ?? null,
    policy,
    report: run.file("report.html"),
  };
}

async function writeReport({ run, trial, ...training }: Training): Promise<void> {
  const data = describeTraining({
    ...training,
    run: run.path,
    spec: trial.spec,
    records: await readRecords(run.file("metrics.jsonl")),
    evaluations: await readEvaluations(run.file("evaluations.jsonl")),
    machine: { node: process.versions.node, cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length },
    createdAt: new Date(),
  });
  await run.write("report.html", renderLearningReport(data));
}

/** policy/ holds the best that was evaluated, or the last where none was; policy-last/ the parameters after the last update. */
async function savePolicies(training: Training, { learner, best }: RunState): Promise<string> {
  const { run } = training;
  await savePolicyOf(training, "policy-last", learner, learner.steps);
  await savePolicyOf(training, "policy", best ?? learner, best?.steps ?? learner.steps);
  return run.file("policy");
}

/** Golden vectors are made of so many observations of one episode; what is in range is what so many episodes showed. */
const GOLDEN = 10;
const EPISODES = 5;

async function savePolicyOf(
  { config, run, trial, networks, learner }: Training,
  folder: string,
  trained: Trained,
  steps: number,
): Promise<void> {
  const { model } = learner;
  const options = {
    env: trial,
    model,
    seeds: Array.from({ length: EPISODES }, (_, k) => config.seed + k),
    resetOptions: config.options,
    episodeSteps: Math.min(config.episodeSteps, 200),
    groups: 1,
    stopped: () => false,
    onLost: () => undefined,
  };
  const episodes = await lastValueFrom(evaluationEpisodes(options, trained, "deterministic").pipe(toArray()));
  const rows = episodes.map(({ seen, episode }) => inRows(seen, episode.length + 1));
  const seen = rows[episodes.findIndex(({ job }) => job === 0)] ?? [];
  const every = Math.max(1, Math.floor(seen.length / GOLDEN));
  await saveNetworkPolicy(join(run.path, folder), {
    spec: trial.spec,
    modelOptions: { ...modelOptionsOf(config, trial.spec.actionSpace), ...networks?.options },
    model,
    params: trained.params,
    normalizer: trained.normalizer,
    rows: seen.filter((_, i) => i % every === 0).slice(0, GOLDEN),
    joints: trainedJoints(trial.spec.name),
    seen: rows.length > 0 ? seenRange(rows.flat()) : undefined,
    train: { seed: config.seed, config, steps, versions: { gaitway: version, node: process.versions.node } },
  });
}

function inRows(rows: Float64Array, count: number): Float64Array[] {
  const size = rows.length / count;
  return Array.from({ length: count }, (_, row) => rows.subarray(row * size, (row + 1) * size));
}
