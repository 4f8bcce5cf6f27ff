/**
 * Augmented random search (Mania, Guy & Recht 2018, Simple random search provides a competitive approach to reinforcement learning, algorithm 2):
 * N directions δᵢ ~ N(0, I), each tried both ways, rᵢ± the return of θ ± νδᵢ. The b directions of largest max(rᵢ⁺, rᵢ⁻) are kept, and
 *
 *   θ ← θ + α/(b σ_R) Σ_kept (rᵢ⁺ − rᵢ⁻) δᵢ,     σ_R: standard deviation of the 2b returns that were kept.
 *
 * **What is gradient, what is optimizer.** `gradient` is all but α,
 *
 *   g = 1/(b σ_R) Σ_kept (rᵢ⁺ − rᵢ⁻) δᵢ,
 *
 * so that plain `ascent` with the paper's step size α takes the paper's step. It points like the gradient and has a length of its own: with b = N it is 2ν/σ_R
 * times what `evolution-strategies` answers along the same directions, about 2 for many directions however flat U is. So it is no shorter near an
 * optimum, and a solved policy walks away again. A rate that falls (`exponential`), the best parameters kept (`TrainState.best`) and a fresh start
 * where it is stuck (`train/restart.ts`) are the answer to that.
 *
 * Where returns vary with the seed, σ_R varies with it too: under few common random numbers the mean of g is not quite along ∇U, but along the mean of the
 * gradients of single seeds, each in units of its own length.
 *
 * **Versions.** b = N is V1; b < N is V1-t. V2 and V2-t see whitened observations, (o − mean)/std over all that were met: that is the normalizer
 * of the learner (`normalizeObservations`), which every other method shares, and no business of this file.
 *
 * σ_R = 0 means that all kept returns are equal: no gradient. It divides by 2b, as the authors' program does. `variance` is NaN: which directions are kept, and
 * σ_R, hang on all returns at once, so no part of g is independent of the rest.
 */
import { mean } from "../math/statistics.ts";
import { norm } from "../math/vector.ts";
import { directionsOf, pairsAround } from "./antithetic.ts";
import { candidatesAt, design, requireFinite, wholeNumber } from "./candidates.ts";
import type { EstimatorOptions, GradientEstimator } from "./estimator.ts";
import { returnsOf } from "./returns.ts";

export interface AugmentedRandomSearchOptions extends EstimatorOptions {
  /** N, directions tried in an iteration. Default 8: sixteen candidates. */
  readonly directions?: number;
  /** b, how many of them are kept. Default: all. */
  readonly keptDirections?: number;
}

/** See the head of this file. 2N candidates θ + νδ₁, θ − νδ₁, …; `perturbation` is ν. */
export function augmentedRandomSearch(options: AugmentedRandomSearchOptions = {}): GradientEstimator {
  const { directions = 8, keptDirections = directions } = options;
  const plan = design("ars", options);
  wholeNumber(`${plan.name}: directions`, directions);
  wholeNumber(`${plan.name}: keptDirections`, keptDirections);
  if (keptDirections > directions)
    throw new RangeError(
      `${plan.name}: keptDirections has to be ${directions}, the number of directions, or less, not ${keptDirections}`,
    );
  return {
    name: plan.name,
    ask(params, rng) {
      requireFinite(plan.name, params);
      return candidatesAt(pairsAround(params, plan, directions, rng.stream("perturbations")), plan, rng);
    },
    tell(params, trials) {
      const scores = returnsOf(plan, params, trials, 2 * directions).map(mean);
      const kept = best(pairsOf(directionsOf(plan, params, trials), scores), keptDirections);
      return { gradient: step(kept, params.length), variance: Number.NaN };
    },
  };
}

interface Pair {
  readonly delta: Float64Array;
  readonly plus: number;
  readonly minus: number;
}

function pairsOf(deltas: readonly Float64Array[], scores: readonly number[]): Pair[] {
  return deltas.map((delta, i) => ({
    delta,
    plus: scores[2 * i] as number,
    minus: scores[2 * i + 1] as number,
  }));
}

/** The b pairs of largest max(r⁺, r⁻); the earlier one where two are equal. */
function best(pairs: readonly Pair[], count: number): Pair[] {
  const better = ({ plus, minus }: Pair) => Math.max(plus, minus);
  return pairs.toSorted((a, b) => better(b) - better(a)).slice(0, count);
}

/** 1/(b σ_R) Σ (r⁺ − r⁻) δ */
function step(kept: readonly Pair[], parameterCount: number): Float64Array {
  const sigma = deviation(kept.flatMap(({ plus, minus }) => [plus, minus]));
  const gradient = new Float64Array(parameterCount);
  if (sigma === 0) return gradient;
  for (const { delta, plus, minus } of kept) {
    const weight = (plus - minus) / sigma / kept.length;
    for (const [j, value] of delta.entries()) gradient[j] = (gradient[j] as number) + weight * value;
  }
  return gradient;
}

/** √(Σ(r − r̄)²/n), without overflow or underflow on the way: σ_R of returns near 1e300 is finite. */
function deviation(returns: readonly number[]): number {
  const center = mean(returns);
  return norm(Float64Array.from(returns, (value) => value - center)) / Math.sqrt(returns.length);
}
