/**
 * A genetic algorithm on vectors of real numbers. A generation has p members: the e best of the one before, as they were, and children
 * of two parents each, which go through
 *
 * - selection: each parent is the best of k members drawn with equal chance (tournament; Goldberg & Deb 1991);
 * - crossover: each parameter uniform in [min − d/2, max + d/2] of its parents', d their distance (BLX-½; Eshelman & Schaffer 1993), so that the reach of
 *   the children follows the spread of the parents: crossing alone makes their variance 7/6 of it, which selection takes off again;
 * - mutation: each parameter moved by N(0, δ²) with chance 1/n, one of n on average.
 *
 * The elite is tried again with every generation, on the seeds of its children: no lucky return of the past is defended. The first generation is θ and p − 1 points
 * θ + δε, ε ~ N(0, I).
 */
import type { Rng } from "../../math/random.ts";
import { design, requireFinite, wholeNumber } from "../candidates.ts";
import type { EstimatorOptions } from "../estimator.ts";
import { requirePoints } from "../returns.ts";
import {
  bestOf,
  candidatesOf,
  ranked,
  type Search,
  type SearchState,
  type Tried,
  triedOf,
} from "./search.ts";

export interface GeneticOptions extends EstimatorOptions {
  /** p, members of a generation. Default 20. */
  readonly population?: number;
  /** e, members that live on unchanged. Default 2; 1 or more, below p. */
  readonly elites?: number;
  /** k, members among whom each parent is the best. Default 3. */
  readonly tournament?: number;
}

export interface GeneticState extends SearchState {
  /** Where the search began. */
  readonly start: readonly number[];
  /** The generation that was tried last, best first; empty before the first. */
  readonly population: readonly Tried[];
}

/** See the head of this file. p candidates, the elite first; `perturbation` is δ. */
export function genetic(options: GeneticOptions = {}): Search<GeneticState> {
  const { population: size = 20, elites = 2, tournament = 3 } = options;
  const plan = design("genetic", options);
  for (const [what, value] of Object.entries({ population: size, elites, tournament }))
    wholeNumber(`${plan.name}: ${what}`, value);
  if (elites >= size)
    throw new RangeError(`${plan.name}: elites has to be below population, ${size}, not ${elites}`);
  /** The candidates that are known beforehand. */
  const known = ({ start, population }: GeneticState) =>
    population.length === 0 ? [start] : population.slice(0, elites).map(({ params }) => params);
  return {
    name: plan.name,
    init(params) {
      requireFinite(plan.name, params);
      return { count: 0, best: null, start: Array.from(params), population: [] };
    },
    ask(state, rng) {
      const source = rng.stream("perturbations");
      const { start, population } = state;
      const born = () =>
        population.length === 0
          ? start.map((value) => value + plan.perturbation * source.normal())
          : child(population, tournament, plan.perturbation, source);
      const first = known(state);
      return candidatesOf([...first, ...Array.from({ length: size - first.length }, born)], plan, rng);
    },
    tell(state, trials) {
      const tried = triedOf(plan, state.start, trials, size);
      const first = known(state).map((params) => Float64Array.from(params));
      requirePoints(plan.name, trials, first);
      const population = ranked(tried);
      return {
        state: { ...state, count: state.count + 1, best: bestOf(state.best, tried), population },
        params: Float64Array.from((population[0] as Tried).params),
      };
    },
  };
}

function child(population: readonly Tried[], tournament: number, delta: number, source: Rng): number[] {
  const [mother, father] = [0, 1].map(() => selected(population, tournament, source)) as [Tried, Tried];
  return mother.params.map((one, j) =>
    mutated(crossed(one, father.params[j] as number, source), delta, mother.params.length, source),
  );
}

/** The best of k members; the population is in order, so the one of least index. */
function selected(population: readonly Tried[], tournament: number, source: Rng): Tried {
  const drawn = Array.from({ length: tournament }, () => source.integer(population.length));
  return population[Math.min(...drawn)] as Tried;
}

/** Uniform in [min − d/2, max + d/2] */
function crossed(one: number, other: number, source: Rng): number {
  return one + (2 * source.uniform() - 0.5) * (other - one);
}

/** x + N(0, δ²) with chance 1/n */
function mutated(value: number, delta: number, parameterCount: number, source: Rng): number {
  return source.integer(parameterCount) === 0 ? value + delta * source.normal() : value;
}
