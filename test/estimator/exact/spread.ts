/** How far a gradient of one episode strays from its mean, enumerated, and the ladder of weights it falls along. */
import { fullReturns, minus, returnsToGo } from "../../../src/estimator/weights.ts";
import { rowsOf } from "../../../src/rollout/rows.ts";
import { type Mdp, parameterCount, rewardsOf, stretchOf, trajectories } from "../../support/tabular-mdp.ts";
import { type Gradient, overEpisodes, type Weights } from "./expectation.ts";
import { exactV, type World, worldOf } from "./world.ts";

/** toy:states, with a horizon that can be enumerated or its own: see envs/gaitway_envs/toys/states.py. */
export function statesToy(horizon: number): World {
  const coin = [0.5, 0.5];
  const mdp: Mdp = {
    horizon,
    start: coin,
    next: [
      [coin, coin],
      [coin, coin],
    ],
    reward: [
      [3001, 3000],
      [-4000, -3999],
    ],
  };
  return worldOf(mdp, new Float64Array(parameterCount(mdp)), 1);
}

export const squared = (a: Float64Array): number => a.reduce((sum, value) => sum + value * value, 0);

/** tr Cov(ĝ) of one episode, Σ_τ P(τ) ‖ĝ(τ)‖² − ‖E ĝ‖². */
export function exactVariance(world: World, gradient: Gradient): number {
  let squares = 0;
  for (const each of trajectories(world.mdp, world.params))
    squares += each.probability * squared(gradient(world, rowsOf([stretchOf(world.mdp, each)])));
  return squares - squared(overEpisodes(world, gradient));
}

/** Σ_τ P(τ) f(τ) */
const expected = ({ mdp, params }: World, f: (rewards: Float64Array, t: number) => number, t = 0) => {
  const alive = trajectories(mdp, params).filter(({ states }) => states.length > t);
  const weight = alive.reduce((sum, { probability }) => sum + probability, 0);
  return alive.reduce((sum, each) => sum + each.probability * f(rewardsOf(mdp, each), t), 0) / weight;
};

const sumFrom = (rewards: Float64Array, t: number): number => rewards.slice(t).reduce((sum, r) => sum + r, 0);

/** What a baseline is after endless episodes: b = E[R], b_t = E[G_t], b(s) = V(s). */
export function inTheLimit(world: World): readonly (readonly [string, Weights])[] {
  const overall = expected(world, sumFrom);
  const byStep = Array.from({ length: world.mdp.horizon }, (_, t) => expected(world, sumFrom, t));
  const toGo: Weights = (_, rows) => returnsToGo(rows, 1);
  return [
    ["full return", (_, rows) => fullReturns(rows, 1)],
    ["reward-to-go", toGo],
    ["− constant", (at, rows) => toGo(at, rows).map((g) => g - overall)],
    ["− time", (at, rows) => toGo(at, rows).map((g, row) => g - byStep[rows.steps[row]!]!)],
    ["− state", (at, rows) => minus(toGo(at, rows), exactV(at, rows).rows)],
  ];
}
