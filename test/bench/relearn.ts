/** Re-learning: Kohl & Stone's algorithm and budget from a given start, several seeds, measured on held-out laps. */

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../support/package-root.ts";
import { type Row, table } from "./table.ts";

interface Measured {
  readonly mean: number;
  readonly standardError: number;
}

interface RunResult {
  readonly start: Measured;
  readonly best: Measured;
  readonly last: Measured;
}

/** 23 iterations × 15 gaits × 3 laps, through the command line and the wire, as `npm start` does. */
async function tune(start: string, seed: number): Promise<RunResult> {
  const folder = await mkdtemp(join(tmpdir(), "gaitway-bench-"));
  try {
    const main = join(packageRoot, "dist", "src", "cli", "main.js");
    const args = [main, "tune", "--start", start, "--seed", String(seed), "--run", "bench", "--json"];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let [output, said] = ["", ""];
    child.stdout.on("data", (data) => (output += data));
    child.stderr.on("data", (data) => (said += data));
    const code = await new Promise((resolve) => child.once("close", resolve));
    if (code !== 0) throw new Error(`gaitway tune ended with code ${code}\n${said}`);
    return JSON.parse(output.trim().split("\n").at(-1) ?? "") as RunResult;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const percent = (before: Measured, after: Measured): number => (after.mean / before.mean - 1) * 100;
const speed = ({ mean, standardError }: Measured): string =>
  `${(mean * 1000).toFixed(1)} ± ${(standardError * 1000).toFixed(1)}`;

export async function benchRelearn(start: string, seeds: readonly number[]): Promise<void> {
  const rows: Row[] = [];
  const gains: number[] = [];
  for (const seed of seeds) {
    const result = await tune(start, seed);
    const gain = percent(result.start, result.best);
    gains.push(gain);
    process.stderr.write(`${start}, seed ${seed}: ${speed(result.start)} → ${speed(result.best)} mm/s\n`);
    rows.push({
      seed: String(seed),
      "before, mm/s": speed(result.start),
      "best, mm/s": speed(result.best),
      "last, mm/s": speed(result.last),
      "gain, %": gain.toFixed(1),
    });
  }
  process.stdout.write(
    `\nRe-learned from the ${start} gait: 23 iterations × 15 gaits × 3 laps, 20 held-out laps each\n`,
  );
  process.stdout.write(table(rows));
  process.stdout.write(
    `${gains.filter((gain) => gain >= 19).length} of ${gains.length} seeds gain 19 % or more\n`,
  );
}
