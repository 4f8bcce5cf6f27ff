/** One seed of a cell: `gaitway train --preset` in a process and a folder of its own, watched through its JSON lines. */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Cell } from "./cells.ts";
import type { SeedResult } from "./result.ts";

const main = fileURLToPath(new URL("../../../src/cli/main.js", import.meta.url));

interface Mean {
  readonly mean: number;
  readonly standardError: number;
}

/** Rejects with the last lines of the command where it fails. */
export async function runSeed({ preset, threshold }: Cell, seed: number): Promise<SeedResult> {
  const folder = await mkdtemp(join(tmpdir(), "gaitway-learning-"));
  try {
    return await watched(preset, seed, typeof threshold === "number" ? threshold : threshold(seed), folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function watched(preset: string, seed: number, threshold: number, cwd: string): Promise<SeedResult> {
  const args = [main, "train", "--preset", preset, "--seed", String(seed), "--run", "bench", "--json"];
  const child = spawn(process.execPath, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const end = () => child.kill();
  process.once("exit", end);
  const errors: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => errors.push(line));
  const sums = { steps: 0, trainSeconds: 0, training: Number.NaN };
  let begun = Number.NaN;
  let reached: number | null = null;
  let last: { readonly deterministic: Mean; readonly stochastic?: Mean } | undefined;
  createInterface({ input: child.stdout }).on("line", (text) => {
    if (Number.isNaN(begun)) begun = performance.now();
    const line = JSON.parse(text);
    if (line.type === "iteration") {
      const { steps, actTime, envTime, learnTime, meanReturn } = line;
      Object.assign(sums, { steps, training: meanReturn ?? Number.NaN });
      sums.trainSeconds += (actTime ?? 0) + envTime + learnTime;
    } else if (line.type === "evaluation") {
      last = line;
      if (reached === null && line.deterministic.mean >= threshold) reached = line.steps;
    }
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  process.off("exit", end);
  if (code !== 0 || last === undefined)
    throw new Error(
      `train --preset ${preset} --seed ${seed} ended with ${code}:\n${errors.slice(-8).join("\n")}`,
    );
  return {
    seed,
    steps: sums.steps,
    stepsToThreshold: reached,
    deterministic: last.deterministic.mean,
    deterministicError: last.deterministic.standardError,
    stochastic: last.stochastic?.mean ?? Number.NaN,
    training: sums.training,
    seconds: (performance.now() - begun) / 1000,
    stepsPerSecond: sums.steps / sums.trainSeconds,
  };
}
