/** gaitway evaluate RUN: a frozen policy on laps that training never saw. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { lastValueFrom, tap, toArray } from "rxjs";
import type { EpisodeLost } from "../env/env.ts";
import { createRng } from "../math/random.ts";
import { createLogger, roomLogger } from "../observe/logging.ts";
import { createProgress } from "../observe/progress.ts";
import { createTerminal } from "../observe/terminal.ts";
import { loadPolicy } from "../policy/saved.ts";
import type { EpisodeJob } from "../rollout/rollout.ts";
import { type Evaluation, evaluate, heldOutSeeds, summarize } from "../train/evaluate.ts";
import { readConfig } from "../train/run-directory.ts";
import { checkConfig, parseConfig, requireName, type TuneConfig } from "./config.ts";
import { withConfigFile } from "./config-option.ts";
import { openEnv } from "./environments.ts";
import { exitCodes, UsageError } from "./errors.ts";
import { evaluateTrained } from "./evaluate-trained.ts";
import { plusMinus, speed } from "./format.ts";
import { abortSignal, interruption } from "./interruption.ts";
import { curveOf, type KeyFlags, withKeys } from "./key-options.ts";
import { inWords } from "./lost-lap.ts";
import { defaultWorkers, parseCount, parseSeed, parseWorkers } from "./options.ts";
import { openRecorder, recordOption } from "./record-option.ts";
import { checkTrainConfig } from "./train-config.ts";

interface EvaluateFlags extends KeyFlags {
  readonly policy: string;
  readonly laps: number;
  readonly seed: number;
  readonly workers: number;
  readonly env?: string;
  readonly stochastic: boolean;
  readonly json: boolean;
  readonly record?: string;
}

const folders: Readonly<Record<string, string>> = { best: "policy", last: "policy-last" };

export function evaluateCommand(): Command {
  const command = new Command("evaluate")
    .description(
      "Measures a tuned gait or a trained policy, frozen, on held-out episodes: mean ± standard error.",
    )
    .argument("<run>", "directory of a run, such as runs/aibo-1")
    .option("--policy <which>", "best or last", "best")
    .option("--laps <count>", "laps to walk, or episodes to run", (text) => parseCount(text, 2), 20)
    .option("--seed <number>", "root of the laps' seeds; training never draws from it", parseSeed, 1000)
    .option("--workers <count>", "simulators at once", parseWorkers, defaultWorkers())
    .option("--env <env>", "another environment than the run's, such as tcp://127.0.0.1:5555")
    .option("--stochastic", "draw actions as in training instead of taking the most probable", false)
    .option("--json", "one JSON object on standard output", false)
    .addOption(recordOption())
    .addHelpText(
      "after",
      `
Examples:
  gaitway evaluate runs/aibo-1
  gaitway evaluate runs/aibo-1 --policy last --laps 100 --json`,
    )
    .action(runEvaluate);
  return withConfigFile(withKeys(command));
}

async function runEvaluate(path: string, flags: EvaluateFlags): Promise<void> {
  requireName("policy", flags.policy, Object.keys(folders));
  const file = join(path, "config.yaml");
  const settings = parseConfig(await readConfig(path), file);
  const isTrained = "method" in settings;
  const folder = join(path, folders[flags.policy] ?? "policy");
  if (!existsSync(folder))
    throw new UsageError(
      `${path} has no policy yet: it stopped before its first iteration was complete; go on with gaitway ${isTrained ? "train" : "tune"} --resume ${path}`,
    );
  if (isTrained) {
    const { laps: episodes, seed, workers, env, stochastic, json, record, policy } = flags;
    const config = checkTrainConfig(settings, file);
    const reached = { env, record, curve: curveOf(flags) };
    const asked = { episodes, seed, workers, stochastic, json, policy, ...reached };
    await evaluateTrained({ run: path, config, folder, ...asked });
    return;
  }
  if (flags.stochastic)
    throw new UsageError(
      `--stochastic is for policies that draw their actions; ${path} is of a gait, which is one action`,
    );
  await evaluateGait(path, folder, checkConfig(settings, file), flags);
}

async function evaluateGait(
  path: string,
  folder: string,
  config: TuneConfig,
  flags: EvaluateFlags,
): Promise<void> {
  const { policy, environment } = await loadPolicy(folder);

  const terminal = createTerminal();
  await using logger = createLogger({ terminal });
  const log = roomLogger(logger, "evaluate");
  const stop = interruption(log);
  await using record = await openRecorder(flags.record, (message) => log.warn(message));
  await using env = await openEnv(flags.env ?? config.env, {
    workers: flags.workers,
    logger: log,
    signal: abortSignal(stop),
    record,
    curve: curveOf(flags),
  });
  if (env.spec.name !== environment.name || env.spec.version !== environment.version) {
    throw new UsageError(
      `the policy is for ${environment.name} ${environment.version}, the environment is ${env.spec.name} ${env.spec.version}`,
    );
  }
  const seeds = heldOutSeeds(createRng(flags.seed).stream("evaluate"), flags.laps);
  const onLost = (lost: EpisodeLost, job: EpisodeJob) =>
    log.warn(`lap ${job.repeat + 1} is walked again: ${inWords(lost)}`);
  let laps = 0;
  const begin = performance.now();
  await using bar = createProgress({
    label: "speed",
    format: speed,
    terminal,
    opening: `walking ${flags.laps} laps…`,
  });
  const rolled = await lastValueFrom(
    evaluate({ env, policy, seeds, resetOptions: config.options, stop, onLost }).pipe(
      tap(() => {
        laps += 1;
        const elapsed = (performance.now() - begin) / 1000;
        bar.update({
          iteration: 0,
          iterations: 1,
          laps,
          lapsTotal: seeds.length,
          current: Number.NaN,
          best: Number.NaN,
          elapsed,
        });
      }),
      toArray(),
    ),
  );
  if (rolled.length < seeds.length) process.exitCode = exitCodes.interrupted;
  else print(path, flags, summarize(rolled));
}

function print(path: string, { policy, json, seed }: EvaluateFlags, evaluation: Evaluation): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ run: path, policy, seed, ...evaluation })}\n`);
    return;
  }
  const ends = Object.entries(evaluation.reasons).map(([reason, count]) => `${count} ${reason}`);
  process.stdout.write(
    `${path}, ${policy} gait: ${plusMinus(evaluation)} over ${evaluation.returns.length} held-out laps (${ends.join(", ")})\n`,
  );
}
