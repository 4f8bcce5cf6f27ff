/**
 * E[ĝ] in two ways that share nothing: summed over everything that can happen, and averaged over episodes of a simulator. A claim about an estimator is
 * that both are a known gradient; a mutant is killed when neither is.
 */
import { scoreGradient } from "../../../src/estimator/score-gradient.ts";
import { createRng } from "../../../src/math/random.ts";
import { type Rows, rowsOf } from "../../../src/rollout/rows.ts";
import type { Stretch } from "../../../src/rollout/stretch.ts";
import { addScaled, simulate, stretchOf, trajectories } from "../../support/tabular-mdp.ts";
import type { World } from "./world.ts";

/** A gradient from some episodes. */
export type Gradient = (world: World, rows: Rows) => Float64Array;

/** Weights of rows, which may look at the whole batch. */
export type Weights = (world: World, rows: Rows) => Float64Array;

export const weighedBy =
  (weights: Weights): Gradient =>
  (world, rows) =>
    scoreGradient(world.model, world.params, rows, weights(world, rows), { normalization: "episodes" });

/** Σ_τ P(τ) ĝ(τ) */
export function overEpisodes(world: World, gradient: Gradient): Float64Array {
  const sum = new Float64Array(world.params.length);
  for (const each of trajectories(world.mdp, world.params))
    addScaled(sum, gradient(world, rowsOf([stretchOf(world.mdp, each)])), each.probability);
  return sum;
}

/** Σ_τ Σ_τ′ P(τ) P(τ′) ĝ(τ, τ′): for what judges an episode by others. */
export function overPairs(world: World, gradient: Gradient): Float64Array {
  const sum = new Float64Array(world.params.length);
  const all = trajectories(world.mdp, world.params).map((each) => ({
    probability: each.probability,
    stretch: stretchOf(world.mdp, each),
  }));
  for (const a of all)
    for (const b of all)
      addScaled(sum, gradient(world, rowsOf([a.stretch, b.stretch])), a.probability * b.probability);
  return sum;
}

/** The largest element of a − b, as an absolute value. */
export const apart = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, value, j) => Math.max(most, Math.abs(value - b[j]!)), 0);

const batchSize = 20;
const batchCount = 1000;

/** Batches of 20 simulated episodes, 20 000 in all, the same for everybody. */
export function sampledBatches(world: World): Rows[] {
  const rng = createRng(1).stream("episodes");
  return Array.from({ length: batchCount }, (_, batch) =>
    rowsOf(
      Array.from(
        { length: batchSize },
        (_, i): Stretch =>
          stretchOf(world.mdp, simulate(world.mdp, world.params, rng), batch * batchSize + i),
      ),
    ),
  );
}

/**
 * max_j |mean_j − target_j| / SE_j over batches of independent episodes. The bound of the tests is 3, as the claim is stated. The table has 3 free
 * directions, so chance alone passes 3 in about one of 100 estimators; the batches are the same for all estimators, whose errors therefore go together, and
 * the seed is fixed: what is left to chance was left to it once.
 */
export function standardErrorsOff(
  world: World,
  gradient: Gradient,
  target: Float64Array,
  batches: readonly Rows[],
): number {
  const sum = new Float64Array(target.length);
  const squares = new Float64Array(target.length);
  for (const rows of batches) {
    // Around the target, where squares lose nothing.
    const off = gradient(world, rows).map((value, j) => value - target[j]!);
    addScaled(sum, off, 1);
    addScaled(
      squares,
      off.map((value) => value * value),
      1,
    );
  }
  const n = batches.length;
  return sum.reduce((most, total, j) => {
    const variance = (squares[j]! - (total * total) / n) / (n - 1);
    return Math.max(most, Math.abs(total / n) / Math.sqrt(variance / n));
  }, 0);
}
