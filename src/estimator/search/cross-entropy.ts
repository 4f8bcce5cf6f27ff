/**
 * The cross-entropy method (Rubinstein 1999; de Boer, Kroese, Mannor & Rubinstein 2005, A Tutorial on the Cross-Entropy Method, §4): p candidates from a
 * diagonal Gaussian, which is then fitted to the e best of them,
 *
 *   θᵢ ~ N(μ, diag σ²),     μ ← mean of the elite,     σ² ← variance of the elite (divided by e) + z²
 *
 * The fit alone loses its variance before it has reached a distant or a curved top. Noise added to it keeps it awake: z falls in equal steps from `extraStd` to 0 over
 * `extraIterations` (Szita & Lőrincz 2006, Learning Tetris Using the Noisy Cross-Entropy Method). It stands at μ, which under noisy returns is a better
 * answer than the best of its candidates.
 */
import { momentsOf } from "../../math/statistics.ts";
import { design, requireFinite, wholeNumber } from "../candidates.ts";
import type { EstimatorOptions } from "../estimator.ts";
import { bestOf, candidatesOf, ranked, type Search, type SearchState, triedOf } from "./search.ts";

export interface CrossEntropyOptions extends EstimatorOptions {
  /** p, candidates an iteration. Default 20. */
  readonly population?: number;
  /** e, how many of them the Gaussian is fitted to. Default a quarter of p, two or more. */
  readonly elites?: number;
  /** z in the beginning. Default half the perturbation; 0 is the method without noise. */
  readonly extraStd?: number;
  /** Iterations until z is 0. Default 50. */
  readonly extraIterations?: number;
}

export interface CrossEntropyState extends SearchState {
  /** μ */
  readonly mean: readonly number[];
  /** σ */
  readonly std: readonly number[];
}

/** See the head of this file. p candidates; `perturbation` is the σ it starts with. */
export function crossEntropy(options: CrossEntropyOptions = {}): Search<CrossEntropyState> {
  const { population = 20, elites = Math.max(2, Math.floor(population / 4)) } = options;
  const plan = design("cross-entropy", options);
  const { extraStd = plan.perturbation / 2, extraIterations = 50 } = options;
  for (const [what, value] of Object.entries({ population, elites, extraIterations }))
    wholeNumber(`${plan.name}: ${what}`, value);
  if (elites < 2 || elites > population)
    throw new RangeError(
      `${plan.name}: elites has to be from 2 to the population, ${population}, not ${elites}`,
    );
  if (!(extraStd >= 0 && Number.isFinite(extraStd)))
    throw new RangeError(`${plan.name}: extraStd has to be a finite number, 0 or more, not ${extraStd}`);
  return {
    name: plan.name,
    init(params) {
      requireFinite(plan.name, params);
      const std = Array.from(params, () => plan.perturbation);
      return { count: 0, best: null, mean: Array.from(params), std };
    },
    ask({ mean, std }, rng) {
      const source = rng.stream("perturbations");
      const drawn = () => mean.map((value, j) => value + (std[j] as number) * source.normal());
      return candidatesOf(Array.from({ length: population }, drawn), plan, rng);
    },
    tell(state, trials) {
      const tried = triedOf(plan, state.mean, trials, population);
      const elite = ranked(tried).slice(0, elites);
      const z = extraStd * Math.max(0, 1 - (state.count + 1) / extraIterations);
      const moments = state.mean.map((_, j) => momentsOf(elite.map(({ params }) => params[j] as number)));
      const mean = moments.map((each) => each.mean);
      const std = moments.map(({ squares }) => Math.sqrt(squares / elites + z * z));
      return {
        state: { count: state.count + 1, best: bestOf(state.best, tried), mean, std },
        params: Float64Array.from(mean),
      };
    },
  };
}
