/** gaitway replay FILE, where the file is a recording of a deployment: decided again, or its log as lines, or its report. */
import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { readFlight } from "../observe/flight/reading.ts";
import { type DeploymentReplay, replayDeployment, type TickDifference } from "../observe/flight/replay.ts";
import { summarizeDeployment } from "../observe/flight/summary.ts";
import { renderDeploymentReport } from "../observe/report/deploy/report.ts";
import { toJson } from "../train/json.ts";
import { exitCodes } from "./errors.ts";

export interface ReplayDeploymentFlags {
  readonly list: boolean;
  readonly json: boolean;
  /** Where to write the report; nothing is decided again then. */
  readonly report?: string;
}

/** Exit code 1 where a number differs, or where not every tick could be decided again. */
export async function replayDeploymentFile(file: string, flags: ReplayDeploymentFlags): Promise<void> {
  if (flags.report !== undefined) {
    await writeDeploymentReport(file, flags.report, {
      name: nameOf(file),
      command: `gaitway replay ${file}`,
    });
    process.stdout.write(flags.json ? `${JSON.stringify({ report: flags.report })}\n` : `${flags.report}\n`);
  } else if (flags.list) await list(file, flags.json);
  else await decideAgain(file, flags.json);
}

export interface ReportNames {
  /** Of the run, and the command line that made it. */
  readonly name: string;
  readonly command: string;
}

/** Writes the report of a recording; also of one that was cut. */
export async function writeDeploymentReport(file: string, report: string, names: ReportNames): Promise<void> {
  writeFileSync(report, renderDeploymentReport(await summarizeDeployment(file, names)));
}

function nameOf(file: string): string {
  return basename(file)
    .replace(/\.part$/, "")
    .replace(/\.mcap$/, "");
}

async function list(file: string, json: boolean): Promise<void> {
  let begin: bigint | undefined;
  for await (const item of readFlight(file)) {
    if (item.kind === "tick") begin ??= item.nanoseconds;
    if (item.kind !== "log") continue;
    const { level, message, nanoseconds } = item;
    const time = Number(nanoseconds - (begin ?? nanoseconds)) / 1e9;
    process.stdout.write(
      json
        ? `${JSON.stringify({ time, level, message })}\n`
        : `${time.toFixed(3).padStart(10)} s  ${level.toLowerCase().padEnd(7)} ${message}\n`,
    );
  }
}

async function decideAgain(file: string, json: boolean): Promise<void> {
  const replay = await replayDeployment(file);
  process.stdout.write(json ? `${toJson({ ...replay })}\n` : describeReplay(replay));
  const isSame = replay.difference === undefined && replay.compared === replay.ticks;
  process.exitCode = isSame ? exitCodes.done : exitCodes.failed;
}

export function describeReplay({ ticks, compared, values, difference, missing }: DeploymentReplay): string {
  const lines =
    difference === undefined
      ? [`${compared} of ${ticks} ticks decided again: all ${values} numbers the same, bit for bit`]
      : [describeDifference(difference), `the ${compared - 1} ticks before it are the same, bit for bit`];
  return [...lines, ...missing.map((what) => `missing: ${what}`)].map((line) => `${line}\n`).join("");
}

function describeDifference({ tick, time, stage, joint, recorded, recomputed }: TickDifference): string {
  const where = joint === "" ? stage : `${stage} of ${joint}`;
  return `tick ${tick}, ${time.toFixed(3)} s: ${where} was ${shown(recorded)} when it was recorded and is ${shown(recomputed)} now`;
}

function shown(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
