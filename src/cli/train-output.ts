/** What a session of training shows while it goes on, and its last word. */
import { createProgress } from "../observe/progress.ts";
import type { ProgressRecord } from "../observe/progress-line.ts";
import type { Terminal } from "../observe/terminal.ts";
import type { LearnConfig } from "../train/learn/config.ts";
import type { Measured } from "../train/learn/evaluation.ts";
import type { LearnProgress, RunState } from "../train/learn/learn.ts";

export interface TrainOutputOptions {
  readonly config: LearnConfig;
  readonly run: string;
  readonly json: boolean;
  readonly terminal: Terminal;
}

export interface TrainResult {
  readonly run: string;
  readonly interrupted: boolean;
  readonly steps: number;
  readonly episodes: number;
  readonly meanReturn: number;
  /** Mean return of the best evaluated policy; null where none was evaluated. */
  readonly best: number | null;
  readonly policy: string | null;
  readonly report: string | null;
}

export interface TrainOutput extends AsyncDisposable {
  begin(state: RunState | undefined): void;
  progress(event: LearnProgress): void;
  /** The last word; nothing is shown after it. */
  result(result: TrainResult): Promise<void>;
}

export function createTrainOutput({ config, run, json, terminal }: TrainOutputOptions): TrainOutput {
  const begin = performance.now();
  const bar = createProgress({
    label: "return",
    format: number,
    laps: "steps",
    terminal,
    secondsBetweenLines: 5,
    opening: `${run}: ${config.env.includes("://") ? `connecting to ${config.env}` : `starting ${config.env}`}…`,
  });
  const emit = (record: Record<string, unknown>): void => {
    if (json) process.stdout.write(`${JSON.stringify(record)}\n`);
  };
  let shown: ProgressRecord = {
    iteration: 0,
    iterations: Number.NaN,
    laps: 0,
    lapsTotal: config.steps,
    current: Number.NaN,
    best: Number.NaN,
    elapsed: 0,
  };
  const show = (change: Partial<ProgressRecord>): void => {
    shown = { ...shown, ...change, elapsed: (performance.now() - begin) / 1000 };
    bar.update(shown);
  };
  return {
    begin: (state) => show(state === undefined ? {} : standing(state)),
    progress(event) {
      show(standing(event.run));
      if (event.type === "iteration") emit({ type: "iteration", ...event.record });
      else {
        const { deterministic, stochastic } = event.evaluated;
        const drawn = stochastic === undefined ? "" : `, ${plusMinus(stochastic)} stochastic`;
        bar.announce(
          `after ${event.run.learner.steps} steps: ${plusMinus(deterministic)} deterministic${drawn}, ${deterministic.returns.length} held-out episodes`,
        );
        emit({ type: "evaluation", steps: event.run.learner.steps, ...event.evaluated });
      }
    },
    async result(result) {
      await bar[Symbol.asyncDispose]();
      if (json) emit({ type: "result", ...result });
      else process.stdout.write(`\n${summary(result)}\n`);
    },
    [Symbol.asyncDispose]: () => bar[Symbol.asyncDispose](),
  };
}

function standing({ learner, best }: RunState): Partial<ProgressRecord> {
  const { recentReturns } = learner;
  return {
    iteration: learner.iteration,
    laps: learner.steps,
    current: recentReturns.reduce((sum, value) => sum + value, 0) / recentReturns.length,
    best: best?.meanReturn ?? Number.NaN,
  };
}

export function plusMinus({ mean, standardError }: Measured): string {
  return `${number(mean)} ± ${number(standardError)}`;
}

/** To a tenth, or to three digits where that says nothing. */
export function number(value: number): string {
  return Math.abs(value) >= 10 || value === 0 ? value.toFixed(1) : value.toPrecision(3);
}

function summary({
  run,
  interrupted,
  steps,
  episodes,
  best,
  meanReturn,
  report,
  policy,
}: TrainResult): string {
  const lines = [
    `  steps      ${steps} in ${episodes} episodes`,
    `  training   ${number(meanReturn)}   mean return of the last hundred episodes`,
    ...(best === null ? [] : [`  best       ${number(best)}   deterministic, on held-out episodes`]),
    ...(report === null ? [] : [`  report     ${report}`]),
    ...(policy === null ? [] : [`  policy     ${policy}`, `  again      npx gaitway evaluate ${run}`]),
  ];
  if (!interrupted) return lines.join("\n");
  return [`Stopped; everything is saved.`, ...lines, `  go on      npx gaitway train --resume ${run}`].join(
    "\n",
  );
}
