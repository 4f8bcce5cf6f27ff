/** `gaitway evaluate` of a run of `gaitway train`: the frozen network policy on held-out episodes. */
import { lastValueFrom, tap, toArray } from "rxjs";
import { createRng } from "../math/random.ts";
import { createLogger, roomLogger } from "../observe/logging.ts";
import { createProgress } from "../observe/progress.ts";
import { createTerminal } from "../observe/terminal.ts";
import { loadNetworkPolicy } from "../policy/saved-network.ts";
import { heldOutSeeds } from "../train/evaluate.ts";
import type { LearnConfig } from "../train/learn/config.ts";
import { evaluationEpisodes, type Measured, measuredOf } from "../train/learn/evaluation.ts";
import type { CurveOptions } from "../transport/channel-options.ts";
import { openAroundGait } from "./around-gait.ts";
import { exitCodes, UsageError } from "./errors.ts";
import { abortSignal, interruption } from "./interruption.ts";
import { openRecorder } from "./record-option.ts";
import { tellingWhenSlow } from "./slow-evaluation.ts";
import { number, plusMinus } from "./train-output.ts";

export interface EvaluateTrainedOptions {
  readonly run: string;
  readonly config: LearnConfig;
  /** The folder of the policy, and what it is called. */
  readonly folder: string;
  readonly policy: string;
  readonly episodes: number;
  readonly seed: number;
  readonly workers: number;
  readonly env: string | undefined;
  readonly stochastic: boolean;
  readonly json: boolean;
  readonly record: string | undefined;
  readonly curve: CurveOptions | undefined;
}

export async function evaluateTrained(options: EvaluateTrainedOptions): Promise<void> {
  const { run, config, folder, policy, episodes, seed, json } = options;
  const loaded = await loadNetworkPolicy(folder);
  const terminal = createTerminal();
  await using logger = createLogger({ terminal });
  const log = roomLogger(logger, "evaluate");
  const stop = interruption(log);
  await using record = await openRecorder(options.record, (message) => log.warn(message));
  await using env = await openAroundGait(
    { ...config, env: options.env ?? config.env },
    {
      workers: Math.min(Math.max(options.workers, 8), episodes),
      logger: log,
      signal: abortSignal(stop),
      record,
      curve: options.curve,
    },
  );
  const { name, version } = loaded.environment;
  if (env.spec.name !== name || env.spec.version !== version)
    throw new UsageError(
      `the policy is for ${name} ${version}, the environment is ${env.spec.name} ${env.spec.version}`,
    );
  const { episodeSteps } = config;
  const mode = options.stochastic ? "stochastic" : "deterministic";
  let stopped = false;
  stop.subscribe(() => {
    stopped = true;
  });
  const measured = await measureShown(
    evaluationEpisodes(
      {
        env,
        model: loaded.model,
        seeds: heldOutSeeds(createRng(seed).stream("evaluate"), episodes),
        resetOptions: config.options,
        episodeSteps,
        groups: 2,
        stopped: () => stopped,
        onLost: (message) => log.warn(message),
        onStep: tellingWhenSlow({ episodes, episodeSteps, say: (message) => log.info(message) }),
      },
      loaded,
      mode,
    ),
    episodes,
    terminal,
  );
  if (measured === undefined) {
    process.exitCode = exitCodes.interrupted;
    return;
  }
  if (json) process.stdout.write(`${JSON.stringify({ run, policy, seed, mode, ...measured })}\n`);
  else process.stdout.write(`${inWords(run, policy, mode, measured)}\n`);
}

/** Undefined when it was stopped before all episodes were done. */
async function measureShown(
  whole: ReturnType<typeof evaluationEpisodes>,
  episodes: number,
  terminal: ReturnType<typeof createTerminal>,
): Promise<Measured | undefined> {
  const begin = performance.now();
  let finished = 0;
  await using bar = createProgress({
    label: "return",
    format: number,
    laps: "episodes",
    terminal,
    opening: `running ${episodes} episodes…`,
  });
  const all = await lastValueFrom(
    whole.pipe(
      tap(() => {
        finished += 1;
        const elapsed = (performance.now() - begin) / 1000;
        const unknown = { iteration: 0, iterations: 1, current: Number.NaN, best: Number.NaN };
        bar.update({ ...unknown, laps: finished, lapsTotal: episodes, elapsed });
      }),
      toArray(),
    ),
  );
  return all.length < episodes ? undefined : measuredOf(all);
}

function inWords(run: string, policy: string, mode: string, measured: Measured): string {
  const ends = Object.entries(measured.reasons).map(([reason, count]) => `${count} ${reason}`);
  return `${run}, ${policy} policy, ${mode}: ${plusMinus(measured)} over ${measured.returns.length} held-out episodes of ${measured.meanLength.toFixed(0)} steps (${ends.join(", ")})`;
}
