/** What the experiments are run on: three states whose every gradient is enumerated, and linear policies on a linear system. */
import { linearQuadratic } from "../../../src/env/toys/linear-quadratic.ts";
import { followPath } from "../../../src/estimator/path.ts";
import { pathScoreGradient } from "../../../src/estimator/path-score.ts";
import { returnsToGo, timesDiscount } from "../../../src/estimator/weights.ts";
import { log } from "../../../src/math/elementary.ts";
import type { Rng } from "../../../src/math/random.ts";
import { mlp } from "../../../src/policy/network/dense/mlp.ts";
import { rowsOf } from "../../../src/rollout/rows.ts";
import { type Gradient, overEpisodes, type Weights, weighedBy } from "../../estimator/exact/expectation.ts";
import { exactVariance } from "../../estimator/exact/spread.ts";
import { threeStates, type World } from "../../estimator/exact/world.ts";
import { exactGradient, horizon, startState, system } from "../../support/lqr.ts";
import { simulate, stretchOf, type Trajectory } from "../../support/tabular-mdp.ts";

/** A gradient that can be drawn, one episode a draw, and what is known of it. */
export interface Problem {
  readonly name: string;
  /** ∇U(θ). */
  readonly exact: Float64Array;
  /** tr Cov of one draw. NaN where nobody knows. */
  readonly trace: number;
  readonly draw: (rng: Rng) => Float64Array;
}

/** γ^t Ĝ_t: unbiased for ∇U. */
export const fadedToGo: Weights = ({ discount }, rows) =>
  timesDiscount(returnsToGo(rows, discount), rows, discount);

/** The score gradient of an episode of three states; `weights` may look at that episode alone. */
export function threeStateProblem(weights: Weights = fadedToGo): Problem {
  const world = threeStates(3);
  return {
    name: "three states, enumerated",
    exact: world.faded,
    trace: exactVariance(world, weighedBy(weights)),
    draw: episodeGradient(world, weighedBy(weights)),
  };
}

/** Simulates an episode; its gradient is computed once for each trajectory there is. */
export function episodeGradient(world: World, gradient: Gradient): (rng: Rng) => Float64Array {
  const known = new Map<string, Float64Array>();
  const of = (episode: Trajectory): Float64Array => {
    const key = `${episode.states}/${episode.actions}`;
    const found = known.get(key) ?? gradient(world, rowsOf([stretchOf(world.mdp, episode)]));
    known.set(key, found);
    return found;
  };
  return (rng) => of(simulate(world.mdp, world.params, rng));
}

export const exactMean = (world: World, weights: Weights): Float64Array =>
  overEpisodes(world, weighedBy(weights));

/** The gain of all experiments on the linear system: two states, two actions. */
export const gain = Float64Array.of(-0.6, 0.2, 0.1, -0.4);
/** σ of the noise on its actions. */
export const actionStd = 0.5;

export const lqrSimulator = (n = 2) => {
  const { a, b, q, r } = system(n);
  const flat = (matrix: { to1DArray(): number[] }) => Float64Array.from(matrix.to1DArray());
  return linearQuadratic({
    stateMatrix: flat(a),
    actionMatrix: flat(b),
    stateCost: flat(q),
    actionCost: flat(r),
  });
};

/** μ(s) = Ks + b; θ has Kᵀ row by row, then b = 0. */
export const linearNetwork = (n = 2) => mlp({ inputSize: n, hidden: [], outputSize: n });
export const linearParams = Float64Array.of(gain[0]!, gain[2]!, gain[1]!, gain[3]!, 0, 0);
export const logStd = new Float64Array(2).fill(log(actionStd));

/** The score gradient of an episode of 20 steps of u = Kx + σξ. */
export function lqrProblem(): Problem {
  const [simulator, network, params] = [lqrSimulator(), linearNetwork(), linearParams];
  return {
    name: "linear system, closed form",
    exact: exactGradient(gain, actionStd),
    trace: Number.NaN,
    draw: (rng) => {
      const draws = Float64Array.from({ length: 2 * horizon }, () => rng.normal());
      const noise = { logStd, draws };
      const path = followPath({
        simulator,
        network,
        params,
        start: startState(2, rng.seed()),
        stepCount: horizon,
        noise,
      });
      const { gradient } = pathScoreGradient({ network, params, path, discount: 1, noise });
      // Back from Kᵀ, without the bias.
      return Float64Array.of(gradient[0]!, gradient[2]!, gradient[1]!, gradient[3]!);
    },
  };
}
