/**
 * Progress while a run goes on: a bar on a terminal, one plain line an iteration without one.
 *
 * Fed with records; what is said is computed in progress-line.ts, cli-progress only draws it. It writes to stderr.
 */
import { SingleBar } from "cli-progress";
import {
  barLine,
  type LapRate,
  type ProgressRecord,
  type ProgressWords,
  progressLine,
  updateRate,
} from "./progress-line.ts";
import { createTerminal, type Terminal } from "./terminal.ts";

export interface Progress extends AsyncDisposable {
  /** Says what is happening before there is anything to count, such as "starting the simulator…". */
  announce(text: string): void;
  update(record: ProgressRecord): void;
}

export interface ProgressOptions extends ProgressWords {
  /** Said at once. Default "starting…". */
  readonly opening?: string;
  /** Without a terminal, a line is written no sooner than this after the last. Default 0: one an iteration. */
  readonly secondsBetweenLines?: number;
  /** Default stderr; pass the terminal the logger writes to, so that its lines go above the bar. */
  readonly terminal?: Terminal;
}

/** Disposing leaves the last state as a plain line and the cursor below it. */
export function createProgress(options: ProgressOptions): Progress {
  const { terminal = createTerminal(), opening = "starting…" } = options;
  return terminal.interactive
    ? barProgress(options, opening, terminal)
    : lineProgress(options, opening, terminal, options.secondsBetweenLines ?? 0);
}

function lineProgress(
  words: ProgressWords,
  opening: string,
  terminal: Terminal,
  secondsBetweenLines: number,
): Progress {
  let rate: LapRate | undefined;
  let shown = Number.NEGATIVE_INFINITY;
  let shownAt = Number.NEGATIVE_INFINITY;
  terminal.writeLine(opening);
  return {
    announce: (text) => terminal.writeLine(text),
    update: (record) => {
      rate = updateRate(rate, record);
      if (!(record.iteration > shown) || record.elapsed - shownAt < secondsBetweenLines) return;
      shown = record.iteration;
      shownAt = record.elapsed;
      terminal.writeLine(progressLine(record, rate, words));
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

const framesPerSecond = 5;

function barProgress(words: ProgressWords, opening: string, terminal: Terminal): Progress {
  let text = opening;
  let state: { readonly record: ProgressRecord; readonly rate: LapRate } | undefined;
  const line = () =>
    state ? barLine(state.record, state.rate, words, terminal.columns) : text.slice(0, terminal.columns - 1);
  const bar = createBar(line, terminal);
  // cli-progress remembers where on the screen it started; stopping for every log line keeps that place right.
  const show = () => bar.start(1, 0);
  const release = terminal.keepBelow({ hide: () => bar.stop(), show });
  show();
  let open = true;
  return {
    announce: (next) => {
      if (state) terminal.writeLine(next);
      else text = next;
    },
    update: (record) => {
      state = { record, rate: updateRate(state?.rate, record) };
      if (open) bar.update(0);
    },
    [Symbol.asyncDispose]: async () => {
      if (!open) return;
      open = false;
      bar.stop();
      release();
      terminal.writeLine(state ? progressLine(state.record, state.rate, words) : text);
    },
  };
}

function createBar(line: () => string, terminal: Terminal): SingleBar {
  return new SingleBar({
    format: line,
    stream: terminal.stream,
    fps: framesPerSecond,
    clearOnComplete: true,
    hideCursor: false,
    linewrap: false,
    gracefulExit: false,
  });
}
