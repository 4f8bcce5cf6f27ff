/** The estimators by the names the command line and a run's config.yaml know them by. */
import { type AugmentedRandomSearchOptions, augmentedRandomSearch } from "./augmented-random-search.ts";
import type { GradientEstimator } from "./estimator.ts";
import { type EvolutionStrategiesOptions, evolutionStrategies } from "./evolution-strategies.ts";
import { centralDifference, forwardDifference } from "./finite-difference.ts";
import { requireKnownOptions } from "./known-options.ts";
import { type KohlStoneOptions, kohlStone } from "./kohl-stone.ts";
import { type LinearRegressionOptions, linearRegression } from "./linear-regression.ts";

/** Every option any of them has. Each refuses those that are not its own. */
export interface EstimatorSettings
  extends KohlStoneOptions,
    LinearRegressionOptions,
    EvolutionStrategiesOptions,
    AugmentedRandomSearchOptions {}

export type EstimatorFactory = (settings?: EstimatorSettings) => GradientEstimator;

export const estimators: Readonly<Record<string, EstimatorFactory>> = {
  "kohl-stone": strict("kohl-stone", kohlStone, ["policies"]),
  "forward-difference": strict("forward-difference", forwardDifference, []),
  "central-difference": strict("central-difference", centralDifference, []),
  "linear-regression": strict("linear-regression", linearRegression, ["perturbations"]),
  "evolution-strategies": strict("evolution-strategies", evolutionStrategies, ["directions", "ranks"]),
  ars: strict("ars", augmentedRandomSearch, ["directions", "keptDirections"]),
};

/** The factory of that name; throws `RangeError` that lists the legal names. */
export function estimatorNamed(name: string): EstimatorFactory {
  const factory = Object.hasOwn(estimators, name) ? estimators[name] : undefined;
  if (factory === undefined)
    throw new RangeError(`no estimator is called "${name}"; there are ${Object.keys(estimators).join(", ")}`);
  return factory;
}

/** `create`, throwing `RangeError` for an option it would overlook. */
function strict(name: string, create: EstimatorFactory, own: readonly string[]): EstimatorFactory {
  const legal = ["episodes", "commonRandomNumbers", "perturbation", ...own];
  return (settings = {}) => {
    requireKnownOptions(name, settings, legal);
    return create(settings);
  };
}
