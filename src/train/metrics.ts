/** metrics.jsonl: one line an iteration, appended and forced to disk, cut back to the checkpoint when a run is resumed. */
import { appendFile, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../transport/errors.ts";
import { ignoreMissing } from "../transport/whole-file.ts";
import { toJson, vectorOf } from "./json.ts";
import { RunDirectoryError } from "./run-error.ts";
import type { IterationRecord } from "./state.ts";

const fileName = "metrics.jsonl";

export async function appendMetrics(run: string, record: IterationRecord): Promise<void> {
  await appendFile(join(run, fileName), `${toJson(record)}\n`, { flush: true });
}

/** Throws RunDirectoryError naming the first line that is no record. */
export async function readMetrics(run: string): Promise<IterationRecord[]> {
  return parseLines(run, await readLines(run));
}

/** Drops metrics of iterations after `iteration`: they were written, but their checkpoint was not. */
export async function cutMetrics(run: string, iteration: number): Promise<void> {
  const lines = await readLines(run);
  const past = parseLines(run, lines).findIndex((record) => record.iteration > iteration);
  const kept = past < 0 ? lines : lines.slice(0, past);
  const length = Buffer.byteLength(kept.map((line) => `${line}\n`).join(""));
  await truncate(join(run, fileName), length).catch(ignoreMissing);
}

/** The whole lines of metrics.jsonl; a last line without its end was cut by a crash and does not count. */
async function readLines(run: string): Promise<string[]> {
  const text = await readFile(join(run, fileName), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return text.split("\n").slice(0, -1);
}

function parseLines(run: string, lines: readonly string[]): IterationRecord[] {
  return lines.map((line, index) => {
    try {
      return fromLine(line);
    } catch (error) {
      throw new RunDirectoryError(
        `${join(run, fileName)}, line ${index + 1}, is not the record of an iteration: ${messageOf(error)}. ` +
          "Nothing was changed; take the line out, or move the file away: the run goes on without its curve so far",
        { cause: error },
      );
    }
  });
}

function fromLine(line: string): IterationRecord {
  const raw = JSON.parse(line) as IterationRecord;
  const vector = (list: ArrayLike<number | null>): Float64Array => vectorOf(Array.from(list));
  return {
    ...raw,
    params: vector(raw.params),
    gradient: vector(raw.gradient),
    meanObservation: vector(raw.meanObservation),
    gradientVariance: raw.gradientVariance ?? Number.NaN,
  };
}
