/** "Variance typically increases with rollout depth" (lecture notes): tr Cov of REINFORCE as episodes get longer. */
import { createRng } from "../../../src/math/random.ts";
import { rowsOf } from "../../../src/rollout/rows.ts";
import { worldOf } from "../../estimator/exact/world.ts";
import { type Mdp, parameterCount, simulate, stretchOf } from "../../support/tabular-mdp.ts";
import { type Experiment, type Finding, type Setting, scaled } from "./experiment.ts";
import { ladderOf, rungs, type Spread, spreadOf } from "./ladder.ts";
import { exponentOf, shown } from "./numbers.ts";

export const depth: Experiment = {
  name: "depth",
  claim:
    "The variance of REINFORCE grows with the depth of the rollout, and faster than the gradient it estimates.",
  takes: "5 s",
  run: (setting) => {
    setting.say("simulating episodes of 1 to 64 steps…");
    return Promise.resolve(depthOf(depths.map((steps) => spreadsAt(steps, setting))));
  },
};

const depths = [1, 2, 4, 8, 16, 32, 64];
/** Weights that are shown: full return, reward-to-go, and less its state's. */
const chosen = [0, 1, 4];

export interface AtDepth {
  readonly steps: number;
  readonly episodes: number;
  /** One a rung. */
  readonly spreads: readonly Spread[];
}

/** A walk over two states: the better action pays 1 and the other 0, each moves to a state by chance; a policy of even odds. */
function walk(horizon: number) {
  const coin = [0.5, 0.5];
  const mdp: Mdp = {
    horizon,
    start: coin,
    next: [
      [coin, coin],
      [coin, coin],
    ],
    reward: [
      [1, 0],
      [0, 1],
    ],
  };
  return worldOf(mdp, new Float64Array(parameterCount(mdp)), 1);
}

export function spreadsAt(steps: number, { seed, effort }: Pick<Setting, "seed" | "effort">): AtDepth {
  const world = walk(steps);
  const episodes = scaled(2000, effort, 200);
  const rng = createRng(seed).stream("depth").stream(steps);
  const rows = rowsOf(
    Array.from({ length: episodes }, (_, i) =>
      stretchOf(world.mdp, simulate(world.mdp, world.params, rng), i),
    ),
  );
  const spreads = ladderOf(rows).map((weights) => spreadOf(world.model, world.params, rows, weights));
  return { steps, episodes, spreads };
}

export function depthOf(measured: readonly AtDepth[]): Finding {
  const traces = (rung: number) =>
    measured.map(({ steps, spreads }) => ({
      x: steps,
      y: spreads[rung]!.trace,
      low: spreads[rung]!.trace - spreads[rung]!.standardError,
      high: spreads[rung]!.trace + spreads[rung]!.standardError,
    }));
  // The last four: powers of the largest depths, where lower ones have died away.
  const exponents = chosen.map((rung) => exponentOf(traces(rung).slice(-4)));
  const full = traces(0);
  const isGrowing = full.every(({ y }, k) => k === 0 || y > full[k - 1]!.y);
  // ∇U grows as the depth here, its square as the second power: the noise share grows where the variance grows faster.
  const holds = isGrowing && exponents[0]! > 2;
  const names = chosen.map((rung) => (rung === 4 ? "reward-to-go − state" : rungs[rung]!));
  return {
    ran: `${measured[0]!.episodes} simulated episodes at each depth from ${measured[0]!.steps} to ${measured.at(-1)!.steps} steps of a walk over two states in which the better of two actions pays 1 and the other 0 (softmax over a table, even odds, γ = 1). ∇U grows in proportion to the depth there.`,
    holds,
    numbers: `From ${measured.at(-4)?.steps} to ${measured.at(-1)!.steps} steps the variance of one episode's gradient grows as the depth to the ${names.map((name, k) => `${shown(exponents[k]!)} (${name})`).join(", ")}; ‖∇U‖² grows as its square.`,
    tables: [
      {
        title: "tr Cov(ĝ) of one episode",
        rows: measured.map(({ steps, spreads }, at) => ({
          "depth, steps": String(steps),
          ...Object.fromEntries(chosen.map((rung, k) => [names[k]!, shown(traces(rung)[at]!.y)])),
          "√tr Cov/‖ĝ‖, full return": shown(Math.sqrt(spreads[0]!.trace) / spreads[0]!.length),
        })),
      },
    ],
    plots: [
      {
        title: "Deeper is noisier",
        caption:
          "Trace of the covariance of a one-episode gradient, ± standard error; dotted: the cube of the depth, which is H scores times H rewards squared.",
        x: { name: "depth, steps", scale: "log", ticks: measured.map(({ steps }) => steps) },
        y: { name: "tr Cov(ĝ) of one episode", scale: "log" },
        series: [
          ...chosen.map((rung, k) => ({ label: names[k]!, look: "line" as const, points: traces(rung) })),
          {
            like: 0,
            label: "∝ depth³",
            look: "dashed" as const,
            points: full.map(({ x }) => ({ x, y: (full.at(-1)!.y * x ** 3) / full.at(-1)!.x ** 3 })),
          },
        ],
      },
    ],
  };
}
