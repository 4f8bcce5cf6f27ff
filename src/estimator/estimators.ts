/** The estimators by the names the command line and a run's config.yaml know them by. */
import type { EstimatorOptions, GradientEstimator } from "./estimator.ts";
import { centralDifference, forwardDifference } from "./finite-difference.ts";
import { kohlStone } from "./kohl-stone.ts";
import { linearRegression } from "./linear-regression.ts";

export const estimators: Readonly<Record<string, (options?: EstimatorOptions) => GradientEstimator>> = {
  "kohl-stone": kohlStone,
  "forward-difference": forwardDifference,
  "central-difference": centralDifference,
  "linear-regression": linearRegression,
};

/** The factory of that name; throws `RangeError` that lists the legal names. */
export function estimatorNamed(name: string): (options?: EstimatorOptions) => GradientEstimator {
  const factory = Object.hasOwn(estimators, name) ? estimators[name] : undefined;
  if (factory === undefined)
    throw new RangeError(`no estimator is called "${name}"; there are ${Object.keys(estimators).join(", ")}`);
  return factory;
}
