/**
 * How long it takes to learn CartPole-v1, here and by Stable-Baselines3, which take turns: the same algorithm, settings and check.
 *
 * Each run is a process of its own, as users run it: ours through the wire, theirs with a DummyVecEnv and as many threads as PyTorch
 * takes. The clock runs from the first step to the first check that is passed. Outside it on both sides: the start of processes and
 * simulators, and the checks themselves, 20 deterministic episodes on held-out seeds after so many steps.
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { managedPython } from "../../../src/env/python/managed.ts";
import { packageRoot } from "../../support/package-root.ts";
import { median } from "../percentiles.ts";

export interface SolveRequest {
  /** Our settings, src/train/presets/NAME.yaml, and what is set beside them. */
  readonly preset: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** Steps between checks, episodes of each, and the mean return that passes. */
  readonly every: number;
  readonly episodes: number;
  readonly threshold: number;
}

export interface Solved {
  readonly reached: boolean;
  /** On the wall, to the first check that is passed, or to the last. */
  readonly seconds: number;
  readonly steps: number;
  /** Of the last check. */
  readonly mean: number;
}

export interface SolveSubject {
  readonly name: "ppo" | "a2c";
  /** A run that has not passed by then counts as not reached. */
  readonly cap: number;
  readonly every: number;
  /** Many, for a run solves its task after 5,000 steps or after 70,000, on either side. */
  readonly seeds: number;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The settings of Stable-Baselines3's Zoo on both sides; ε of Adam and the form of RMSProp are PyTorch's. */
export const solveSubjects: readonly SolveSubject[] = [
  { name: "ppo", cap: 100_000, every: 2048, seeds: 11, settings: { optimizerSettings: { epsilon: 1e-5 } } },
  { name: "a2c", cap: 500_000, every: 2500, seeds: 21, settings: {} },
];

export interface SolvePair {
  readonly seed: number;
  readonly gaitway: Solved;
  readonly sb3: Solved;
}

export interface SolveSummary {
  /** Medians, seconds; of those that never passed, the time to the cap, which is less than they take. */
  readonly gaitway: number;
  readonly sb3: number;
  readonly ratio: number;
  /** Steps a second of training, medians. */
  readonly gaitwayRate: number;
  readonly sb3Rate: number;
}

/** Ours first, then theirs, with the same seed. */
export async function solvePair(subject: SolveSubject, seed: number): Promise<SolvePair> {
  const { name, cap, every, settings } = subject;
  const check = { seed, every, episodes: 20, threshold: 475 };
  const preset = `${name}-cartpole`;
  const ours = { ...check, preset, settings: { ...settings, steps: cap } };
  const gaitway = await told(process.execPath, [here("solve-run.js"), JSON.stringify(ours)]);
  const theirs = { ...check, algorithm: name, cap };
  const program = join(packageRoot, "test", "bench", "peers", "sb3_solve.py");
  const sb3 = await told(await managedPython({ extras: ["peers"] }), [program, JSON.stringify(theirs)]);
  return { seed, gaitway, sb3 };
}

export function summaryOf(pairs: readonly SolvePair[]): SolveSummary {
  const of = (side: "gaitway" | "sb3", value: (solved: Solved) => number): number =>
    median(pairs.map((pair) => value(pair[side])));
  const seconds = (solved: Solved): number => solved.seconds;
  const rate = (solved: Solved): number => solved.steps / solved.seconds;
  const [gaitway, sb3] = [of("gaitway", seconds), of("sb3", seconds)];
  return { gaitway, sb3, ratio: gaitway / sb3, gaitwayRate: of("gaitway", rate), sb3Rate: of("sb3", rate) };
}

/** The file beside this one. */
function here(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** What a program says at its end. */
async function told(command: string, args: readonly string[]): Promise<Solved> {
  const { stdout } = await promisify(execFile)(command, args);
  return JSON.parse(stdout) as Solved;
}
