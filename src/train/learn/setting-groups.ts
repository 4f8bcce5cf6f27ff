/** Settings that several methods share, a group for each thing that they have in common. */
import { z } from "zod";

export const positive = z.number().positive();
export const fraction = z.number().min(0).max(1);
export const count = z.number().int().positive();
export const nonNegative = z.number().nonnegative();
/** A number, or one that goes in a straight line while the run goes on. */
export const ramp = z.union([nonNegative, z.strictObject({ from: nonNegative, to: nonNegative })]);

/** The same, or one that follows how far the policy moves. */
const adaptive = z
  .strictObject({
    start: positive,
    targetKl: positive.default(0.01),
    low: positive.default(1e-5),
    high: positive.default(1e-2),
  })
  .refine(({ start, low, high }) => low <= start && start <= high, "expected low ≤ start ≤ high");
export const rate = z.union([ramp, adaptive], {
  error: "expected a rate, {from, to}, or {start, targetKl, low, high} with low ≤ start ≤ high",
});

export const shared = {
  env: z.string(),
  /** Environments side by side; for step methods part of what the run is. */
  envs: count.default(8),
  processes: count.optional(),
  seed: z.number().int().nonnegative().default(1),
  /** Environment steps of the whole run. */
  steps: count.default(100_000),
  /** Enough once the mean return of the last hundred training episodes is this. */
  stopAtReturn: z.number().optional(),
  /** Enough after so many seconds of a session. */
  stopAfterSeconds: positive.optional(),
  /** Training steps between evaluations; 0 for none. */
  evaluateEvery: z.number().int().nonnegative().default(20_000),
  evaluationEpisodes: z.number().int().min(2).default(20),
  /** The most steps of an episode: one that still goes on is truncated then. */
  episodeSteps: count.default(100_000),
  normalizeObservations: z.boolean().default(false),
  options: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).default({}),
  hidden: z.array(count).default([64, 64]),
  activation: z.enum(["tanh", "relu", "elu"]).default("tanh"),
};

/** What goes on by itself beneath the policy; of those whose environments are all opened in one place. */
export const beneath = {
  /** The policy's actions are offsets to the joint targets of this gait of the AIBO; joint targets when absent. */
  gait: z.enum(["hand-tuned", "learned"]).optional(),
  /** How far an offset may go either way, rad; 0.3 when absent. */
  gaitReach: positive.optional(),
};

export const descent = {
  optimizer: z.string().default("adam"),
  /** Further settings of the optimizer, by their names. */
  optimizerSettings: z.record(z.string(), z.union([z.number(), z.string()])).default({}),
  learningRate: ramp.optional(),
  /** The gradient is scaled down to this length where it is longer. */
  maxGradientNorm: positive.optional(),
};

/** Layers models of TensorFlow.js by their files: of the actor, or the trunk of both, and of a critic apart. */
const given = z.strictObject({ actor: z.string(), critic: z.string().optional() });
const engines =
  "expected dense, tfjs (the same made of layers of TensorFlow.js), or {actor: FILE, critic: FILE} of layers models (a folder with model.json, or the JSON of layers)";

export const acting = {
  /** What computes the networks, or the models that they are; dense when absent. */
  network: z.union([z.enum(["dense", "tfjs"]), given], { error: engines }).optional(),
  /** The distribution of actions; the natural one of the action space when absent. */
  head: z.string().optional(),
  headSettings: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).default({}),
  /** Correlation of the exploration from one step to the next; 0 for none. */
  explorationCorrelation: z.number().min(0).lt(1).default(0),
  discount: fraction.default(0.99),
  normalizeRewards: z.boolean().default(false),
  entropyBonus: nonNegative.default(0),
  /** Gain of the last layer of the actor when it is made. */
  outputGain: positive.default(0.01),
};

/** Exploration of a trust region is bounded by its step, not rewarded. */
const { entropyBonus: _bonus, ...actingInTrustRegions } = acting;

/** Workers of A3C share θ, not statistics, and TensorFlow.js computes for one thread of a process; derivatives of steps are by observations as they are. */
const { normalizeObservations: _observations, ...sharedUnnormalized } = shared;
const { normalizeRewards: _rewards, network: _network, ...actingApart } = acting;

/** Of those whose gradient is a mean over what was seen. */
export const telling = {
  /** tr Cov(ĝ) from single episodes or stretches, for the price of one more gradient; of its minibatches PPO tells it anyway. */
  gradientVariance: z.boolean().default(false),
  /** Every so many iterations: the cosine of the gradient to that of so many fresh episodes at the same parameters. */
  largeBatch: z.strictObject({ every: count, episodes: count }).optional(),
};

export const critic = {
  critic: z.enum(["separate", "shared"]).default("separate"),
  valueWeight: nonNegative.default(0.5),
  lambda: fraction.default(0.95),
  /** n-step advantages instead of generalized ones. */
  nSteps: count.optional(),
  stepsPerIteration: count.default(256),
  standardize: z.enum(["none", "batch", "minibatch"]).default("minibatch"),
};

export const searching = {
  /** Simulators that the environments are shared among, each of which steps its own in its own process. */
  servers: count.default(1),
  start: z.enum(["zero", "random"]).default("zero"),
  hidden: z.array(count).default([]),
  episodes: count.default(1),
  perturbation: positive.optional(),
  commonRandomNumbers: z.boolean().default(true),
  /** Taken off every reward in training. */
  rewardShift: z.number().default(0),
  /** Begins again from the start after so many iterations without a better mean return; never when absent. */
  restartPatience: count.optional(),
};

export { actingApart, actingInTrustRegions, sharedUnnormalized };
