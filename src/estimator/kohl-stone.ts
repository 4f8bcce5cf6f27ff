/**
 * Kohl & Stone (2004), Policy Gradient Reinforcement Learning for Fast Quadrupedal Locomotion: t random policies around θ, every parameter
 * of each moved by +ε, 0 or −ε with equal chance. Parameter by parameter the t scores fall into three groups, and
 *
 *   Aₙ = 0                     if Avg₀,ₙ > Avg₊ε,ₙ and Avg₀,ₙ > Avg₋ε,ₙ
 *   Aₙ = Avg₊ε,ₙ − Avg₋ε,ₙ      otherwise.
 *
 * Each score is used n times, once a parameter; that is why t may be near n.
 *
 * **A and the gradient.** The other parameters are moved alike in every group, so E[Avg₊ε,ₙ − Avg₋ε,ₙ] = Ū(θₙ + ε) − Ū(θₙ − ε) with Ū the mean of U
 * over the others' moves. For linear U that is 2ε ∂U/∂θₙ, for smooth U it is so up to ε³. Hence `gradient` is A/2ε. Where no
 * parameter is zeroed it is unbiased on linear and on quadratic U. The rule shortens it, and fires where the slope is below its own
 * noise or the optimum is within ε. The paper moves by η A/‖A‖: the optimizer `step-length`.
 *
 * **Empty groups**, which the paper leaves open (0.7 % a parameter with t = 15): nobody tried one of the three, so nothing
 * is known of their order, and Aₙ = 0.
 *
 * **Variance.** The scores of a group differ by the noise of their episodes and by where the other parameters went; both are in A. Policies are
 * independent draws, so with the pooled variance within the groups, s² = Σ_g Σ_{i∈g} (Uᵢ − Ū_g)²/(t − groups),
 *
 *   Var(Aₙ) = s² (1/t₊ + 1/t₋)                                              (fresh seeds)
 *
 * which needs no repeated episode. Under common random numbers a seed may favor one group in all its policies, which the scatter inside the
 * groups cannot show: the variance of the per-seed Aₙ⁽ᵏ⁾ shows it, and contains once more the part σ² of the scatter that is
 * noise of single episodes, counted already in s² with σ²/K (K episodes). σ² = (mean of the per-seed sₖ² − s²) K/(K − 1), so
 *
 *   Var(Aₙ) = (s² − σ²/K) (1/t₊ + 1/t₋) + s²(Aₙ⁽¹⁾ … Aₙ⁽ᴷ⁾)/K                  (common random numbers)
 *
 * `variance` is Σₙ Var(Aₙ)/4ε², that of the differences before the zeroing rule: what the rule takes off is not counted. On a steep U it
 * takes nothing; on a flat one, with normal scores and equal groups, it fires one time in three and leaves 2/3 + √3/4π ≈ 0.80 of it. A parameter with an empty group adds nothing. NaN when fewer than four policies
 * (or one episode under common random numbers) cannot tell.
 */
import type { Rng } from "../math/random.ts";
import { type Moments, mean, momentsOf, sampleVariance } from "../math/statistics.ts";
import type { Trial } from "../rollout/trial.ts";
import { candidatesAt, design, requireFinite, wholeNumber } from "./candidates.ts";
import type { EstimatorOptions, GradientEstimator } from "./estimator.ts";
import { columnsOf } from "./linear-estimate.ts";
import { InvalidTrials, returnsOf } from "./returns.ts";

export interface KohlStoneOptions extends EstimatorOptions {
  /** t, random policies an iteration. Default 15, the paper's. */
  readonly policies?: number;
}

/** See the head of this file. t candidates; `perturbation` is ε. */
export function kohlStone(options: KohlStoneOptions = {}): GradientEstimator {
  const { policies = 15 } = options;
  const plan = design("kohl-stone", options);
  wholeNumber(`${plan.name}: policies`, policies);
  const epsilon = plan.perturbation;
  return {
    name: plan.name,
    ask(params, rng) {
      requireFinite(plan.name, params);
      const source = rng.stream("perturbations");
      return candidatesAt(
        Array.from({ length: policies }, () => randomPolicy(params, epsilon, source)),
        plan,
        rng,
      );
    },
    tell(params, trials) {
      const returns = returnsOf(plan, params, trials, policies);
      const scores = Float64Array.from(returns, mean);
      const columns = plan.commonRandomNumbers ? columnsOf(returns) : undefined;
      const gradient = new Float64Array(params.length);
      let variance = 0;
      for (const [n, value] of params.entries()) {
        const signs = signsOf(trials, n, value, epsilon);
        const groups = grouped(signs, scores);
        gradient[n] = difference(groups) / (2 * epsilon);
        variance += differenceVariance(
          groups,
          columns?.map((column) => grouped(signs, column)),
        );
      }
      // An unbiased estimate of something near 0 may fall below it; a variance may not.
      return { gradient, variance: Math.max(0, variance) / (4 * epsilon * epsilon) };
    },
  };
}

/** θₙ + ε, θₙ or θₙ − ε with equal chance, parameter by parameter. */
function randomPolicy(params: Float64Array, epsilon: number, source: Rng): Float64Array {
  return params.map((value) => value + epsilon * (source.integer(3) - 1));
}

/** Which of +ε, 0, −ε parameter n had in each trial, as 1, 0, −1. */
function signsOf(trials: readonly Trial[], n: number, value: number, epsilon: number): Int8Array {
  return Int8Array.from(trials, ({ params }, i) => {
    const moved = params[n];
    if (moved === value + epsilon) return 1;
    if (moved === value - epsilon) return -1;
    if (moved === value) return 0;
    throw new InvalidTrials(
      `kohl-stone: parameter ${n} of trial ${i} is ${moved}; expected ${value - epsilon}, ${value} or ${value + epsilon}. Hand back the parameters ask() gave, and the θ it was asked at`,
    );
  });
}

/** A list of scores by the sign of one parameter's move; every list in the order −ε, 0, +ε. */
interface Groups {
  readonly counts: readonly [number, number, number];
  /** NaN for an empty group. */
  readonly means: readonly [number, number, number];
  /** s² = Σ_g Σ_{i∈g} (Uᵢ − Ū_g)² / (t − 3); NaN when t = 3. */
  readonly scatter: number;
}

function grouped(signs: Int8Array, scores: Float64Array): Groups {
  const [minus, zero, plus] = [-1, 0, 1].map((sign) =>
    momentsOf(scores.filter((_, i) => signs[i] === sign)),
  ) as [Moments, Moments, Moments];
  const meanOf = ({ count, mean }: Moments) => (count === 0 ? Number.NaN : mean);
  const squares = minus.squares + zero.squares + plus.squares;
  return {
    counts: [minus.count, zero.count, plus.count],
    means: [meanOf(minus), meanOf(zero), meanOf(plus)],
    scatter: scores.length > 3 ? squares / (scores.length - 3) : Number.NaN,
  };
}

/** Aₙ */
function difference({ counts, means: [minus, zero, plus] }: Groups): number {
  if (counts.includes(0)) return 0;
  return zero > plus && zero > minus ? 0 : plus - minus;
}

/** Var(Aₙ). `bySeed`: the same for the returns of each seed by itself, under common random numbers. */
function differenceVariance({ counts, scatter }: Groups, bySeed: readonly Groups[] | undefined): number {
  if (counts.includes(0)) return 0;
  const shares = 1 / counts[0] + 1 / counts[2];
  if (bySeed === undefined) return scatter * shares;
  const episodes = bySeed.length;
  // σ²/K = (mean of sₖ² − s²)/(K − 1); NaN for K = 1
  const noise = (mean(bySeed.map((seed) => seed.scatter)) - scatter) / (episodes - 1);
  const differences = bySeed.map(({ means }) => means[2] - means[0]);
  return (scatter - noise) * shares + sampleVariance(differences) / episodes;
}
