/** A pole that can be enumerated, and the constant and the time baseline of an endless learner on any such task. */
import { returnsToGo } from "../../../src/estimator/weights.ts";
import { rowsOf } from "../../../src/rollout/rows.ts";
import { type Weights, weighedBy } from "../../estimator/exact/expectation.ts";
import { squared } from "../../estimator/exact/spread.ts";
import { type World, worldOf } from "../../estimator/exact/world.ts";
import { type Mdp, parameterCount, stretchOf, trajectories } from "../../support/tabular-mdp.ts";

/** Tilts −1, 0 and 1, from 0 on; each step pays 1 and tilts by one to a side, by even odds, and past the last tilt the pole has fallen. */
export function threeTilts(horizon: number): World {
  const mdp: Mdp = {
    horizon,
    start: [0, 1, 0],
    next: [
      [[], [0, 1, 0]],
      [
        [1, 0, 0],
        [0, 0, 1],
      ],
      [[0, 1, 0], []],
    ],
    reward: [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
  };
  return worldOf(mdp, new Float64Array(parameterCount(mdp)), 1);
}

/** Reward-to-go less E[Σ_t G_t] / E[T], the mean over all rows. */
export function lessMeanOfRows(world: World): Weights {
  const sums = sumsByStep(world);
  return less(() => total(sums, "toGo") / total(sums, "alive"));
}

/**
 * Reward-to-go less the b_t of least variance. Scores of two steps are uncorrelated, E[s_t · s_u] = 0, so with W = Σ_t G_t s_t
 *
 *     Var(Σ_t (G_t − b_t) s_t) = least + Σ_t E‖s_t‖² (b_t − b*_t)²,   b*_t = E[s_t · W] / E‖s_t‖²
 */
export function lessLeast(world: World): Weights {
  const sums = sumsByStep(world);
  const best = sums.map(({ product, square }) => product / square);
  return less((t) => best[t]!);
}

const less =
  (baseline: (t: number) => number): Weights =>
  (_, rows) =>
    returnsToGo(rows, 1).map((g, row) => g - baseline(rows.steps[row]!));

interface Sums {
  /** P(alive at t). */
  readonly alive: number;
  /** E[G_t; alive]. */
  readonly toGo: number;
  /** E[s_t · W; alive]. */
  readonly product: number;
  /** E[‖s_t‖²; alive]. */
  readonly square: number;
}

const total = (sums: readonly Sums[], of: keyof Sums): number =>
  sums.reduce((sum, each) => sum + each[of], 0);

function sumsByStep(world: World): Sums[] {
  const sums: Sums[] = [];
  for (const each of trajectories(world.mdp, world.params)) {
    const p = each.probability;
    const rows = rowsOf([stretchOf(world.mdp, each)]);
    const toGo = returnsToGo(rows, 1);
    const w = weighedBy(() => toGo)(world, rows);
    for (const [t, g] of toGo.entries()) {
      const score = weighedBy(() => toGo.map((_, row) => (row === t ? 1 : 0)))(world, rows);
      const before = sums[t] ?? { alive: 0, toGo: 0, product: 0, square: 0 };
      sums[t] = {
        alive: before.alive + p,
        toGo: before.toGo + p * g,
        product: before.product + p * score.reduce((sum, s, j) => sum + s * w[j]!, 0),
        square: before.square + p * squared(score),
      };
    }
  }
  return sums;
}
