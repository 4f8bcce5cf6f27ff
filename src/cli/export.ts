/** gaitway export RUN: a policy as C, ONNX or JSON, for controllers that do not run Node. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Command, Option } from "commander";
import { agree } from "../deploy/contract.ts";
import { robotSpecOf } from "../deploy/drivers/dynamixel/bus-robot.ts";
import type { OpencatRobot } from "../deploy/drivers/opencat/robot-file.ts";
import { policyFiles } from "../deploy/export/c/c.ts";
import { cycleFiles } from "../deploy/export/c/cycle.ts";
import type { CFiles } from "../deploy/export/c/files.ts";
import { withLimiter } from "../deploy/export/c/limiter.ts";
import { identifier } from "../deploy/export/c/literals.ts";
import type { Cycle } from "../deploy/export/cycle.ts";
import { elementsOf } from "../deploy/export/elements.ts";
import { goldenOf } from "../deploy/export/golden.ts";
import { inferenceOf } from "../deploy/export/inference.ts";
import { cycleDocument, policyDocument } from "../deploy/export/json.ts";
import { onnxModel } from "../deploy/export/onnx/onnx.ts";
import { skillOf, skillText } from "../deploy/export/skill.ts";
import { planFor } from "../deploy/plan.ts";
import { rateLimits } from "../deploy/rate.ts";
import { readPolicyFolder } from "../policy/saved-folder.ts";
import { loadNetworkPolicy } from "../policy/saved-network.ts";
import { writeWhole } from "../transport/whole-file.ts";
import { type Deployable, deployable } from "./deployable.ts";
import { UsageError } from "./errors.ts";
import { retargeted } from "./retargeted.ts";
import { busRobotOf, opencatRobotOf } from "./robot-files.ts";

export const exportFormats = ["c", "onnx", "json", "skill"] as const;

export interface ExportFlags {
  readonly format: (typeof exportFormats)[number];
  readonly out: string;
  readonly policy: "best" | "last";
  readonly name?: string;
  readonly robot?: string;
  /** A robot.yaml; true: the AIBO's layout. */
  readonly limits?: string | true;
  readonly json: boolean;
}

/** Files by name. */
type Files = Readonly<Record<string, string | Uint8Array>>;

export function exportCommand(): Command {
  return new Command("export")
    .description("Writes a trained policy, or a tuned gait, as a program or a model for other controllers.")
    .argument("<run>", "directory of a run, or the folder of a saved policy")
    .addOption(
      new Option(
        "--format <format>",
        "c: C99, bit for bit; onnx: a model; json: all numbers, to read; skill: a gait for an OpenCat board",
      )
        .choices(exportFormats)
        .makeOptionMandatory(),
    )
    .requiredOption("--out <folder>", "where the files go; it is made, files of the same names are replaced")
    .addOption(new Option("--policy <which>", "of a run").choices(["best", "last"]).default("best"))
    .option(
      "--name <name>",
      "how the files, and what is in them, are called (default: the environment's name)",
    )
    .option(
      "--robot <robot.yaml>",
      "of a skill: the Petoi robot, and how the gait is mapped to it (default: a Bittle)",
    )
    .option(
      "--limits [robot.yaml]",
      "of C: with functions that keep commands to the limits of a robot on a bus (default: the AIBO's layout)",
    )
    .option("--json", "the files as one JSON object on standard output", false)
    .addHelpText(
      "after",
      `
The C needs no library and no heap. Compile it with -std=c99 -O2 -ffp-contract=off and call NAME_selftest() at every start.
A gait is motion over time and no network: it has no ONNX form. A skill is sent as it is, with a pause of less than 200 ms
between its bytes (cat NAME.skill > /dev/ttyUSB0); the board goes on walking until it is sent something else, such as d.

Examples:
  gaitway export runs/aibo-walk-1 --format c --out firmware/policy
  gaitway export runs/aibo-walk-1 --format c --limits robot.yaml --out firmware/policy
  gaitway export runs/aibo-walk-1 --format onnx --out models --name walker
  gaitway export runs/aibo-1 --format json --out gaits
  gaitway export runs/aibo-1 --format skill --robot bittle.yaml --out skills`,
    )
    .action(runExport);
}

async function runExport(path: string, flags: ExportFlags): Promise<void> {
  const written = await exportPolicy(path, flags);
  process.stdout.write(
    flags.json ? `${JSON.stringify({ run: path, files: written })}\n` : `${written.join("\n")}\n`,
  );
}

/** Writes the files and answers their paths. Throws `InvalidPolicy` for what was altered, `NotExportable` for what has no such form. */
export async function exportPolicy(path: string, flags: ExportFlags): Promise<readonly string[]> {
  const found = await deployable(path, flags.policy);
  const name = nameOf(flags.name ?? found.environment.name, flags.name !== undefined);
  if (flags.robot !== undefined && flags.format !== "skill")
    throw new UsageError("--robot describes the robot of a skill; expected --format skill with it");
  if (flags.limits !== undefined && flags.format !== "c")
    throw new UsageError("--limits are functions in C; expected --format c with them");
  const files = await filesOf(found, name, flags);
  await mkdir(flags.out, { recursive: true });
  for (const [file, content] of Object.entries(files)) await writeWhole(join(flags.out, file), content);
  return Object.keys(files).map((file) => join(flags.out, file));
}

async function filesOf(found: Deployable, name: string, flags: ExportFlags): Promise<Files> {
  if (flags.format === "skill") return skill(found, name, await opencatRobotOf(flags.robot));
  return found.kind === "gait" ? await gait(found, name, flags) : await network(found, name, flags);
}

function nameOf(wanted: string, isChosen: boolean): string {
  const name = identifier(wanted);
  if (isChosen && name !== wanted)
    throw new UsageError(
      `--name is "${wanted}"; expected lower-case letters, digits and single _ that a C identifier may begin with, such as ${name}`,
    );
  return name;
}

async function network(found: Deployable, name: string, flags: ExportFlags): Promise<Files> {
  const { folder } = found;
  const { format } = flags;
  const policy = await loadNetworkPolicy(folder);
  const inference = inferenceOf(policy);
  if (format === "onnx") {
    const { manifest } = await readPolicyFolder(folder);
    return { [`${name}.onnx`]: onnxModel(inference, manifest) };
  }
  const golden = await goldenOf(folder, policy);
  if (format === "json") return { [`${name}.json`]: policyDocument(inference, golden) };
  return inC(name, await limited(policyFiles(name, inference, golden), found, name, flags));
}

async function gait(found: Deployable, name: string, flags: ExportFlags): Promise<Files> {
  const { environment, terms, source } = found;
  const { format } = flags;
  const { controlPeriod, actionSpace } = terms;
  const plan = source({ observation: [], low: [], high: [] });
  if (format === "onnx" || plan.kind !== "cycle")
    throw new UsageError(
      "a gait is motion over time, not a network that ONNX could hold; expected --format c or json",
    );
  const cycle: Cycle = { environment, controlPeriod, plan, targets: elementsOf(actionSpace) };
  if (format === "json") return { [`${name}.json`]: cycleDocument(cycle) };
  return inC(name, await limited(cycleFiles(name, cycle), found, name, flags));
}

/** With the limiter that `gaitway deploy` would have on that robot. Throws ContractMismatch where policy and robot do not agree. */
async function limited(
  files: CFiles,
  { terms, source }: Deployable,
  name: string,
  { limits: file }: ExportFlags,
): Promise<CFiles> {
  if (file === undefined) return files;
  const robot = robotSpecOf(await busRobotOf(file === true ? undefined : file));
  const { controlPeriod } = terms;
  const { limits } = planFor({ robot, source: source(agree(terms, robot)), controlPeriod, rung: "full" });
  return withLimiter(files, name, rateLimits(limits, controlPeriod));
}

/** The bytes to send, and the same to read. */
function skill(found: Deployable, name: string, robot: OpencatRobot): Files {
  const source = retargeted(found, robot).source({ observation: [], low: [], high: [] });
  if (source.kind !== "cycle")
    throw new UsageError(
      "a skill is motion over time, which a policy that closes the loop is not; expected the run of a gait",
    );
  const made = skillOf(source, robot);
  return { [`${name}.skill`]: made.bytes, [`${name}.skill.txt`]: skillText(made, source.period) };
}

function inC(name: string, { source, header }: { readonly source: string; readonly header: string }): Files {
  return { [`${name}.c`]: source, [`${name}.h`]: header };
}
