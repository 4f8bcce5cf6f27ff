/**
 * The derivative of an expectation, whatever is sampled and whatever is expected (lecture notes, derivatives of expectations):
 *
 *     ∇_μ E_{x ~ P_μ}[f(x)] = E[∇_μ log P_μ(x) f(x)] ≈ 1/N Σᵢ ∇_μ log P_μ(xᵢ) f(xᵢ)
 *
 * P_μ has to be easy to sample and to have a score; f is a black box, neither differentiated nor assumed to be smooth. A policy's action, a
 * trajectory or a vector of parameters (evolution strategies) are all such an x. Imports: math.
 */
import type { Rng } from "../math/random.ts";
import { momentsOf, varianceOfMean } from "../math/statistics.ts";
import type { GradientEstimate } from "./estimator.ts";

export interface ScoreTrickOptions<X> {
  /** Draws x ~ P_μ. */
  readonly sample: (rng: Rng) => X;
  /** ∇_μ log P_μ(x), one number a parameter. */
  readonly score: (x: X) => Float64Array;
  readonly f: (x: X) => number;
  /** N. */
  readonly count: number;
  readonly rng: Rng;
  /** Each f(xᵢ) less the mean of the others: the same expectation, mostly less variance. Needs N ≥ 2. Default false. */
  readonly leaveOneOut?: boolean;
}

/** The estimate and its variance, NaN for N = 1. Throws `RangeError` where f is not a finite number. */
export function scoreTrick<X>({
  sample,
  score,
  f,
  count,
  rng,
  leaveOneOut = false,
}: ScoreTrickOptions<X>): GradientEstimate {
  const fewest = leaveOneOut ? 2 : 1;
  if (!Number.isSafeInteger(count) || count < fewest)
    throw new RangeError(`count has to be a whole number, ${fewest} or more, not ${count}`);
  const samples = Array.from({ length: count }, () => sample(rng));
  const outcomes = samples.map(f);
  const bad = outcomes.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new RangeError(`f of sample ${bad} of ${count} is ${outcomes[bad]}, expected a finite number`);
  const { mean } = momentsOf(outcomes);
  // f(xᵢ) − mean of the others = (f(xᵢ) − mean of all) N/(N − 1)
  const weights = leaveOneOut ? outcomes.map((value) => (value - mean) * (count / (count - 1))) : outcomes;
  const terms = samples.map((x, i) => score(x).map((value) => value * (weights[i] as number)));
  const gradient = (terms[0] as Float64Array).map(
    (_, j) => momentsOf(terms.map((term) => term[j] as number)).mean,
  );
  return { gradient, variance: varianceOfMean(terms) };
}
