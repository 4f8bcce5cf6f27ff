/**
 * How much of a gradient is noise, told beside the update and never part of it.
 *
 *     from its pieces g_k     ĝ = 1/K Σ g_k     tr Cov(ĝ) ≈ ( Σ ‖g_k‖² − K ‖ĝ‖² ) / ( K (K−1) )        share = tr Cov(ĝ) / ‖ĝ‖²
 *
 * Minibatches of one pass are such pieces, and cost nothing. They are rows in random order, so what the steps of one episode have in common is
 * not seen, and θ moves a little between them. Gradients of whole stretches (estimator/score-variance.ts) see it, for the price of one more
 * gradient: on demand. Where the critic has parameters of its own, they are left out: their errors are of another size. Imports: estimator, math, policy, rollout.
 */
import type { ScoreOptions } from "../../estimator/score-gradient.ts";
import { scoreEstimate } from "../../estimator/score-variance.ts";
import { noiseShare } from "../../estimator/telemetry.ts";
import { norm } from "../../math/vector.ts";
import type { ActorCritic } from "../../policy/actor-critic.ts";
import type { Rows } from "../../rollout/rows.ts";

export interface NoiseMetrics {
  /** tr Cov(ĝ), and its share of ‖ĝ‖². NaN of one piece alone. */
  readonly gradientVariance: number;
  readonly gradientNoiseShare: number;
}

/** The pieces of a gradient, as they come. */
export class GradientPieces {
  #sum: Float64Array | undefined;
  #squares = 0;
  #count = 0;

  add(piece: Float64Array): void {
    this.#sum ??= new Float64Array(piece.length);
    const sum = this.#sum;
    let squares = 0;
    for (let j = 0; j < piece.length; j++) {
      const value = piece[j] as number;
      sum[j] = (sum[j] as number) + value;
      squares += value * value;
    }
    this.#squares += squares;
    this.#count += 1;
  }

  metrics(): NoiseMetrics {
    const count = this.#count;
    const gradient = (this.#sum ?? new Float64Array()).map((value) => value / count);
    const length = norm(gradient);
    // Rounding may take what is 0 below it.
    const spread = Math.max(0, this.#squares - count * length * length);
    const variance = count < 2 ? Number.NaN : spread / (count * (count - 1));
    return noiseOf(gradient, variance);
  }
}

/** Of a score gradient, from its stretches. */
export function scoreNoise(
  model: ActorCritic,
  params: Float64Array,
  rows: Rows,
  weights: Float64Array,
  options: ScoreOptions,
): NoiseMetrics {
  const { gradient, variance } = scoreEstimate(model, params, rows, weights, options);
  return noiseOf(gradient, variance);
}

export function noiseOf(gradient: Float64Array, variance: number): NoiseMetrics {
  return { gradientVariance: variance, gradientNoiseShare: noiseShare({ gradient, variance }) };
}
