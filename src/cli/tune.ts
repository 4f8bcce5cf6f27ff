/** gaitway tune [ENV]: improves the parameters of a gait. This file is the command line; tune-session.ts is the work. */
import { join } from "node:path";
import { Command, Option } from "commander";
import { parseEnvName } from "../env/env-name.ts";
import { estimators } from "../estimator/estimators.ts";
import { optimizers } from "../optimizer/optimizers.ts";
import { RunDirectory, readConfig } from "../train/run-directory.ts";
import { checkConfig, formatConfig, parseConfig, readConfigFile, type TuneConfig } from "./config.ts";
import { UsageError } from "./errors.ts";
import { curveOf, type KeyFlags, withKeys } from "./key-options.ts";
import { createEstimator } from "./method.ts";
import { defaultWorkers, parseCount, parsePositive, parseSeed, parseWorkers } from "./options.ts";
import { recordOption } from "./record-option.ts";
import { newRunPath } from "./run-name.ts";
import { openUnedited, sessionIn } from "./session-in.ts";
import { keepSettings } from "./settled.ts";
import { resolveStart } from "./start-gait.ts";
import { tuneSession } from "./tune-session.ts";

/** What the flags say; a flag that was not given is absent. */
interface TuneFlags extends KeyFlags {
  readonly config?: string;
  readonly run?: string;
  readonly resume?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly start?: string;
  readonly estimator?: string;
  readonly candidates?: number;
  readonly episodes?: number;
  readonly perturbation?: number;
  readonly commonRandomNumbers?: boolean;
  readonly optimizer?: string;
  readonly stepSize?: number;
  readonly iterations?: number;
  readonly seed?: number;
  readonly workers?: number;
  readonly heldOutLaps?: number;
  readonly record?: string;
}

const examples = `
Examples:
  gaitway tune                                        an AIBO's trot, as Kohl & Stone did in 2004
  gaitway tune aibo --start poor --seed 7             from a poor gait
  gaitway tune --estimator central-difference --optimizer adam --step-size 0.5
  gaitway tune tcp://127.0.0.1:5555 --run mine        a simulator that listens elsewhere
  gaitway tune tcp://lab:5555 --keys .gaitway/keys/laptop.key_secret --server-key lab.key
  gaitway tune --start runs/aibo-1 --seed 2           on from the result of another run
  gaitway tune --config runs/aibo-1/config.yaml       the same run again, under a new name
  gaitway tune --resume runs/aibo-1                   goes on where it stopped, bit for bit`;

export function tuneCommand(): Command {
  const command = new Command("tune")
    .description("Improves the parameters of a gait by policy gradient, from timed laps.")
    .argument("[env]", "aibo, tcp://HOST:PORT or ipc://PATH (default: aibo)")
    .option("--config <file>", "settings as YAML; options on the command line win")
    .option(
      "--run <name>",
      "directory of the run below runs/ (default: the environment and the next free number)",
    )
    .option("--resume <directory>", "continue a run; only --iterations and --workers may change")
    .option(
      "--start <name>",
      "gait to start from: hand-tuned, poor, learned, or the directory of a run (default: hand-tuned)",
    )
    .option("--estimator <name>", `${Object.keys(estimators).join(", ")} (default: kohl-stone)`)
    .option(
      "--candidates <count>",
      "gaits tried an iteration, where the estimator lets you choose (default: 15)",
      parseInteger,
    )
    .option("--episodes <count>", "laps a gait (default: 3)", parseInteger)
    .option("--perturbation <ε>", "size of a perturbation in units of ε (default: 1)", parsePositive)
    .option("--no-common-random-numbers", "give every gait laps of its own instead of the same ones")
    .option("--optimizer <name>", `${Object.keys(optimizers).join(", ")} (default: step-length)`)
    .option(
      "--step-size <number>",
      "the optimizer's learning rate, step length or ε (default: its own)",
      parsePositive,
    )
    .option("--iterations <count>", "updates of the gait (default: 23)", parseInteger)
    .option(
      "--seed <number>",
      "root of all randomness; the same seed is the same run (default: 1)",
      parseSeed,
    )
    .option(
      "--workers <count>",
      "simulators at once; changes the speed, never the result (default: one a core)",
      parseWorkers,
    )
    .option(
      "--held-out-laps <count>",
      "laps that measure the gait before and after (default: 20)",
      parseInteger,
    )
    .option("--json", "one JSON object a line on standard output")
    .addOption(recordOption())
    .addOption(new Option("--verbose", "show what goes on underneath"))
    .addHelpText("after", examples)
    .action(runTune);
  return withKeys(command);
}

const parseInteger = (text: string): number => parseCount(text);

async function runTune(envName: string | undefined, flags: TuneFlags): Promise<void> {
  const { config, run } =
    flags.resume === undefined ? await begin(envName, flags) : await resume(envName, flags.resume, flags);
  await sessionIn(run, "tune", flags.resume !== undefined, () =>
    tuneSession({
      config,
      run,
      workers: flags.workers ?? config.workers ?? defaultWorkers(),
      json: flags.json === true,
      verbose: flags.verbose === true,
      record: flags.record,
      curve: curveOf(flags),
    }),
  );
}

interface Opened {
  readonly config: TuneConfig;
  readonly run: RunDirectory;
}

async function begin(envName: string | undefined, flags: TuneFlags): Promise<Opened> {
  const fromFile = flags.config === undefined ? {} : await readConfigFile(flags.config);
  const input = {
    ...fromFile,
    ...fromFlags(flags),
    ...(envName === undefined ? {} : { env: envName }),
  };
  const from = flags.config ?? "the command line";
  const checked = checkConfig(input, from);
  parseEnvName(checked.env);
  const config = { ...checked, start: await resolveStart(checked.start, from) };
  createEstimator(config);
  const run = await RunDirectory.create(await newRunPath(flags.run, config.env), formatConfig(config));
  await keepSettings(run, settled(config));
  return { config, run };
}

/** What may not change while a run goes on. */
function settled({ iterations: _, workers: __, ...rest }: TuneConfig): Record<string, unknown> {
  return rest;
}

/** Continues with the settings of the run itself: any other would make it another run. */
async function resume(envName: string | undefined, path: string, flags: TuneFlags): Promise<Opened> {
  const { iterations, ...others } = settingsOf(flags);
  // Commander gives --no-… options a default of true.
  const { commonRandomNumbers, workers: _, ...rest } = others;
  const refused = [
    ...Object.keys(rest),
    ...(commonRandomNumbers === false ? ["commonRandomNumbers"] : []),
    ...(envName === undefined ? [] : ["env"]),
  ];
  if (refused.length > 0) {
    throw new UsageError(
      `--resume goes on with the settings of ${path}: ${refused.join(", ")} cannot change. ` +
        `Legal beside it: --iterations, --workers, --record, --keys, --server-key, --json, --verbose. For other settings start a new run with --config ${join(path, "config.yaml")}`,
    );
  }
  const file = join(path, "config.yaml");
  const config = checkConfig(parseConfig(await readConfig(path), file), file);
  const run = await openUnedited(path, settled(config));
  return { config: { ...config, iterations: iterations ?? config.iterations }, run };
}

/** Without what is not about the run itself: where it is kept, how it is shown and how its environment is reached. */
function settingsOf(flags: TuneFlags) {
  const {
    json: _,
    verbose: __,
    resume: ___,
    record: ____,
    keys: _____,
    serverKey: ______,
    ...settings
  } = flags;
  return settings;
}

function fromFlags(flags: TuneFlags): Record<string, unknown> {
  const { config: _, run: __, commonRandomNumbers, ...settings } = settingsOf(flags);
  return commonRandomNumbers === false ? { ...settings, commonRandomNumbers } : settings;
}
