/** gaitway import FILE.onnx: a policy trained elsewhere as a saved policy, in the terms of a contract. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { Command } from "commander";
import { parse } from "yaml";
import { z } from "zod";
import { decodeModel, type Model } from "../deploy/export/onnx/messages.ts";
import { contractSchema, type ImportTerms, termsOfFile, termsOfPolicy } from "../deploy/import/contract.ts";
import { mlpOf } from "../deploy/import/onnx/mlp.ts";
import { stagesOf } from "../deploy/import/onnx/stages.ts";
import { importedPolicy } from "../deploy/import/policy.ts";
import { loadNetworkPolicy, saveNetworkPolicy } from "../policy/saved-network.ts";
import { deployable } from "./deployable.ts";
import { UsageError } from "./errors.ts";
import { version } from "./version.ts";

export interface ImportFlags {
  readonly contract?: string;
  readonly like?: string;
  readonly out: string;
  readonly output?: string;
  readonly json: boolean;
}

export function importCommand(): Command {
  return new Command("import")
    .description(
      "Takes a multilayer perceptron in from ONNX: Stable-Baselines3, rsl_rl, Isaac Lab, rl_games.",
    )
    .argument("<file>", "the model, FILE.onnx, weights inside")
    .option("--contract <file>", "YAML that says what the numbers mean: names, units, bounds, control period")
    .option("--like <run>", "the same as in this run or saved policy, instead of --contract")
    .requiredOption("--out <folder>", "where the saved policy goes; it must not be there yet")
    .option("--output <name>", "which of the model's outputs is the action (default: the first)")
    .option("--json", "what was taken in as one JSON object on standard output", false)
    .addHelpText(
      "after",
      `
A contract:
  environment: { name: my-robot, version: 1 }
  controlPeriod: 0.02                     # s
  observation:                            # in the network's order; low and high where there are bounds
    - { name: bodyVelocityX, unit: m/s }
  action:                                 # scale and offset: action = scale · output + offset
    - { name: hipTarget, unit: rad, low: -0.8, high: 0.8, scale: 0.25, offset: 0.1 }
  # or of a discrete action: { count: 4 }

An output that ends in tanh and nothing more is a share of each element's range, as Stable-Baselines3 means it.

Examples:
  gaitway import policy.onnx --contract robot.yaml --out policies/walker
  gaitway import ppo.onnx --like runs/aibo-walk-1 --out policies/ppo && gaitway export policies/ppo --format c --out firmware`,
    )
    .action(runImport);
}

async function runImport(file: string, flags: ImportFlags): Promise<void> {
  const { model, observations, actions } = await importPolicy(file, flags);
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ file, policy: flags.out, model, observations, actions })}\n`
      : `${flags.out}: ${model}, ${observations} numbers observed, ${actions} of action; golden vectors made\n`,
  );
}

export interface Taken {
  readonly model: string;
  readonly observations: number;
  readonly actions: number;
}

/** Throws `UnsupportedGraph` naming the node in the way, `ImportMismatch` where network and contract do not fit. */
export async function importPolicy(file: string, flags: ImportFlags): Promise<Taken> {
  if (existsSync(flags.out))
    throw new UsageError(
      `${flags.out} is there already; expected a folder that is not: choose another, or remove it`,
    );
  const terms = await termsOf(flags);
  const bytes = await readFile(file).catch((error: Error) => {
    throw new UsageError(`${file} cannot be read: ${error.message}`, { cause: error });
  });
  const model = decoded(bytes, file);
  const { output, stages } = stagesOf(model, flags.output);
  const record = importedPolicy(mlpOf(stages), terms, {
    imported: {
      file: basename(file),
      sha256: createHash("sha256").update(bytes).digest("hex"),
      output,
      producer: [model.producerName, model.producerVersion].filter(Boolean).join(" "),
    },
    versions: { gaitway: version, node: process.versions.node },
  });
  await mkdir(dirname(flags.out), { recursive: true });
  await saveNetworkPolicy(flags.out, record);
  const { name, observationSize, head } = record.model;
  return { model: name, observations: observationSize, actions: head.actionSize };
}

function decoded(bytes: Uint8Array, file: string): Model {
  try {
    const model = decodeModel(bytes);
    if (model.graph !== undefined) return model;
  } catch (error) {
    throw new UsageError(`${file} is no ONNX model, or is cut short: ${(error as Error).message}`, {
      cause: error,
    });
  }
  throw new UsageError(`${file} is no ONNX model: it has no graph`);
}

async function termsOf({ contract, like }: ImportFlags): Promise<ImportTerms> {
  if ((contract === undefined) === (like === undefined))
    throw new UsageError("what do the numbers mean? Expected one of --contract FILE.yaml and --like RUN");
  if (like !== undefined) {
    const { kind, folder } = await deployable(like);
    if (kind === "network") return termsOfPolicy(await loadNetworkPolicy(folder));
    throw new UsageError(
      `${like} is of a gait, which observes nothing; expected a run of gaitway train, or --contract`,
    );
  }
  return await termsIn(contract as string);
}

async function termsIn(file: string): Promise<ImportTerms> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new UsageError(`${file} cannot be read: ${error.message}`, { cause: error });
  });
  const checked = contractSchema.safeParse(yamlOf(text, file));
  if (checked.success) return termsOfFile(checked.data);
  throw new UsageError(
    `${file} is no contract:\n${z.prettifyError(checked.error)}\nSee gaitway import --help`,
  );
}

function yamlOf(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new UsageError(`${file} is no YAML: ${(error as Error).message}`, { cause: error });
  }
}
