/** What several methods are made of, from their settings: model, optimizer, exploration, the parts of an actor-critic. */
import type { AnyEnv } from "../../env/env.ts";
import type { Space } from "../../env/space.ts";
import { given } from "../../estimator/given.ts";
import { createRng, type Rng } from "../../math/random.ts";
import type { Optimizer } from "../../optimizer/optimizer.ts";
import { optimizerNamed } from "../../optimizer/optimizers.ts";
import type { ActorCritic } from "../../policy/actor-critic.ts";
import { correlated } from "../../policy/exploration.ts";
import { type ModelOptions, modelFor } from "../../policy/model.ts";
import type { MakeNetwork } from "../../policy/networks.ts";
import type { CollectorOptions } from "../../rollout/collector.ts";
import type { ActorCriticOptions } from "./actor-critic.ts";
import { isAdaptive, type Rate } from "./adaptive-rate.ts";
import type { ConfigOf, LearnConfig } from "./config.ts";
import { rampAt } from "./ramp.ts";

/**
 * Groups of environments under way at once: one is stepped while the policy acts for another. A message costs about as much as the steps of
 * some ten simple environments, so few environments travel together; of many, each process has a second group to step while the answer of its
 * first is on its way. What is learned does not depend on it.
 */
export function groupsOf(envCount: number): number {
  if (envCount < 16) return 1;
  return envCount < 64 ? 2 : 4;
}

/** The networks and the head of a configuration. */
export function modelOptionsOf(config: LearnConfig, actionSpace: Space): ModelOptions {
  const { hidden, activation } = config;
  // What is searched for acts by its mean: a spread would only be parameters without effect.
  if ("start" in config && actionSpace.type === "box")
    return {
      hidden,
      activation,
      head: "gaussian",
      headSettings: { std: "fixed" },
      critic: "none",
      outputGain: 1,
    };
  const outputGain = "outputGain" in config ? config.outputGain : 1;
  const headSettings = "headSettings" in config ? config.headSettings : {};
  const head = "head" in config ? config.head : undefined;
  const critic = "critic" in config ? config.critic : config.method === "trpo" ? "separate" : "none";
  const network = "network" in config && config.network !== undefined && config.network !== "dense";
  const engine = network ? ({ network: "tfjs" } as const) : {};
  return { hidden, activation, headSettings, critic, outputGain, ...given({ head }), ...engine };
}

/** The model of a configuration; `networks` where another engine than dense computes it. */
export function modelOf(config: LearnConfig, spec: AnyEnv["spec"], networks?: MakeNetwork): ActorCritic {
  return modelFor(spec, modelOptionsOf(config, spec.actionSpace), networks);
}

/** The methods that act by a stochastic policy. */
export type Acting = ConfigOf<"reinforce" | "a2c" | "ppo" | "trpo" | "q-actor-critic">;

/** In what A2C and PPO differ. */
export type Passes = Pick<
  ActorCriticOptions,
  "epochs" | "minibatchSize" | "clipRange" | "valueClipRange" | "maxKl"
>;

/** The parts of an actor-critic method; what a worker of A3C is given too. */
export function actorCriticOptions(
  config: ConfigOf<"a2c" | "ppo" | "a3c">,
  spec: AnyEnv["spec"],
  { epochs, minibatchSize, clipRange, valueClipRange, maxKl }: Passes,
  networks?: MakeNetwork,
): ActorCriticOptions {
  const { discount, lambda, nSteps, entropyBonus, valueWeight, standardize } = config;
  return {
    name: config.method,
    model: modelOf(config, spec, networks),
    optimizer: optimizerOf(config, config.learningRate),
    adaptiveRate: isAdaptive(config.learningRate) ? config.learningRate : undefined,
    discount,
    lambda,
    nSteps,
    entropyBonus,
    valueWeight,
    standardize,
    epochs,
    minibatchSize,
    clipRange,
    valueClipRange,
    maxKl,
    gradientVariance: "gradientVariance" in config && config.gradientVariance,
  };
}

/** How experience is collected; what a worker of A3C is given too. */
export function collectorSettings(
  {
    envs,
    explorationCorrelation,
    options: resetOptions,
    episodeSteps,
  }: Acting | ConfigOf<"a3c" | "pathwise">,
  { head }: ActorCritic,
): Pick<CollectorOptions, "rngOf" | "resetOptions" | "episodeSteps" | "groups"> {
  const rngOf = exploration(explorationCorrelation, head.actionSize);
  return { rngOf, resetOptions, episodeSteps, groups: groupsOf(envs) };
}

/** What an episode of a seed draws its actions from. */
function exploration(correlation: number, elements: number): (seed: number) => Rng {
  return (seed) => {
    const rng = createRng(seed).stream("policy");
    return correlation === 0 ? rng : correlated(rng, correlation, elements);
  };
}

interface Descent {
  readonly optimizer: string;
  readonly optimizerSettings: Readonly<Record<string, number | string>>;
  readonly maxGradientNorm?: number | undefined;
}

/** The optimizer of a configuration at any point of the run; `adapted` is the rate where it follows the policy. */
export function optimizerOf(
  { optimizer, optimizerSettings, maxGradientNorm }: Descent,
  rate: Rate | undefined,
): (progress: number, adapted?: number) => Optimizer {
  const make = optimizerNamed(optimizer);
  const settings = { ...optimizerSettings, ...given({ maxNorm: maxGradientNorm }) };
  return (progress, adapted) => {
    const fixed = rate === undefined || isAdaptive(rate) ? undefined : rampAt(rate, progress);
    return make(adapted ?? fixed, settings);
  };
}
