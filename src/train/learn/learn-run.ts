/**
 * A run of learning on disk: what `learn` saves into a run directory, and what it goes on from.
 *
 *   checkpoints/   the newest three states      metrics.jsonl   a line an iteration      evaluations.jsonl   a line an evaluation
 *
 * Lines are appended before the checkpoint that holds them is renamed into place; those past the checkpoint are cut off when the
 * run goes on.
 */
import { appendFile, readFile, truncate } from "node:fs/promises";
import { ignoreMissing } from "../../transport/whole-file.ts";
import {
  type CheckpointFormat,
  type Found,
  newestOf,
  pruneCheckpoints,
  readCheckpoint,
  writeCheckpoint,
} from "../checkpoint-file.ts";
import type { RunDirectory } from "../run-directory.ts";
import type { EvaluationRecord, LearnStore, RunState } from "./learn.ts";
import type { LearnRecord } from "./learner.ts";
import { pack, unpack } from "./packed.ts";

const format: CheckpointFormat = { format: "gaitway-learn-checkpoint", version: 1 };
const KEPT = 3;
const METRICS = "metrics.jsonl";
const EVALUATIONS = "evaluations.jsonl";

/** `run` as a store of states. */
export function learnStore(run: RunDirectory): LearnStore {
  return {
    async save(state, records, evaluations) {
      await appendLines(run.file(METRICS), records);
      await appendLines(run.file(EVALUATIONS), evaluations);
      await writeCheckpoint(run.file("checkpoints"), state.learner.iteration, format, pack(state));
      await pruneCheckpoints(run.file("checkpoints"), KEPT);
    },
    hold: (work) => run.hold(work),
  };
}

async function appendLines(path: string, records: readonly object[]): Promise<void> {
  const lines = records.map((record) => `${JSON.stringify(record)}\n`).join("");
  if (lines !== "") await appendFile(path, lines, { flush: true });
}

/** Where the run stands, and its lines cut back to there; undefined when it never saved. */
export async function newestRun(run: RunDirectory): Promise<Found<RunState> | undefined> {
  const load = async (file: string) => unpack(await readCheckpoint(file, format)) as RunState;
  const found = await newestOf(run.file("checkpoints"), load);
  // What was measured before the first iteration counts only once it was saved.
  const iteration = found?.state.learner.iteration ?? -1;
  await cutLines(run.file(METRICS), iteration);
  await cutLines(run.file(EVALUATIONS), iteration);
  return found;
}

/** The record of every iteration that was saved, oldest first. A number that was none is null in the file and NaN here. */
export async function readRecords(path: string): Promise<LearnRecord[]> {
  return (await parsedLines(path)) as LearnRecord[];
}

/** Every evaluation that was saved, oldest first. */
export async function readEvaluations(path: string): Promise<EvaluationRecord[]> {
  return (await parsedLines(path)) as EvaluationRecord[];
}

async function parsedLines(path: string): Promise<unknown[]> {
  return (await wholeLines(path)).map(
    (line) => JSON.parse(line, (_, value) => value ?? Number.NaN) as unknown,
  );
}

async function cutLines(path: string, iteration: number): Promise<void> {
  const lines = await wholeLines(path);
  const kept = lines.filter(
    (line) => (JSON.parse(line) as { readonly iteration: number }).iteration <= iteration,
  );
  const length = Buffer.byteLength(kept.map((line) => `${line}\n`).join(""));
  await truncate(path, length).catch(ignoreMissing);
}

/** A last line without its end was cut by a crash and does not count. */
async function wholeLines(path: string): Promise<string[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return text.split("\n").slice(0, -1);
}
