/** The estimators by the names the command line and a run's config.yaml know them by. */
import type { GradientEstimator } from "./estimator.ts";
import { centralDifference, forwardDifference } from "./finite-difference.ts";
import { type KohlStoneOptions, kohlStone } from "./kohl-stone.ts";
import { type LinearRegressionOptions, linearRegression } from "./linear-regression.ts";

/** Every option any of them has. Each refuses those that are not its own. */
export interface EstimatorSettings extends KohlStoneOptions, LinearRegressionOptions {}

export type EstimatorFactory = (settings?: EstimatorSettings) => GradientEstimator;

export const estimators: Readonly<Record<string, EstimatorFactory>> = {
  "kohl-stone": strict("kohl-stone", kohlStone, ["policies"]),
  "forward-difference": strict("forward-difference", forwardDifference, []),
  "central-difference": strict("central-difference", centralDifference, []),
  "linear-regression": strict("linear-regression", linearRegression, ["perturbations"]),
};

/** The factory of that name; throws `RangeError` that lists the legal names. */
export function estimatorNamed(name: string): EstimatorFactory {
  const factory = Object.hasOwn(estimators, name) ? estimators[name] : undefined;
  if (factory === undefined)
    throw new RangeError(`no estimator is called "${name}"; there are ${Object.keys(estimators).join(", ")}`);
  return factory;
}

/** `create`, throwing `RangeError` for an option it would overlook. An option that is undefined is not there. */
function strict(name: string, create: EstimatorFactory, own: readonly string[]): EstimatorFactory {
  const legal = ["episodes", "commonRandomNumbers", "perturbation", ...own];
  return (settings = {}) => {
    for (const [option, value] of Object.entries(settings))
      if (value !== undefined && !legal.includes(option))
        throw new RangeError(`${name} has no option "${option}"; it has ${legal.join(", ")}`);
    return create(settings);
  };
}
