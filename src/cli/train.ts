/** gaitway train ENV: improves a policy by any method. This file is the command line; train-session.ts is the work. */
import { Command } from "commander";
import { parseEnvName } from "../env/env-name.ts";
import { type LearnConfig, methodNames } from "../train/learn/config.ts";
import { RunDirectory, readConfig } from "../train/run-directory.ts";
import { parseConfig, readConfigFile } from "./config.ts";
import { UsageError } from "./errors.ts";
import { curveOf, type KeyFlags, withKeys } from "./key-options.ts";
import { parseCount, parseEnvs, parseSeed } from "./options.ts";
import { recordOption } from "./record-option.ts";
import { newRunPath } from "./run-name.ts";
import { openUnedited, sessionIn } from "./session-in.ts";
import { keepSettings } from "./settled.ts";
import {
  checkTrainConfig,
  formatTrainConfig,
  parseSetting,
  presetNames,
  readPreset,
} from "./train-config.ts";
import { trainSession } from "./train-session.ts";

interface TrainFlags extends KeyFlags {
  readonly method?: string;
  readonly preset?: string;
  readonly config?: string;
  readonly set: Record<string, unknown>;
  readonly steps?: number;
  readonly envs?: number;
  readonly seed?: number;
  readonly run?: string;
  readonly resume?: string;
  readonly record?: string;
  readonly json: boolean;
  readonly verbose: boolean;
}

const examples = `
Examples:
  gaitway train gym:CartPole-v1 --method ppo                 sixty seconds to a policy
  gaitway train --preset ppo-cartpole --seed 2               the settings of the benchmark
  gaitway train gym:Pendulum-v1 --method trpo --set discount=0.9 --set "hidden=[32, 32]"
  gaitway train aibo:walk --method ars --set gait=learned      learns around a gait, which is there from the start
  gaitway train --resume runs/cartpole-1                     goes on where it stopped, bit for bit
  gaitway evaluate runs/cartpole-1                           the frozen policy on held-out episodes`;

export function trainCommand(): Command {
  const command = new Command("train")
    .description("Improves a policy by policy gradient or search, in any environment.")
    .argument(
      "[env]",
      "gym:ID, mujoco:FILE, python:MODULE:CLASS, toy:NAME, aibo:walk, tcp://HOST:PORT, ipc://PATH",
    )
    .option("--method <name>", methodNames.join(", "))
    .option("--preset <name>", `settings of a benchmark: ${presetNames().join(", ")}`)
    .option("--config <file>", "settings as YAML; options on the command line win")
    .option(
      "--set <name=value>",
      "any setting of the method, as in the YAML; may be given again",
      (text, all: Record<string, unknown>) => ({ ...all, ...parseSetting(text) }),
      {},
    )
    .option("--steps <count>", "environment steps of the whole run", (text) => parseCount(text, 1, 1e12))
    .option("--envs <count>", "environments side by side", parseEnvs)
    .option("--seed <number>", "root of all randomness; the same seed is the same run", parseSeed)
    .option("--run <name>", "directory below runs/ (default: the environment and the next free number)")
    .option("--resume <directory>", "continue a run; only --steps may change")
    .option("--json", "one JSON object a line on standard output", false)
    .addOption(recordOption())
    .option("--verbose", "show what goes on underneath", false)
    .addHelpText("after", examples)
    .action(runTrain);
  return withKeys(command);
}

async function runTrain(envName: string | undefined, flags: TrainFlags): Promise<void> {
  const { config, run } =
    flags.resume === undefined ? await begin(envName, flags) : await resume(envName, flags.resume, flags);
  await sessionIn(run, "train", flags.resume !== undefined, () =>
    trainSession({
      config,
      run,
      json: flags.json,
      verbose: flags.verbose,
      record: flags.record,
      curve: curveOf(flags),
    }),
  );
}

interface Opened {
  readonly config: LearnConfig;
  readonly run: RunDirectory;
}

async function begin(envName: string | undefined, flags: TrainFlags): Promise<Opened> {
  const { method, steps, envs, seed } = flags;
  const given = Object.entries({ env: envName, method, steps, envs, seed }).filter(
    ([, value]) => value !== undefined,
  );
  const input = {
    ...(flags.preset === undefined ? {} : await readPreset(flags.preset)),
    ...(flags.config === undefined ? {} : await readConfigFile(flags.config)),
    ...flags.set,
    ...Object.fromEntries(given),
  };
  const config = checkTrainConfig(input, flags.config ?? flags.preset ?? "the command line");
  parseEnvName(config.env);
  const run = await RunDirectory.create(await newRunPath(flags.run, config.env), formatTrainConfig(config));
  await keepSettings(run, settled(config));
  return { config, run };
}

/** What may not change while a run goes on. */
function settled({ steps: _, ...rest }: LearnConfig): Record<string, unknown> {
  return rest;
}

/** Continues with the settings of the run itself: any other would make it another run. */
async function resume(envName: string | undefined, path: string, flags: TrainFlags): Promise<Opened> {
  const { method, preset, config: file, envs, seed, run: name } = flags;
  const refused = Object.entries({
    env: envName,
    method,
    preset,
    config: file,
    envs,
    seed,
    run: name,
    ...flags.set,
  })
    .filter(([, value]) => value !== undefined)
    .map(([key]) => key);
  if (refused.length > 0)
    throw new UsageError(
      `--resume goes on with the settings of ${path}: ${refused.join(", ")} cannot change; only --steps may. ` +
        `For other settings start a new run with --config ${path}/config.yaml`,
    );
  const settings = `${path}/config.yaml`;
  const config = checkTrainConfig(parseConfig(await readConfig(path), settings), settings);
  const run = await openUnedited(path, settled(config));
  const steps = flags.steps ?? config.steps;
  await run.write("config.yaml", formatTrainConfig({ ...config, steps }));
  return { config: { ...config, steps }, run };
}
