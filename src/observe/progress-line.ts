/** What a progress line says, and how fast things go. Pure: no clock, no terminal. */
import { formatDuration } from "./duration.ts";

/** How far a run is. All counts start at 0; a resumed run starts where it left off. */
export interface ProgressRecord {
  /** Iterations completed, of how many; NaN where nobody knows. */
  readonly iteration: number;
  readonly iterations: number;
  /** Laps (episodes) done, of how many. */
  readonly laps: number;
  readonly lapsTotal: number;
  /** What is being improved, in SI units: mean of the last iteration, and the best so far. NaN while unknown. */
  readonly current: number;
  readonly best: number;
  /** Seconds since this process began to work on the run. */
  readonly elapsed: number;
}

/** Words and numbers of the thing being improved. */
export interface ProgressWords {
  /** What `current` is, such as "speed" or "return". */
  readonly label: string;
  /** A value with its unit, such as "251 mm/s"; only called with finite numbers. */
  readonly format: (value: number) => string;
  /** What a lap is called, plural. Default "laps". */
  readonly laps?: string;
}

/** Laps a second, smoothed, and what it was computed from. */
export interface LapRate {
  readonly laps: number;
  readonly elapsed: number;
  /** When the first record came: `elapsed` of it. */
  readonly begin: number;
  /** Laps a second; undefined until time has passed and a lap was done. */
  readonly rate: number | undefined;
}

/** Seconds over which older rates are forgotten. */
const smoothingTime = 20;

/**
 * The rate after `record`. An exponential average in time with the weight of an implicit Euler step, which begins as the
 * plain average over the time T since the first record,
 *
 *   rate ← rate + w·(Δlaps/Δt − rate),   w = Δt / min(Δt + τ, T)
 *
 * so that a burst of laps counts as little as its duration, the first laps say no more than they know, and a stall is
 * noticed.
 */
export function updateRate(previous: LapRate | undefined, record: ProgressRecord): LapRate {
  const { laps, elapsed } = record;
  if (!Number.isFinite(laps) || !Number.isFinite(elapsed))
    return previous ?? { laps: 0, elapsed: 0, begin: 0, rate: undefined };
  if (!previous) return { laps, elapsed, begin: elapsed, rate: undefined };
  const duration = elapsed - previous.elapsed;
  const done = laps - previous.laps;
  if (duration <= 0 || done < 0) return previous;
  const now = done / duration;
  if (!Number.isFinite(now)) return previous;
  const { begin } = previous;
  if (previous.rate === undefined) return done > 0 ? { laps, elapsed, begin, rate: now } : previous;
  const weight = duration / Math.min(duration + smoothingTime, elapsed - begin);
  return { laps, elapsed, begin, rate: previous.rate + weight * (now - previous.rate) };
}

/** Seconds until the last lap; undefined when it cannot be told. Never negative. */
export function remainingTime(rate: LapRate, record: ProgressRecord): number | undefined {
  const left = Math.max(0, record.lapsTotal - record.laps);
  if (!Number.isFinite(left)) return undefined;
  if (left === 0) return 0;
  return rate.rate === undefined || rate.rate <= 0 ? undefined : left / rate.rate;
}

/** The parts of a line, most important first; what is not known yet is left out, and the iteration where laps alone say how far a run is. */
export function progressParts(record: ProgressRecord, rate: LapRate, words: ProgressWords): string[] {
  const lapName = words.laps ?? "laps";
  const byLaps = Number.isNaN(record.iterations) && Number.isFinite(record.lapsTotal);
  const left = remainingTime(rate, record);
  const parts = [
    byLaps ? "" : `iteration ${padded(record.iteration, record.iterations)}`,
    value(words.label, record.current, words),
    left === undefined || left === 0 ? "" : `${formatDuration(left)} left`,
    value("best", record.best, words),
    `${lapName} ${padded(record.laps, record.lapsTotal)}`,
    rate.rate === undefined ? "" : `${rate.rate.toFixed(rate.rate < 10 ? 1 : 0)} ${lapName}/s`,
  ];
  return parts.filter((part) => part !== "");
}

/** One line for a log file or a pipe: text only. */
export function progressLine(record: ProgressRecord, rate: LapRate, words: ProgressWords): string {
  return progressParts(record, rate, words).join(" · ");
}

/** A narrow terminal has more use for the numbers. */
const barWidth = (columns: number): number => (columns < 100 ? 10 : 20);

/** One line for a terminal: the bar, then as many parts as fit into `columns`. */
export function barLine(
  record: ProgressRecord,
  rate: LapRate,
  words: ProgressWords,
  columns: number,
): string {
  const bar = drawBar(record.lapsTotal > 0 ? record.laps / record.lapsTotal : 0, barWidth(columns));
  let line = bar.length < columns ? bar : "";
  for (const part of progressParts(record, rate, words)) {
    const longer = line === "" ? part : `${line}${line === bar ? " " : " · "}${part}`;
    if (longer.length >= columns) break;
    line = longer;
  }
  return line;
}

function drawBar(share: number, width: number): string {
  const filled = Math.round(width * Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)));
  return "█".repeat(filled) + "░".repeat(width - filled);
}

function padded(done: number, total: number): string {
  if (!Number.isFinite(total)) return String(done);
  return `${String(done).padStart(String(total).length)}/${total}`;
}

function value(label: string, number: number, words: ProgressWords): string {
  return Number.isFinite(number) ? `${label} ${words.format(number)}` : "";
}
