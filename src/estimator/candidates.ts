/** What `ask` does alike in every estimator of this room: defaults, their check, and the seeds of the episodes. */
import type { Rng } from "../math/random.ts";
import { firstNonFinite } from "../math/vector.ts";
import type { Candidate, EstimatorOptions } from "./estimator.ts";

/** The options of an estimator, all there and all legal. */
export interface Design {
  readonly name: string;
  readonly episodes: number;
  readonly commonRandomNumbers: boolean;
  /** δ. */
  readonly perturbation: number;
}

/** Fills in the defaults; throws `RangeError` for what cannot be. */
export function design(name: string, options: EstimatorOptions): Design {
  const { episodes = 3, commonRandomNumbers = true, perturbation = 1 } = options;
  wholeNumber(`${name}: episodes`, episodes);
  if (!(perturbation > 0 && Number.isFinite(perturbation)))
    throw new RangeError(`${name}: perturbation has to be a finite number above 0, not ${perturbation}`);
  return { name, episodes, commonRandomNumbers, perturbation };
}

/** Throws unless `value` is 1, 2, 3, … */
export function wholeNumber(what: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`${what} has to be a whole number, 1 or more, not ${value}`);
}

/** Throws unless every parameter is finite and there is at least one. */
export function requireFinite(name: string, params: Float64Array): void {
  if (params.length === 0) throw new RangeError(`${name}: expected at least one parameter, got none`);
  const bad = firstNonFinite(params);
  if (bad >= 0)
    throw new RangeError(
      `${name}: parameter ${bad} is ${params[bad]}; expected finite numbers. Go back to the last good parameters`,
    );
}

/**
 * A candidate at each point. With common random numbers all meet the same seeds; without, each has seeds of its own, so no two
 * episodes share their noise.
 */
export function candidatesAt(
  points: readonly Float64Array[],
  { episodes, commonRandomNumbers }: Design,
  rng: Rng,
): Candidate[] {
  const source = rng.stream("seeds");
  const draw = () => Array.from({ length: episodes }, () => source.seed());
  const common = draw();
  return points.map((params) => ({ params, seeds: commonRandomNumbers ? common : draw() }));
}
