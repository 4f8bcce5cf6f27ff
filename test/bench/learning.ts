/**
 * gaitway bench learning: every method on the tasks it should learn, several seeds each, through the wire.
 *
 * Runs are kept as one CSV file a cell in test/bench/learning/results; the table is made of these files, so `table` prints it without running
 * anything. Two runs go side by side, one a core. `open-loop` plays the gaits that policies are learned around.
 */
import { existsSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../src/cli/package-root.ts";
import { writeWhole } from "../../src/transport/whole-file.ts";
import { type Cell, cells } from "./learning/cells.ts";
import { playOpenLoop } from "./learning/open-loop.ts";
import { fromCsv, type SeedResult, toCsv } from "./learning/result.ts";
import { runSeed } from "./learning/run-seed.ts";
import { requirePart } from "./parts.ts";
import { median } from "./percentiles.ts";
import { machine, type Row, table } from "./table.ts";

const folder = join(packageRoot, "test", "bench", "learning", "results");
const SIDE_BY_SIDE = 2;

/** `only`: presets, tier0, tier1, tier2, table, or open-loop. Tier 1 when nothing is named. */
export async function benchLearning(only: readonly string[]): Promise<void> {
  const names = only.length === 0 ? ["tier1"] : only;
  requirePart(names, ["tier0", "tier1", "tier2", "table", "open-loop", ...cells.map(({ preset }) => preset)]);
  const chosen = names.flatMap((name) =>
    cells.filter(({ preset, tier }) => name === preset || name === `tier${tier}`),
  );
  if (names.includes("open-loop")) await printOpenLoop();
  if (names.every((name) => name === "open-loop")) return;
  await mkdir(folder, { recursive: true });
  await runCells(chosen);
  printResults(chosen.length === 0 ? cells : chosen);
}

const OPEN_LOOP = { episodes: 100, seed: 1 } as const;

async function printOpenLoop(): Promise<void> {
  const rows = (await playOpenLoop(OPEN_LOOP)).map(
    ({ gait, measured: { mean, standardError, reasons } }) => ({
      gait,
      return: `${mean.toFixed(2)} ± ${standardError.toFixed(2)}`,
      episodes: Object.entries(reasons)
        .map(([reason, count]) => `${count} ${reason}`)
        .join(", "),
    }),
  );
  process.stdout.write(
    `${machine()}\n\naibo:walk, ${OPEN_LOOP.episodes} held-out episodes\n${table(rows)}\n`,
  );
}

/** A seed is one run; two runs go side by side, of whichever cells have their turn. */
async function runCells(chosen: readonly Cell[]): Promise<void> {
  const runs = chosen.flatMap((cell) => {
    const results: SeedResult[] = [];
    return seedsOf(cell).map((seed) => ({ cell, seed, results }));
  });
  // One file at a time: both lanes may be through with a seed of the same cell at once.
  let kept = Promise.resolve();
  const lane = async (): Promise<void> => {
    for (let run = runs.shift(); run !== undefined; run = runs.shift()) {
      const { cell, seed, results } = run;
      results.push(await told(cell, seed));
      kept = kept.then(() => keep(cell, results));
      await kept;
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
}

function seedsOf({ tier }: Cell): number[] {
  return Array.from({ length: tier === 2 ? 3 : 5 }, (_, i) => i + 1);
}

async function told(cell: Cell, seed: number): Promise<SeedResult> {
  const result = await runSeed(cell, seed);
  const { deterministic, steps, stepsToThreshold, seconds } = result;
  process.stderr.write(
    `${cell.preset}, seed ${seed}: ${deterministic.toFixed(1)} after ${steps} steps, threshold at ${stepsToThreshold ?? "no"}, ${seconds.toFixed(0)} s\n`,
  );
  return result;
}

/** The seeds that are through, after each: a benchmark that is ended early keeps what it has. */
async function keep({ preset }: Cell, results: readonly SeedResult[]): Promise<void> {
  const sorted = [...results].sort((a, b) => a.seed - b.seed);
  await writeWhole(join(folder, `${preset}.csv`), toCsv(sorted));
}

function printResults(chosen: readonly Cell[]): void {
  const rows = chosen.flatMap((cell) => {
    const file = join(folder, `${cell.preset}.csv`);
    return existsSync(file) ? [rowOf(cell, fromCsv(readFileSync(file, "utf8")))] : [];
  });
  process.stdout.write(`${machine()}\n\n${table(rows)}`);
}

function rowOf({ task, method, gate }: Cell, results: readonly SeedResult[]): Row {
  const finals = results.map(({ deterministic }) => deterministic);
  const reached = results.flatMap(({ stepsToThreshold }) => stepsToThreshold ?? []);
  const passed = results.filter(gate.of).length;
  const isReached = passed >= gate.share * results.length - 1e-9;
  const steps = `${thousands(median(reached))} (${reached.length}/${results.length})`;
  const medianOf = (of: (result: SeedResult) => number): number => median(results.map(of));
  return {
    task,
    method,
    median: median(finals).toFixed(1),
    IQM: interquartileMean(finals).toFixed(1),
    min: Math.min(...finals).toFixed(1),
    training: medianOf(({ training }) => training).toFixed(1),
    "steps to threshold": reached.length === 0 ? "never" : steps,
    "wall, s": medianOf(({ seconds }) => seconds).toFixed(0),
    "1000 steps/s": (medianOf(({ stepsPerSecond }) => stepsPerSecond) / 1000).toFixed(1),
    gate: gate.words,
    "": gate.share === 0 ? "" : isReached ? "reached" : `missed (${passed}/${results.length})`,
  };
}

function thousands(count: number): string {
  return `${(count / 1000).toFixed(count < 10_000 ? 1 : 0)}k`;
}

/** The mean of the middle half; a seed at its edge counts in part (Agarwal et al. 2021). */
function interquartileMean(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted.length / 4, (3 * sorted.length) / 4];
  const weights = sorted.map((_, i) => Math.max(0, Math.min(i + 1, high) - Math.max(i, low)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return sorted.reduce((sum, value, i) => sum + value * (weights[i] as number), 0) / total;
}
