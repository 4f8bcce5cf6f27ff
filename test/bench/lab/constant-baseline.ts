/** E[∇ log P(τ) (R(τ) − b)] = ∇U for every b; its variance is a parabola in b (lecture notes, baselines; Peters & Schaal 2008). */
import { fullReturns } from "../../../src/estimator/weights.ts";
import { createRng } from "../../../src/math/random.ts";
import { varianceOfMean } from "../../../src/math/statistics.ts";
import { norm } from "../../../src/math/vector.ts";
import { rowsOf } from "../../../src/rollout/rows.ts";
import { apart, overEpisodes, type Weights, weighedBy } from "../../estimator/exact/expectation.ts";
import { exactVariance, squared } from "../../estimator/exact/spread.ts";
import { threeStates, type World } from "../../estimator/exact/world.ts";
import { stretchOf, trajectories, utility } from "../../support/tabular-mdp.ts";
import { type Experiment, type Finding, type Setting, scaled } from "./experiment.ts";
import { shown } from "./numbers.ts";
import { episodeGradient } from "./toys.ts";

export const constantBaseline: Experiment = {
  name: "constant-baseline",
  claim:
    "Subtracting any constant from the return changes nothing in expectation; the variance is a parabola in the constant, lowest at the optimal baseline.",
  takes: "3 s",
  run: (setting) => Promise.resolve(constantBaselineOf(less, setting)),
};

/** R(τ) − b at every row. */
export const less =
  (b: number): Weights =>
  ({ discount }, rows) =>
    fullReturns(rows, discount).map((r) => r - b);

export function constantBaselineOf(weightsAt: (b: number) => Weights, { seed, effort }: Setting): Finding {
  const world = threeStates(3);
  const best = optimum(world);
  const episodes = scaled(4000, effort, 200);
  const points = Array.from({ length: 17 }, (_, k) => {
    const b = best + (k - 8) / 2;
    const gradient = weighedBy(weightsAt(b));
    const draw = episodeGradient(world, gradient);
    const rng = createRng(seed).stream("constant-baseline").stream(k);
    const drawn = Array.from({ length: episodes }, () => draw(rng));
    return {
      b,
      off: apart(overEpisodes(world, gradient), world.faded),
      variance: exactVariance(world, gradient),
      sampled: varianceOfMean(drawn) * episodes,
    };
  });
  const parabola = through(points[0]!, points[8]!, points[16]!);
  const misfit = Math.max(...points.map(({ b, variance }) => Math.abs(parabola.at(b) / variance - 1)));
  const most = Math.max(...points.map(({ off }) => off));
  const holds = most < 1e-5 && misfit < 1e-4 && Math.abs(parabola.lowest - best) < 1e-3;
  const meanReturn = utility(world.mdp, world.params, world.discount);
  return {
    ran: `Full return less b on three states (softmax over a table, at most 3 steps, γ = 0.7), 17 values of b: mean and variance enumerated over all ${trajectories(world.mdp, world.params).length} trajectories, and the variance of ${episodes} simulated episodes for each b.`,
    holds,
    numbers: `The mean of ĝ is off ∇U (‖∇U‖ = ${shown(norm(world.faded))}) by ${shown(most)} at most, whatever b is. A parabola through three of the points is off the others by ${shown(100 * misfit)} % at most; its lowest point is b = ${shown(parabola.lowest, 5)}, that of E[‖S‖²R]/E[‖S‖²] is ${shown(best, 5)}, and E[R] is ${shown(meanReturn)}.`,
    tables: [
      {
        title: "Mean and variance for each constant",
        rows: points.map(({ b, off, variance, sampled }) => ({
          b: shown(b),
          "largest |E ĝ − ∇U|": shown(off, 2),
          "tr Cov(ĝ), exact": shown(variance, 4),
          [`of ${episodes} episodes`]: shown(sampled, 4),
        })),
      },
    ],
    plots: [
      {
        title: "The variance is a parabola in the constant",
        caption: `Trace of the covariance of a one-episode gradient; line: enumerated, dots: of ${episodes} simulated episodes; lowest at b = ${shown(best)}.`,
        x: { name: "b, in units of the return", scale: "linear" },
        y: { name: "tr Cov(ĝ) of one episode", scale: "linear" },
        series: [
          {
            label: "parabola through three points",
            look: "line",
            points: Array.from({ length: 81 }, (_, k) => best - 4 + k / 10).map((b) => ({
              x: b,
              y: parabola.at(b),
            })),
          },
          {
            label: "enumerated",
            look: "dots",
            points: points.map(({ b, variance }) => ({ x: b, y: variance })),
          },
          {
            label: `of ${episodes} episodes`,
            look: "dots",
            points: points.map(({ b, sampled }) => ({ x: b, y: sampled })),
          },
        ],
      },
    ],
  };
}

/** b = E[‖S‖² R] / E[‖S‖²], S the score of an episode. */
function optimum(world: World): number {
  let [above, below] = [0, 0];
  for (const each of trajectories(world.mdp, world.params)) {
    const rows = rowsOf([stretchOf(world.mdp, each)]);
    const score = weighedBy((_, { count }) => new Float64Array(count).fill(1))(world, rows);
    above += each.probability * squared(score) * fullReturns(rows, world.discount)[0]!;
    below += each.probability * squared(score);
  }
  return above / below;
}

interface Sample {
  readonly b: number;
  readonly variance: number;
}

/** The parabola through three points (Newton's divided differences), and its lowest point. */
function through(p: Sample, q: Sample, r: Sample): { at: (b: number) => number; lowest: number } {
  const first = (q.variance - p.variance) / (q.b - p.b);
  const second = ((r.variance - q.variance) / (r.b - q.b) - first) / (r.b - p.b);
  const at = (b: number) => p.variance + first * (b - p.b) + second * (b - p.b) * (b - q.b);
  return { at, lowest: (p.b + q.b) / 2 - first / (2 * second) };
}
