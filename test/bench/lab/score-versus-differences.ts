/** The slope at a point without looking beside it (the question of the lecture notes): score and finite differences at one θ. */
import type { GradientEstimator } from "../../../src/estimator/estimator.ts";
import { centralDifference, forwardDifference } from "../../../src/estimator/finite-difference.ts";
import { createRng, type Rng } from "../../../src/math/random.ts";
import { mean, standardError } from "../../../src/math/statistics.ts";
import { norm } from "../../../src/math/vector.ts";
import { threeStates, type World } from "../../estimator/exact/world.ts";
import { tryOut } from "../../support/objectives.ts";
import { rewardsOf, simulate } from "../../support/tabular-mdp.ts";
import { type Experiment, type Finding, type Setting, scaled } from "./experiment.ts";
import { shown, squaredDistance } from "./numbers.ts";
import { type Problem, threeStateProblem } from "./toys.ts";

export const scoreVersusDifferences: Experiment = {
  name: "score-versus-differences",
  claim:
    "The score estimator finds the same gradient as finite differences without ever acting at another θ than the one it is asked about.",
  takes: "10 s",
  run: (setting) => Promise.resolve(scoreVersusDifferencesOf(threeStateProblem(), setting)),
};

/** δ of the finite differences. */
const perturbation = 0.25;

/** A way to spend episodes on a gradient; `visited` holds every θ that acted. */
interface Way {
  readonly name: string;
  readonly visited: Set<string>;
  readonly estimate: (episodes: number, rng: Rng) => Float64Array;
}

interface Result {
  readonly way: Way;
  /** Root mean square of ‖ĝ − ∇U‖/‖∇U‖ for each budget. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** max |mean ĝⱼ − ∇Uⱼ|, in standard errors, at the largest budget; and as a share of ‖∇U‖. */
  readonly standardErrors: number;
  readonly off: number;
  /** Episodes for an error of 10 % of ‖∇U‖, from the variance. */
  readonly needed: number;
}

export function scoreVersusDifferencesOf(score: Problem, { seed, effort }: Setting): Finding {
  const world = threeStates(3);
  const budgets = [64, 256, 1024, 4096].filter((count) => count <= Math.max(256, 4096 * effort));
  const repeats = scaled(48, effort, 10);
  const rng = createRng(seed).stream("score-versus-differences");
  const results = waysOf(world, score).map((way) => measure(way, world, budgets, repeats, rng));
  const here = String(world.params);
  const neighbors = ({ way }: Result): number => [...way.visited].filter((theta) => theta !== here).length;
  const [first, ...others] = results as [Result, ...Result[]];
  const agree = results.every(({ standardErrors, off }) => standardErrors < 3.5 || off < 0.02);
  const holds = agree && neighbors(first) === 0 && others.every((result) => neighbors(result) > 0);
  return {
    ran: `Three states (softmax over a table of 8 parameters, at most 3 steps, γ = 0.7) whose ∇U is enumerated: ${repeats} estimates from ${budgets.join(", ")} episodes each; finite differences with δ = ${perturbation}.`,
    holds,
    numbers: `${results
      .map(
        (result) =>
          `${result.way.name}: ${neighbors(result)} neighbors of θ, mean off by ${shown(100 * result.off, 2)} % of ‖∇U‖, about ${shown(result.needed, 2)} episodes for an error of 10 %`,
      )
      .join("; ")}.`,
    tables: [
      {
        title: "One gradient, four ways",
        rows: results.map((result) => ({
          estimator: result.way.name,
          "θ that acted": String(result.way.visited.size),
          "neighbors of θ": String(neighbors(result)),
          "mean off, % of ‖∇U‖": shown(100 * result.off, 2),
          "in standard errors": shown(result.standardErrors, 2),
          "episodes for 10 %": shown(result.needed, 2),
        })),
      },
    ],
    plots: [
      {
        title: "Error for the same number of episodes",
        caption: `Root mean square of ‖ĝ − ∇U‖/‖∇U‖ over ${repeats} estimates.`,
        x: { name: "episodes", scale: "log", ticks: budgets },
        y: { name: "error, share of ‖∇U‖", scale: "log" },
        series: results.map(({ way, points }) => ({ label: way.name, look: "line", points })),
      },
    ],
  };
}

function waysOf(world: World, problem: Problem): Way[] {
  const visited = new Set<string>();
  const score: Way = {
    name: "score",
    visited,
    estimate: (episodes, rng) => {
      visited.add(String(world.params));
      const drawn = Array.from({ length: episodes }, () => problem.draw(rng));
      return problem.exact.map((_, j) => mean(drawn.map((gradient) => gradient[j]!)));
    },
  };
  const with_ = (name: string, candidates: number, make: (episodes: number) => GradientEstimator): Way =>
    differences(world, name, candidates, make);
  const [own, common] = [{ commonRandomNumbers: false }, { commonRandomNumbers: true }];
  return [
    score,
    with_("central differences, fresh seeds", 16, (episodes) =>
      centralDifference({ episodes, perturbation, ...own }),
    ),
    with_("central differences, common seeds", 16, (episodes) =>
      centralDifference({ episodes, perturbation, ...common }),
    ),
    with_("forward differences, common seeds", 9, (episodes) =>
      forwardDifference({ episodes, perturbation, ...common }),
    ),
  ];
}

function differences(
  world: World,
  name: string,
  candidates: number,
  make: (episodes: number) => GradientEstimator,
): Way {
  const visited = new Set<string>();
  const objective = {
    episodeReturn: (params: Float64Array, seed: number): number => {
      visited.add(String(params));
      const rewards = rewardsOf(world.mdp, simulate(world.mdp, params, createRng(seed)));
      return rewards.reduceRight((later, reward) => reward + world.discount * later, 0);
    },
  };
  return {
    name,
    visited,
    estimate: (budget, rng) => {
      const estimator = make(Math.max(1, Math.floor(budget / candidates)));
      return estimator.tell(world.params, tryOut(objective, estimator.ask(world.params, rng))).gradient;
    },
  };
}

function measure(way: Way, world: World, budgets: readonly number[], repeats: number, rng: Rng): Result {
  const size = norm(world.faded);
  const runs = budgets.map((budget) =>
    Array.from({ length: repeats }, (_, k) =>
      way.estimate(budget, rng.stream(way.name).stream(budget).stream(k)),
    ),
  );
  const points = budgets.map((x, i) => ({
    x,
    y: Math.sqrt(mean(runs[i]!.map((gradient) => squaredDistance(gradient, world.faded)))) / size,
  }));
  const last = runs.at(-1)!;
  const columns = [...world.faded].map((_, j) => last.map((gradient) => gradient[j]!));
  const offs = columns.map((column, j) => Math.abs(mean(column) - world.faded[j]!));
  const center = Float64Array.from(columns, mean);
  const variance =
    mean(last.map((gradient) => squaredDistance(gradient, center))) * (repeats / (repeats - 1));
  return {
    way,
    points,
    off: Math.max(...offs) / size,
    standardErrors: Math.max(...offs.map((off, j) => off / standardError(columns[j]!))),
    needed: (budgets.at(-1)! * variance) / (0.1 * size) ** 2,
  };
}
