/**
 * Estimates that are linear in the returns, g = W s, and their variance.
 *
 * s holds one score a candidate, the mean return of its n episodes. Which episodes share their noise decides how the variance is found:
 *
 * - Fresh seeds: the scores are independent, so Cov(g) = W diag(sᵢ²/n) Wᵀ and its trace is Σᵢ ‖wᵢ‖² sᵢ²/n, with sᵢ² the sample
 *   variance of candidate i's returns and wᵢ the column of W that weighs it.
 * - Common random numbers: column k of the returns met seed k, and the noise it shares cancels inside W. As g is linear, it is the mean of the
 *   estimates g⁽ᵏ⁾ = W r⁽ᵏ⁾ of single columns, which are independent: the trace is Σⱼ s²(g⁽¹⁾ⱼ … g⁽ⁿ⁾ⱼ)/n.
 *
 * Both are unbiased for the variance that the noise of the episodes gives to g, W being what it is. One episode a candidate: NaN.
 */
import { mean, sampleVariance, varianceOfMean } from "../math/statistics.ts";
import type { GradientEstimate } from "./estimator.ts";

export interface LinearMap {
  /** W s: a gradient from one number a candidate. */
  readonly apply: (scores: Float64Array) => Float64Array;
  /** ‖wᵢ‖² = Σⱼ Wⱼᵢ², one number a candidate. */
  readonly squaredWeights: Float64Array;
}

/** `returns`: one row a candidate, one column an episode. */
export function linearEstimate(
  map: LinearMap,
  returns: readonly Float64Array[],
  commonRandomNumbers: boolean,
): GradientEstimate {
  const gradient = map.apply(Float64Array.from(returns, mean));
  const variance = commonRandomNumbers
    ? varianceOfMean(columnsOf(returns).map(map.apply))
    : varianceOfIndependentScores(map.squaredWeights, returns);
  return { gradient, variance };
}

/** Σᵢ ‖wᵢ‖² sᵢ²/nᵢ */
function varianceOfIndependentScores(squaredWeights: Float64Array, returns: readonly Float64Array[]): number {
  return returns.reduce(
    (sum, row, i) => sum + ((squaredWeights[i] as number) * sampleVariance(row)) / row.length,
    0,
  );
}

/** The returns the other way round: one row an episode, one column a candidate. */
export function columnsOf(rows: readonly Float64Array[]): Float64Array[] {
  const episodes = rows[0]?.length ?? 0;
  return Array.from({ length: episodes }, (_, k) => Float64Array.from(rows, (row) => row[k] as number));
}
