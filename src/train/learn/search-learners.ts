/** From settings to a learner in parameter space: a gradient estimator with an optimizer, or a search that needs no gradient. */
import { type EstimatorSettings, estimatorNamed } from "../../estimator/estimators.ts";
import { given } from "../../estimator/given.ts";
import { searchNamed } from "../../estimator/search/searches.ts";
import type { ConfigOf, LearnConfig } from "./config.ts";
import type { Learner } from "./learner.ts";
import { groupsOf, modelOf, optimizerOf } from "./parts.ts";
import { type Ramp, rampAt } from "./ramp.ts";
import { type SearchMethod, searchLearner } from "./search-learner.ts";
import { gradientFreeSearch, gradientSearch } from "./search-methods.ts";
import type { Surroundings } from "./surroundings.ts";

export function byGradient(
  config: ConfigOf<
    | "ars"
    | "evolution-strategies"
    | "kohl-stone"
    | "linear-regression"
    | "forward-difference"
    | "central-difference"
  >,
  around: Surroundings,
  own: EstimatorSettings,
): Learner {
  const { episodes, perturbation, commonRandomNumbers, learningRate } = config;
  const estimator = estimatorNamed(config.method)({
    episodes,
    commonRandomNumbers,
    ...given({ perturbation }),
    ...own,
  });
  const restart =
    config.restartPatience === undefined
      ? undefined
      : { patience: config.restartPatience, enough: config.stopAtReturn ?? Number.POSITIVE_INFINITY };
  const search = gradientSearch(estimator, optimizerOf(config, learningRate), restart);
  return searching(
    config,
    around,
    learningRate === undefined ? search : searchWithRate(search, learningRate),
  );
}

export function byTrying(
  config: ConfigOf<"hill-climbing" | "genetic" | "nelder-mead" | "cross-entropy">,
  around: Surroundings,
): Learner {
  const { episodes, perturbation, commonRandomNumbers, searchSettings } = config;
  const settings = { episodes, commonRandomNumbers, ...given({ perturbation }), ...searchSettings };
  return searching(config, around, gradientFreeSearch(searchNamed(config.method)(settings)));
}

function searching(
  config: Extract<LearnConfig, { readonly start: "zero" | "random" }>,
  { env, onLost }: Surroundings,
  method: SearchMethod,
): Learner {
  return searchLearner({
    env,
    model: modelOf(config, env.spec),
    method,
    seed: config.seed,
    start: config.start,
    normalizeObservations: config.normalizeObservations,
    rewardShift: config.rewardShift,
    resetOptions: config.options,
    episodeSteps: config.episodeSteps,
    groups: groupsOf(env.spec.envCount),
    onLost,
  });
}

/** `method`, telling its rate as well. */
function searchWithRate(method: SearchMethod, rate: Ramp): SearchMethod {
  return {
    ...method,
    tell(state, trials, progress) {
      const told = method.tell(state, trials, progress);
      return { ...told, metrics: { ...told.metrics, learningRate: rampAt(rate, progress) } };
    },
  };
}
