/**
 * How much a score-function gradient would differ, were the episodes drawn again: tr Cov(ĝ) = Σⱼ Var(ĝⱼ).
 *
 * Episodes are independent, the steps within one are not, so the unit is the gradient of a whole stretch, gᵢ = Σ_t w_it ∇ log π(a_t | s_t). With
 * lᵢ = 1 and l̄ = 1 for the mean over episodes, lᵢ the number of rows and l̄ their mean for the mean over transitions (a ratio of two sums),
 *
 *     ĝ = Σ gᵢ / Σ lᵢ,   tr Cov(ĝ) ≈ 1/(m(m−1)) Σᵢ ‖(gᵢ − lᵢ ĝ)/l̄‖²
 *
 * the first exactly unbiased, the second to first order in 1/m. A baseline taken from the same episodes ties them together by O(1/m), which
 * this does not see. Each stretch is evaluated by itself: the arithmetic of one more gradient, memory for two. On demand only.
 */
import type { ActorCritic } from "../policy/actor-critic.ts";
import { type Rows, rowsOf } from "../rollout/rows.ts";
import type { GradientEstimate } from "./estimator.ts";
import { type ScoreOptions, scoreGradient } from "./score-gradient.ts";

/** gᵢ, stretch by stretch: the sum over its rows. Each is a fresh array. */
export function* episodeGradients(
  model: ActorCritic,
  params: Float64Array,
  rows: Rows,
  weights: Float64Array,
  entropyBonus = 0,
): Generator<Float64Array> {
  for (const [k, stretch] of rows.stretches.entries()) {
    const own = weights.subarray(rows.offsets[k], rows.offsets[k + 1]);
    yield scoreGradient(model, params, rowsOf([stretch]), own, { normalization: "episodes", entropyBonus });
  }
}

/** ĝ and tr Cov(ĝ); NaN for the latter where there is one episode only. Throws `InvalidWeights`. */
export function scoreEstimate(
  model: ActorCritic,
  params: Float64Array,
  rows: Rows,
  weights: Float64Array,
  options: ScoreOptions,
): GradientEstimate {
  const gradient = scoreGradient(model, params, rows, weights, options);
  const count = rows.stretches.length;
  const byRows = options.normalization === "transitions";
  const meanLength = byRows ? rows.count / count : 1;
  let [squares, k] = [0, 0];
  for (const own of episodeGradients(model, params, rows, weights, options.entropyBonus)) {
    const length = byRows ? (rows.stretches[k++]?.length as number) : 1;
    for (let j = 0; j < own.length; j++) {
      const apart = ((own[j] as number) - length * (gradient[j] as number)) / meanLength;
      squares += apart * apart;
    }
  }
  return { gradient, variance: count < 2 ? Number.NaN : squares / (count * (count - 1)) };
}
