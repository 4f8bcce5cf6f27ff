/** The searches by the names a preset knows them by. */
import { requireKnownOptions } from "../known-options.ts";
import { type CrossEntropyOptions, crossEntropy } from "./cross-entropy.ts";
import { type GeneticOptions, genetic } from "./genetic.ts";
import { type HillClimbingOptions, hillClimbing } from "./hill-climbing.ts";
import { type NelderMeadOptions, nelderMead } from "./nelder-mead.ts";
import type { Search } from "./search.ts";

/** Every option any of them has. Each refuses those that are not its own. */
export interface SearchSettings
  extends HillClimbingOptions,
    GeneticOptions,
    NelderMeadOptions,
    CrossEntropyOptions {}

export type SearchFactory = (settings?: SearchSettings) => Search;

export const searches: Readonly<Record<string, SearchFactory>> = {
  "hill-climbing": strict("hill-climbing", hillClimbing, ["neighbors"]),
  genetic: strict("genetic", genetic, ["population", "elites", "tournament"]),
  "nelder-mead": strict("nelder-mead", nelderMead, ["adaptive"]),
  "cross-entropy": strict("cross-entropy", crossEntropy, [
    "population",
    "elites",
    "extraStd",
    "extraIterations",
  ]),
};

/** The factory of that name; throws `RangeError` that lists the legal names. */
export function searchNamed(name: string): SearchFactory {
  const factory = Object.hasOwn(searches, name) ? searches[name] : undefined;
  if (factory === undefined)
    throw new RangeError(`no search is called "${name}"; there are ${Object.keys(searches).join(", ")}`);
  return factory;
}

/** `create`, throwing `RangeError` for an option it would overlook. */
function strict(name: string, create: SearchFactory, own: readonly string[]): SearchFactory {
  return (settings = {}) => {
    requireKnownOptions(name, settings, ["episodes", "commonRandomNumbers", "perturbation", ...own]);
    return create(settings);
  };
}
