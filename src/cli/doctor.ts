/** gaitway doctor: what is wrong here, and the remedy. Every check does the real thing, small. */
import { access, constants, mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, freemem, tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { capability, version as zeromqVersion } from "zeromq";
import { gaitStarts, gaitValues } from "../../envs/aibo/gait.ts";
import { createAiboPool } from "../../envs/aibo/pool.ts";
import { monotonicClock } from "../deploy/loop/clock.ts";
import { connect } from "../env/remote.ts";
import { serve } from "../env/serve.ts";
import { describeBackend, startTfjs } from "../policy/network/tfjs/backend.ts";
import type { Check } from "./doctor-check.ts";
import { pythonChecks } from "./doctor-python.ts";
import { robotChecks } from "./doctor-robot.ts";
import { exitCodes, UsageError } from "./errors.ts";
import { speed } from "./format.ts";
import { curveOf, type KeyFlags, requireKeyless, withKeys } from "./key-options.ts";
import { version } from "./version.ts";

export function doctorCommand(): Command {
  const command = new Command("doctor")
    .description("Checks this machine and says what to mend.")
    .option(
      "--robot <target>",
      "a robot instead: sim:aibo, tcp://HOST:PORT, dynamixel:/dev/…, opencat:/dev/…",
    )
    .option("--file <robot.yaml>", "its description (default: the AIBO's servos, a Bittle)")
    .option("--json", "one JSON object a check on standard output", false)
    .addHelpText(
      "after",
      "\nA robot's torque is switched off (one that stands sinks down), and nothing is moved.\n\nExamples:\n  gaitway doctor\n  gaitway doctor --json\n  gaitway doctor --robot dynamixel:/dev/ttyUSB0",
    )
    .action(run);
  return withKeys(command);
}

interface Flags extends KeyFlags {
  readonly json: boolean;
  readonly robot?: string;
  readonly file?: string;
}

async function run({ json, robot, file, ...keys }: Flags): Promise<void> {
  const curve = curveOf(keys);
  if (robot === undefined && (file !== undefined || curve !== undefined))
    throw new UsageError("--file and --keys belong to a robot; expected --robot too");
  if (robot !== undefined) requireKeyless(robot, curve);
  await examine(
    robot === undefined ? checks : await robotChecks({ target: robot, file, curve }, monotonicClock()),
    json,
  );
}

interface Result {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
  readonly remedy?: string;
  readonly without?: string;
}

async function examine(all: readonly Check[], json: boolean): Promise<void> {
  const failed = new Set<string>();
  for (const { run, needs, ...check } of all) {
    if (needs !== undefined && failed.has(needs)) {
      // What needs this one in turn is left out too.
      failed.add(check.name);
      continue;
    }
    const begin = performance.now();
    const result: Result = await run().then(
      (found) => ({ name: check.name, ok: true, found }),
      (error: Error) => ({ ...check, ok: false, found: error.message }),
    );
    const seconds = (performance.now() - begin) / 1000;
    process.stdout.write(json ? `${JSON.stringify({ ...result, seconds })}\n` : line(result));
    if (!result.ok) failed.add(check.name);
    if (!result.ok && result.without === undefined) process.exitCode = exitCodes.failed;
  }
}

function line({ name, ok, found, remedy, without }: Result): string {
  const mark = ok ? "ok   " : without === undefined ? "WRONG" : "note ";
  const further = [
    remedy === undefined ? [] : [`      remedy: ${remedy}`],
    without === undefined ? [] : [`      without it: ${without}`],
  ].flat();
  return [`${mark} ${name}: ${found}`, ...further, ""].join("\n");
}

const checks: readonly Check[] = [
  {
    name: "Node",
    remedy: "install Node 20 or newer",
    run: async () => {
      if (Number(process.versions.node.split(".")[0]) < 20)
        throw new Error(`found ${process.versions.node}, expected 20 or newer`);
      return `${process.versions.node}, gaitway ${version}`;
    },
  },
  {
    name: "cores and memory",
    remedy: "close other programs, or use fewer --workers",
    run: async () => {
      const free = freemem() / 2 ** 30;
      if (free < 0.5) throw new Error(`${free.toFixed(1)} GiB free, expected 0.5 or more`);
      return `${availableParallelism()} cores, ${free.toFixed(1)} GiB free`;
    },
  },
  {
    name: "ZeroMQ",
    remedy: "remove node_modules and run npm start again; ZeroMQ's binary comes with its package",
    run: async () => `${zeromqVersion}, CURVE ${capability.curve === true ? "present" : "absent"}`,
  },
  {
    name: "temporary folder",
    remedy: `make ${tmpdir()} writable, or point TMPDIR at a folder that is; its path must be short (sockets allow about 100 characters)`,
    run: async () => {
      const folder = await mkdtemp(join(tmpdir(), "gaitway-"));
      await rm(folder, { recursive: true });
      if (folder.length > 80)
        throw new Error(`${folder} is ${folder.length} characters long, expected at most 80`);
      return tmpdir();
    },
  },
  {
    name: "run folder",
    remedy: "change to a folder you may write to: runs are kept in runs/ below the present one",
    run: async () => {
      await access(process.cwd(), constants.W_OK);
      return join(process.cwd(), "runs");
    },
  },
  {
    name: "simulator and wire",
    remedy: "remove node_modules and run npm start again; if it stays, report the line above",
    run: walkOneLap,
  },
  {
    name: "networks of TensorFlow.js",
    remedy: "remove node_modules and run npm start again",
    without: "all but networks of TensorFlow.js",
    run: async () => describeBackend(await startTfjs()),
  },
  ...pythonChecks,
];

/** MuJoCo in a worker, served over ipc, one lap of the hand-tuned gait asked for and timed. */
async function walkOneLap(): Promise<string> {
  await using pool = await createAiboPool({ workers: 1 });
  await using server = await serve(pool, { endpoint: "ipc://*" });
  await using env = await connect(server.endpoint);
  await env.reset({ envIds: [0], seeds: [1] });
  const begin = performance.now();
  const { rewards, reasons } = await env.step({ envIds: [0], actions: gaitValues(gaitStarts["hand-tuned"]) });
  const seconds = (performance.now() - begin) / 1000;
  if (reasons[0] !== "finished")
    throw new Error(`the hand-tuned gait ended its lap with "${reasons[0]}", expected "finished"`);
  return `a lap at ${speed(rewards[0] ?? Number.NaN)} in ${seconds.toFixed(2)} s over ${server.endpoint.split(":")[0]}`;
}
