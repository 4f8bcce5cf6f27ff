/**
 * Evolution strategies: the score trick on a Gaussian search distribution (Salimans, Ho, Chen, Sidor & Sutskever 2017, Evolution Strategies as a
 * Scalable Alternative to Reinforcement Learning, §2), θ′ ~ P_μ = N(μ, σ²I) with its mean μ where we are:
 *
 *   ∇_μ E[F(θ′)] = E[∇_μ log P_μ(θ′) F(θ′)] ≈ 1/(Nσ) Σᵢ Fᵢ εᵢ,     θ′ᵢ = μ + σεᵢ,   ∇_μ log P_μ(θ′) = (θ′ − μ)/σ² = ε/σ.
 *
 * The N candidates come in antithetic pairs ±ε, n = N/2 directions, so a constant in F cancels and
 *
 *   g = 1/n Σᵢ gᵢ,     gᵢ = (Fᵢ⁺ − Fᵢ⁻)/2σ · εᵢ.
 *
 * It is the gradient of U smoothed over σ: without bias on linear and on quadratic U, and off by σ²/2 ∇ΔU on others. It points up, as all of ours.
 * Weight decay is the optimizer's business.
 *
 * **Centered ranks** (the paper's fitness shaping) put in place of F its rank among all N, from −½ for the worst to ½ for the best, equal returns
 * sharing the mean of their ranks: all equal, no gradient. What is climbed then is no longer U, and `gradient` has no unit.
 *
 * **Variance.** Most of it is where the directions happened to point, and that is counted. With fresh seeds the gᵢ are independent: tr s²(gᵢ)/n. Under common
 * random numbers directions are crossed with K seeds, gᵢₖ, and the analysis of variance of a two-way table gives
 *
 *   Var(g) = s²(gᵢ.)/n + s²(g.ₖ)/K − Σᵢₖ ‖gᵢₖ − gᵢ. − g.ₖ + g‖² / ((n − 1)(K − 1) nK),
 *
 * without bias: the first two terms both contain the noise of single episodes, the third takes one of them off. NaN for one direction; for one
 * episode under common random numbers; and for ranks, each of which hangs on all the other returns, so that no part is independent of the rest.
 */
import { mean, varianceOfMean } from "../math/statistics.ts";
import { directionsOf, pairsAround } from "./antithetic.ts";
import { candidatesAt, design, requireFinite, wholeNumber } from "./candidates.ts";
import { centeredRanks } from "./centered-ranks.ts";
import type { EstimatorOptions, GradientEstimator } from "./estimator.ts";
import { columnsOf } from "./linear-estimate.ts";
import { returnsOf } from "./returns.ts";

export interface EvolutionStrategiesOptions extends EstimatorOptions {
  /** n, antithetic pairs an iteration. Default 8: sixteen candidates. */
  readonly directions?: number;
  /** Ranks in place of returns; see the head of this file. Default false. */
  readonly ranks?: boolean;
}

/** See the head of this file. 2n candidates μ + σε₁, μ − σε₁, …; `perturbation` is σ. */
export function evolutionStrategies(options: EvolutionStrategiesOptions = {}): GradientEstimator {
  const { directions = 8, ranks = false } = options;
  const plan = design("evolution-strategies", options);
  wholeNumber(`${plan.name}: directions`, directions);
  return {
    name: plan.name,
    ask(params, rng) {
      requireFinite(plan.name, params);
      return candidatesAt(pairsAround(params, plan, directions, rng.stream("perturbations")), plan, rng);
    },
    tell(params, trials) {
      const returns = returnsOf(plan, params, trials, 2 * directions);
      const epsilons = directionsOf(plan, params, trials);
      const means = Float64Array.from(returns, mean);
      const sigma = plan.perturbation;
      const parts = partsOf(epsilons, ranks ? centeredRanks(means) : means, sigma);
      const bySeed = () => columnsOf(returns).map((column) => partsOf(epsilons, column, sigma));
      const variance = () => (plan.commonRandomNumbers ? crossedVariance(bySeed()) : varianceOfMean(parts));
      return { gradient: meanVector(parts), variance: ranks ? Number.NaN : variance() };
    },
  };
}

/** gᵢ = (Fᵢ⁺ − Fᵢ⁻)/2σ · εᵢ */
function partsOf(epsilons: readonly Float64Array[], fitness: Float64Array, sigma: number): Float64Array[] {
  return epsilons.map((epsilon, i) => {
    const apart = (fitness[2 * i] as number) - (fitness[2 * i + 1] as number);
    // Divided last: where σ is so small that ε was rounded to 0, the product is 0 and not ∞ · 0.
    return epsilon.map((value) => (apart * value) / (2 * sigma));
  });
}

function meanVector(vectors: readonly Float64Array[]): Float64Array {
  return (vectors[0] as Float64Array).map((_, j) => mean(vectors.map((vector) => vector[j] as number)));
}

/** The variance of the mean of a two-way table of vectors, `table[k][i]`; see the head of this file. NaN below two rows or columns. */
function crossedVariance(table: readonly (readonly Float64Array[])[]): number {
  const rows = table.map(meanVector);
  const columns = (table[0] as readonly Float64Array[]).map((_, i) =>
    meanVector(table.map((row) => row[i] as Float64Array)),
  );
  const all = meanVector(rows);
  let rest = 0;
  for (const [k, row] of table.entries())
    for (const [i, part] of row.entries())
      rest += interaction(part, rows[k] as Float64Array, columns[i] as Float64Array, all);
  const [seeds, directions] = [rows.length, columns.length];
  const twice = rest / ((directions - 1) * (seeds - 1) * directions * seeds);
  // An unbiased estimate of something near 0 may fall below it; a variance may not.
  return Math.max(0, varianceOfMean(columns) + varianceOfMean(rows) - twice);
}

/** ‖gᵢₖ − gᵢ. − g.ₖ + g‖² */
function interaction(part: Float64Array, row: Float64Array, column: Float64Array, all: Float64Array): number {
  let sum = 0;
  for (const [j, value] of part.entries()) {
    const left = value - (row[j] as number) - (column[j] as number) + (all[j] as number);
    sum += left * left;
  }
  return sum;
}
