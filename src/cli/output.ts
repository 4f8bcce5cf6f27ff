/** What a session shows while it runs: a bar or plain lines on standard error, JSON lines on standard output when asked for. */
import { createProgress } from "../observe/progress.ts";
import type { ProgressRecord } from "../observe/progress-line.ts";
import type { Terminal } from "../observe/terminal.ts";
import type { Evaluation } from "../train/evaluate.ts";
import { toJson } from "../train/json.ts";
import type { IterationRecord, TrainState } from "../train/state.ts";
import type { Progress } from "../train/train.ts";
import type { TuneConfig } from "./config.ts";
import { gain, plusMinus, speed } from "./format.ts";
import type { Result } from "./leave-behind.ts";

export interface OutputOptions {
  readonly config: TuneConfig;
  readonly run: string;
  readonly json: boolean;
  readonly terminal: Terminal;
}

export interface RunOutput extends AsyncDisposable {
  /** How long the way is. */
  plan(lapsAnIteration: number): void;
  /** `iteration`: how many are completed. */
  resumed(metrics: readonly IterationRecord[], iteration: number): void;
  measuring(which: string): void;
  measured(which: string, evaluation: Evaluation): void;
  /** A lap outside training was finished. */
  lap(): void;
  training(from: TrainState): void;
  progress(event: Progress): void;
  /** The last word; nothing is shown after it. */
  result(result: Result): Promise<void>;
}

/** How often the held-out laps are run: start, best and last. */
const measurements = 3;

export function createOutput({ config, run, json, terminal }: OutputOptions): RunOutput {
  const begin = performance.now();
  const bar = createProgress({
    label: "mean speed",
    format: speed,
    terminal,
    opening: `${run}: ${config.env.includes("://") ? `connecting to ${config.env}` : "starting the simulator"}…`,
  });
  const emit = (record: Record<string, unknown>): void => {
    if (json) process.stdout.write(`${toJson(record)}\n`);
  };
  let shown: ProgressRecord = {
    iteration: 0,
    iterations: config.iterations,
    laps: 0,
    lapsTotal: 0,
    current: Number.NaN,
    best: Number.NaN,
    elapsed: 0,
  };
  const show = (change: Partial<ProgressRecord>): void => {
    shown = { ...shown, ...change, elapsed: (performance.now() - begin) / 1000 };
    bar.update(shown);
  };
  let lapsAnIteration = 0;
  return {
    plan: (laps) => {
      lapsAnIteration = laps;
      show({ lapsTotal: config.iterations * laps + measurements * config.heldOutLaps });
    },
    resumed: (metrics, iteration) => {
      const last = metrics.at(-1);
      const best = Math.max(...metrics.map(({ meanReturn }) => meanReturn));
      shown = { ...shown, iteration, current: last?.meanReturn ?? Number.NaN, best };
    },
    measuring: (which) => bar.announce(`measuring the ${which} gait on ${config.heldOutLaps} held-out laps…`),
    measured: (which, evaluation) => {
      bar.announce(
        `the ${which} gait: ${plusMinus(evaluation)} on ${evaluation.returns.length} held-out laps`,
      );
      emit({ type: "measured", which, ...evaluation });
    },
    lap: () => show({ laps: shown.laps + 1 }),
    training: (from) =>
      show({ laps: config.heldOutLaps + from.iteration * lapsAnIteration + from.partial.length }),
    progress: (event) => {
      if (event.type === "episode") {
        show({ laps: shown.laps + 1 });
        return;
      }
      const { record, state } = event;
      show({
        iteration: record.iteration,
        current: record.meanReturn,
        best: state.best?.meanReturn ?? Number.NaN,
      });
      emit({ type: "iteration", ...record });
    },
    result: async (result) => {
      await bar[Symbol.asyncDispose]();
      if (json) emit({ type: "result", ...result });
      else process.stdout.write(`\n${summary(result)}\n`);
    },
    [Symbol.asyncDispose]: () => bar[Symbol.asyncDispose](),
  };
}

/** What a person wants to know at the end, and the commands that come next. */
function summary({ run, interrupted, iterations, start, best, last, report }: Result): string {
  if (interrupted) {
    return `Stopped after ${iterations} iterations; everything is saved.\n  go on      npx gaitway tune --resume ${run}\n  report     ${report}`;
  }
  if (start === undefined || best === undefined || last === undefined) return `  report     ${report}`;
  return [
    `  start      ${plusMinus(start)}`,
    `  best       ${plusMinus(best)}   ${gain(start.mean, best.mean)}`,
    `  last       ${plusMinus(last)}   ${gain(start.mean, last.mean)}`,
    `  report     ${report}`,
    `  policy     ${run}/policy`,
    `  again      npx gaitway evaluate ${run}`,
  ].join("\n");
}
