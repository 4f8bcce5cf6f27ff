/** gaitway replay FILE: a conversation as a server that says again what was said, or a deployment decided again. */
import { Command, Option } from "commander";
import { isFlight } from "../observe/flight/reading.ts";
import { createLogger, roomLogger } from "../observe/logging.ts";
import { describeMessage } from "../transport/recorder/describe-message.ts";
import { readRecording } from "../transport/recorder/recording.ts";
import { Replay } from "../transport/recorder/replay.ts";
import type { ReplayOutcome } from "../transport/recorder/replay-service.ts";
import { exitCodes, UsageError } from "./errors.ts";
import { replayDeploymentFile } from "./replay-deployment.ts";
import { untilStopped } from "./until-stopped.ts";

interface ReplayFlags {
  readonly bind: string;
  readonly list: boolean;
  readonly json: boolean;
  readonly child: boolean;
  readonly report?: string;
}

export function replayCommand(): Command {
  return new Command("replay")
    .description(
      "Serves a recorded conversation: the recorded answers, as long as the requests are the recorded ones. A recorded deployment is decided again instead, bit for bit.",
    )
    .argument("<file>", "what --record wrote, or the .part of a process that was killed")
    .option("--bind <endpoint>", "where to listen: ipc://PATH or tcp://127.0.0.1:PORT", "ipc://*")
    .option("--list", "print the conversation, or the log of the deployment, one line a message", false)
    .option("--report <file>", "write the report of a deployment instead, such as report.html")
    .option("--json", "what is printed as JSON on standard output", false)
    .addOption(new Option("--child", "as --json, and end with standard input").default(false).hideHelp())
    .addHelpText(
      "after",
      `
The first request that is not the recorded one is refused, with the number of its message, the field, what was recorded
and what came. Request ids and deadlines may differ. Exit code 0: the whole recording was repeated. 1: something
differed, or the agent left before the end.

Of a deployment every tick is decided again by the recorded plan and inputs. Exit code 0: every number is the recorded
one, bit for bit. 1: one differs, and its tick, time, stage and joint are named; or ticks are missing.

Examples:
  gaitway evaluate runs/aibo-1 --laps 2 --record bug.mcap     a conversation is kept
  gaitway replay bug.mcap --list                              and read
  gaitway replay bug.mcap --bind tcp://127.0.0.1:5555         and repeated, without the simulator
  gaitway evaluate runs/aibo-1 --laps 2 --env tcp://127.0.0.1:5555
  gaitway replay walk.mcap                                    a deployment is decided again`,
    )
    .action(replay);
}

async function replay(file: string, flags: ReplayFlags): Promise<void> {
  if (await isFlight(file)) await replayDeploymentFile(file, flags);
  else if (flags.report !== undefined)
    throw new UsageError(`--report is for recordings of deployments, and ${file} holds a conversation`);
  else if (flags.list) await list(file, flags.json);
  else await serveAgain(file, flags);
}

async function list(file: string, json: boolean): Promise<void> {
  for await (const message of readRecording(file)) {
    const { frames, ...place } = message;
    const line = json
      ? JSON.stringify({ ...place, frames: frames.map((frame) => Buffer.from(frame).toString("hex")) })
      : describeMessage(message);
    if (!process.stdout.write(`${line}\n`))
      await new Promise((resolve) => process.stdout.once("drain", resolve));
  }
}

async function serveAgain(file: string, { bind, json, child }: ReplayFlags): Promise<void> {
  await using logger = createLogger();
  const log = roomLogger(logger, "replay");
  const stopped = untilStopped(child);
  await using replay = await Replay.open(file, bind);
  const machine = json || child;
  if (machine) process.stdout.write(`${JSON.stringify({ endpoint: replay.endpoint })}\n`);
  else log.info(`${file} waits for its agent on ${replay.endpoint}; Ctrl-C stops it`);
  const end = await Promise.race([replay.over, stopped]);
  if (typeof end === "string") {
    process.exitCode = exitCodes.interrupted;
    return;
  }
  if (machine) process.stdout.write(`${JSON.stringify(end)}\n`);
  else process.stdout.write(`${describeOutcome(end)}\n`);
  if (end.outcome !== "complete") process.exitCode = exitCodes.failed;
}

function describeOutcome(end: ReplayOutcome): string {
  switch (end.outcome) {
    case "complete":
      return `repeated to the end: ${end.requests} requests, all as recorded`;
    case "left":
      return `the agent left after ${end.requests} of ${end.recorded} requests`;
    default: {
      const { message, what, field, recorded, received } = end;
      const where = message > 0 ? `message ${message}, ` : "after the last message, ";
      return `${where}${what}: ${field} was ${recorded} when it was recorded and is ${received} now`;
    }
  }
}
