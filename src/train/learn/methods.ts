/**
 * From settings to a learner: which parts each method is made of.
 *
 * | method                          | rolls out        | learns by                                             |
 * |---------------------------------|------------------|-------------------------------------------------------|
 * | reinforce                       | whole episodes   | weighed scores, one step: policy-gradient.ts          |
 * | pathwise                        | whole episodes   | derivatives of the steps, one step: pathwise.ts       |
 * | q-actor-critic                  | steps            | scores weighed with Q_w: q-actor-critic.ts            |
 * | a2c, ppo                        | steps            | actor-critic.ts, their settings apart                 |
 * | trpo                            | steps            | a step of the natural gradient: trust-region.ts       |
 * | ars, evolution-strategies, …    | whole episodes   | search-learner.ts with an estimator and an optimizer  |
 * | hill-climbing, nelder-mead, …   | whole episodes   | search-learner.ts with a search                       |
 *
 * Throws `RangeError`, before any step, where a method cannot serve the spaces of the environment.
 */

import type { AnyEnv } from "../../env/env.ts";
import { given } from "../../estimator/given.ts";
import { createRng } from "../../math/random.ts";
import { adam } from "../../optimizer/adam.ts";
import { actionBox } from "../../policy/head/action-box.ts";
import { denseNetworks } from "../../policy/networks.ts";
import { actorCritic } from "./actor-critic.ts";
import { actorLearner } from "./actor-learner.ts";
import type { ActorLearnerOptions } from "./actor-learner-options.ts";
import { isAdaptive, type Rate } from "./adaptive-rate.ts";
import type { ConfigOf, LearnConfig } from "./config.ts";
import type { Learner } from "./learner.ts";
import {
  type Acting,
  actorCriticOptions,
  collectorSettings,
  modelOf,
  optimizerOf,
  type Passes,
} from "./parts.ts";
import { logStdOf, meanNetwork, requireFloats } from "./path-parts.ts";
import { pathwise } from "./pathwise.ts";
import { policyGradient } from "./policy-gradient.ts";
import { qActorCritic } from "./q-actor-critic.ts";
import { rampAt } from "./ramp.ts";
import type { ReuseOptions } from "./reuse.ts";
import { byGradient, byTrying } from "./search-learners.ts";
import type { Surroundings } from "./surroundings.ts";
import { trailOf } from "./trail.ts";
import { trustRegion } from "./trust-region.ts";
import type { Updater } from "./updater.ts";

export function createLearner(config: LearnConfig, around: Surroundings): Learner {
  switch (config.method) {
    case "reinforce":
      return reinforce(config, around);
    case "pathwise":
      return byPaths(config, around);
    case "a2c":
      return onPolicy(config, around, { epochs: 1 });
    case "ppo":
      return onPolicy(config, around, config);
    case "trpo":
      return trpo(config, around);
    case "q-actor-critic":
      return qLearner(config, around);
    case "ars":
      return byGradient(config, around, {
        directions: config.directions,
        ...given({ keptDirections: config.keptDirections }),
      });
    case "evolution-strategies":
      return byGradient(config, around, { directions: config.directions, ranks: config.ranks });
    case "kohl-stone":
      return byGradient(config, around, { policies: config.policies });
    case "linear-regression":
      return byGradient(config, around, given({ perturbations: config.perturbations }));
    case "forward-difference":
    case "central-difference":
      return byGradient(config, around, {});
    case "hill-climbing":
    case "genetic":
    case "nelder-mead":
    case "cross-entropy":
      return byTrying(config, around);
    case "a3c":
      throw new RangeError(
        "a3c makes its environments itself: expected a3cLearner of train/a3c/a3c.ts, which is given their name",
      );
  }
}

function reinforce(config: ConfigOf<"reinforce">, around: Surroundings): Learner {
  const model = modelOf(config, around.env.spec, around.networks);
  const { learningRate, episodes } = config;
  const reuse = config.reuse === undefined ? undefined : reuseOf(config, config.reuse);
  const updater = policyGradient({ ...config, model, optimizer: optimizerOf(config, learningRate), reuse });
  return acting(config, around, {
    model,
    updater: withRate(updater, learningRate),
    collect: { episodes },
  });
}

function reuseOf(config: ConfigOf<"reinforce">, iterations: number): ReuseOptions {
  const { reuseTruncation: truncation, reuseSelfNormalized: selfNormalized = true } = config;
  return { iterations, truncation, selfNormalized };
}

function byPaths(config: ConfigOf<"pathwise">, { env, onLost }: Surroundings): Learner {
  const { learningRate, episodes, seed, discount, window } = config;
  const { observationSpace, actionSpace } = env.spec;
  requireFloats(observationSpace, "observation");
  const box = actionBox(requireFloats(actionSpace, "action"));
  const trail = trailOf(env);
  const model = modelOf(config, env.spec);
  const updater = pathwise({
    network: meanNetwork(config, model),
    ...logStdOf(config),
    box,
    trail,
    optimizer: optimizerOf(config, learningRate),
    discount,
    window,
  });
  return actorLearner({
    env: trail.env,
    model,
    updater: withRate(updater, learningRate),
    collect: { episodes },
    seed,
    discount,
    normalizeObservations: false,
    normalizeRewards: false,
    ...collectorSettings(config, model),
    onLost,
  });
}

function onPolicy(config: ConfigOf<"a2c" | "ppo">, around: Surroundings, passes: Passes): Learner {
  const options = actorCriticOptions(config, around.env.spec, passes, around.networks);
  const { model } = options;
  const collect = { steps: config.stepsPerIteration };
  const updater = withRate(actorCritic(options), config.learningRate);
  return acting(config, around, { model, updater, collect });
}

function trpo(config: ConfigOf<"trpo">, around: Surroundings): Learner {
  const model = modelOf(config, around.env.spec, around.networks);
  const criticOptimizer = (progress: number) =>
    adam({ learningRate: rampAt(config.criticLearningRate, progress) });
  const updater = trustRegion({ ...config, model, criticOptimizer });
  return acting(config, around, { model, updater, collect: { steps: config.stepsPerIteration } });
}

function qLearner(config: ConfigOf<"q-actor-critic">, around: Surroundings): Learner {
  const model = modelOf(config, around.env.spec, around.networks);
  const networks = around.networks ?? denseNetworks(config);
  const critic = networks("critic", { inputSize: model.observationSize, outputSize: model.head.inputSize });
  const updater = qActorCritic({
    ...config,
    model,
    critic,
    optimizer: optimizerOf(config, config.learningRate),
    criticOptimizer: (progress) => adam({ learningRate: rampAt(config.criticLearningRate, progress) }),
    rng: createRng(config.seed),
  });
  return acting(config, around, {
    model,
    updater: withRate(updater, config.learningRate),
    collect: { steps: config.stepsPerIteration },
  });
}

/** `updater`, telling its rate as well. */
function withRate(updater: Updater, rate: Rate): Updater {
  // One that follows the policy is told by whoever adapts it.
  if (isAdaptive(rate)) return updater;
  return {
    ...updater,
    update(batch) {
      const update = updater.update(batch);
      return { ...update, metrics: { ...update.metrics, learningRate: rampAt(rate, batch.progress) } };
    },
  };
}

function acting(
  config: Acting,
  { env, spare, onLost }: Surroundings,
  parts: Pick<ActorLearnerOptions, "model" | "collect"> & { readonly updater: Updater },
): Learner {
  const { seed, discount, normalizeObservations, normalizeRewards } = config;
  const settings = { seed, discount, normalizeObservations, normalizeRewards };
  const largeBatch = config.largeBatch && { ...config.largeBatch, env: requireSpare(spare) };
  const collecting = collectorSettings(config, parts.model);
  return actorLearner({ env, ...parts, ...settings, ...collecting, largeBatch, onLost });
}

function requireSpare(spare: AnyEnv | undefined): AnyEnv {
  if (spare !== undefined) return spare;
  throw new RangeError(
    "largeBatch rolls out beside the training, and a server that listens has environments for one agent; name a simulator, such as gym:CartPole-v1, or leave largeBatch out",
  );
}
