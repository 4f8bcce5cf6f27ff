/** `gaitway bench peers`: networks and training beside PyTorch and what is built on it, in the same run, part by part. */
import { requirePart } from "./parts.ts";
import { type Comparison, measureNetwork } from "./peers/network.ts";
import { measureSearch } from "./peers/search-rate.ts";
import { type SolvePair, type SolveSubject, solvePair, solveSubjects, summaryOf } from "./peers/solve.ts";
import { machine, table } from "./table.ts";

const print = (text: string): boolean => process.stdout.write(text);

const parts: Readonly<Record<string, () => Promise<void>>> = {
  network: printNetwork,
  ...Object.fromEntries(solveSubjects.map((subject) => [subject.name, () => runSolve(subject)])),
  ars: printSearch,
};

/** Runs the parts named, or all. */
export async function benchPeers(only: readonly string[]): Promise<void> {
  requirePart(only, Object.keys(parts));
  print(`${machine()}\n`);
  for (const [name, run] of Object.entries(parts)) if (only.length === 0 || only.includes(name)) await run();
}

async function printNetwork(): Promise<void> {
  const { torch, threads, turns, comparisons } = await measureNetwork();
  print(
    `\n17-64-64-6, tanh, Gaussian with learned log σ: one score-gradient update (forward, score, backward, Adam), and one ` +
      `observation without gradient; PyTorch ${torch} on ${threads} threads; medians of ${turns} turns each\n`,
  );
  print(table(comparisons.map(row)));
}

function row({ what, gaitway, torch, ratio, limit }: Comparison) {
  const wanted = limit === undefined ? "" : `≤ ${limit}: ${ratio <= limit ? "reached" : "missed"}`;
  return {
    what,
    "Gaitway, µs": gaitway.toFixed(1),
    "PyTorch, µs": torch.toFixed(1),
    ratio: ratio.toFixed(3),
    target: wanted,
  };
}

const SOLVE_LIMIT = 0.5;

async function runSolve(subject: SolveSubject): Promise<void> {
  const pairs: SolvePair[] = [];
  for (let seed = 1; seed <= subject.seeds; seed++) {
    pairs.push(await solvePair(subject, seed));
    process.stderr.write(`${subject.name}, seed ${seed}: ${JSON.stringify(pairs.at(-1))}\n`);
  }
  printSolve(subject, pairs);
}

/** A table of the runs, then the medians and what they have to be. */
export function printSolve({ name, cap, every }: SolveSubject, pairs: readonly SolvePair[]): void {
  print(
    `\nCartPole-v1 to 475 by ${name.toUpperCase()} with the settings of Stable-Baselines3's Zoo: seconds of training to the first check that ` +
      `is passed (20 deterministic held-out episodes every ${every} steps, outside the clock on both sides), at most ${cap} steps\n`,
  );
  const sides = [
    ["gaitway", "Gaitway, through the wire"],
    ["sb3", "Stable-Baselines3, DummyVecEnv"],
  ] as const;
  const rows = pairs.flatMap((pair) =>
    sides.map(([side, what]) => {
      const { reached, seconds, steps, mean } = pair[side];
      return {
        seed: String(pair.seed),
        what,
        reached: reached ? "yes" : `no (${mean.toFixed(0)})`,
        "1000 steps": (steps / 1000).toFixed(1),
        "wall, s": seconds.toFixed(1),
        "steps/s": (steps / seconds).toFixed(0),
      };
    }),
  );
  print(table(rows));
  const { gaitway, sb3, ratio, gaitwayRate, sb3Rate } = summaryOf(pairs);
  print(
    `medians: ${gaitway.toFixed(1)} s to ${sb3.toFixed(1)} s, ratio ${ratio.toFixed(2)} (≤ ${SOLVE_LIMIT}: ${ratio <= SOLVE_LIMIT ? "reached" : "missed"}); ` +
      `${gaitwayRate.toFixed(0)} to ${sb3Rate.toFixed(0)} steps/s\n`,
  );
}

/** 8 is what the preset tries, 120 about half of the most that Mania, Guy & Recht try (230, for Humanoid). */
const DIRECTIONS = [8, 30, 60, 120] as const;
const SHARE_WANTED = 0.9;

async function printSearch(): Promise<void> {
  print(
    "\nHalfCheetah-v5 by ARS, steps/s of whole iterations beside the very same episodes in two processes with nothing attached, medians of turns\n",
  );
  const rows = [];
  for (const directions of DIRECTIONS) {
    const { envs, bare, gaitway, share } = await measureSearch(directions);
    rows.push({
      directions: String(directions),
      environments: String(envs),
      "bare, 1000 steps/s": (bare / 1000).toFixed(1),
      "Gaitway, 1000 steps/s": (gaitway / 1000).toFixed(1),
      share: share.toFixed(2),
      target: `≥ ${SHARE_WANTED}: ${share >= SHARE_WANTED ? "reached" : "missed"}`,
    });
  }
  print(table(rows));
}
