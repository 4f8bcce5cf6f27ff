/** The ladder of weights along which the variance of REINFORCE falls, with the baselines a learner has. */
import type { Baseline } from "../../../src/estimator/baseline/baseline.ts";
import { constantBaseline } from "../../../src/estimator/baseline/constant.ts";
import { type Features, identityFeatures } from "../../../src/estimator/baseline/linear-value.ts";
import { monteCarloBaseline } from "../../../src/estimator/baseline/monte-carlo.ts";
import { timeBaseline } from "../../../src/estimator/baseline/time-dependent.ts";
import { episodeGradients } from "../../../src/estimator/score-variance.ts";
import { fullReturns, minus, returnsToGo } from "../../../src/estimator/weights.ts";
import { mean, standardError } from "../../../src/math/statistics.ts";
import type { ActorCritic } from "../../../src/policy/actor-critic.ts";
import type { Rows } from "../../../src/rollout/rows.ts";
import { squaredDistance } from "./numbers.ts";

export const rungs = ["full return", "reward-to-go", "− constant", "− time", "− state"] as const;

/** The weights of each rung, γ = 1. */
export function ladderOf(rows: Rows, features: Features = identityFeatures): readonly Float64Array[] {
  const toGo = returnsToGo(rows, 1);
  const less = (baseline: Baseline): Float64Array => minus(toGo, baseline(rows, toGo));
  return [
    fullReturns(rows, 1),
    toGo,
    less(constantBaseline({ average: "rows" })),
    less(timeBaseline()),
    less(monteCarloBaseline({ features })),
  ];
}

export interface Spread {
  /** tr Cov of one episode's gradient. */
  readonly trace: number;
  /** Of `trace`. */
  readonly standardError: number;
  /** Squared distance of each episode's gradient from their mean: paired between rungs, since the episodes are the same. */
  readonly squares: readonly number[];
  /** ‖ĝ‖ of their mean. */
  readonly length: number;
}

export function spreadOf(
  model: ActorCritic,
  params: Float64Array,
  rows: Rows,
  weights: Float64Array,
): Spread {
  const gradients = [...episodeGradients(model, params, rows, weights)];
  const center = params.map((_, j) => mean(gradients.map((gradient) => gradient[j]!)));
  const factor = gradients.length / (gradients.length - 1);
  const squares = gradients.map((gradient) => factor * squaredDistance(gradient, center));
  return {
    trace: mean(squares),
    standardError: standardError(squares),
    squares,
    length: Math.sqrt(squaredDistance(center, new Float64Array(center.length))),
  };
}

/** How many standard errors the later rung is below the earlier; the same episodes, so their differences. */
export function fallOf(earlier: Spread, later: Spread): number {
  const differences = earlier.squares.map((square, k) => square - later.squares[k]!);
  return mean(differences) / standardError(differences);
}
