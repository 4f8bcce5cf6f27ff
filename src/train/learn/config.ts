/**
 * The settings of a run of learning: one record, checked as a whole, written to config.yaml so that the run can be made again.
 *
 * Each method has settings of its own beside those all share; a key that is not among them is refused with those that are.
 */
import { z } from "zod";

const positive = z.number().positive();
const fraction = z.number().min(0).max(1);
const count = z.number().int().positive();
const nonNegative = z.number().nonnegative();
/** A number, or one that goes in a straight line while the run goes on. */
const ramp = z.union([nonNegative, z.strictObject({ from: nonNegative, to: nonNegative })]);

/** The same, or one that follows how far the policy moves. */
const adaptive = z
  .strictObject({
    start: positive,
    targetKl: positive.default(0.01),
    low: positive.default(1e-5),
    high: positive.default(1e-2),
  })
  .refine(({ start, low, high }) => low <= start && start <= high, "expected low ≤ start ≤ high");
const rate = z.union([ramp, adaptive], {
  error: "expected a rate, {from, to}, or {start, targetKl, low, high} with low ≤ start ≤ high",
});

const shared = {
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

const descent = {
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

const acting = {
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
const telling = {
  /** tr Cov(ĝ) from single episodes or stretches, for the price of one more gradient; of its minibatches PPO tells it anyway. */
  gradientVariance: z.boolean().default(false),
  /** Every so many iterations: the cosine of the gradient to that of so many fresh episodes at the same parameters. */
  largeBatch: z.strictObject({ every: count, episodes: count }).optional(),
};

const critic = {
  critic: z.enum(["separate", "shared"]).default("separate"),
  valueWeight: nonNegative.default(0.5),
  lambda: fraction.default(0.95),
  /** n-step advantages instead of generalized ones. */
  nSteps: count.optional(),
  stepsPerIteration: count.default(256),
  standardize: z.enum(["none", "batch", "minibatch"]).default("minibatch"),
};

const searching = {
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

/** Older trials were seen through other statistics, and a mean taken off ratios would count no longer as they say. */
const reusable =
  "trials are used again as they were seen and judged: expected normalizeObservations: false, normalizeRewards: false, standardize: none";

function isReusable(config: {
  readonly reuse?: number | undefined;
  readonly normalizeObservations: boolean;
  readonly normalizeRewards: boolean;
  readonly standardize: string;
}): boolean {
  const { reuse, normalizeObservations, normalizeRewards, standardize } = config;
  return reuse === undefined || !(normalizeObservations || normalizeRewards || standardize !== "none");
}

const method = <N extends string, S extends z.ZodRawShape>(name: N, own: S) =>
  z.strictObject({ method: z.literal(name), ...shared, ...own });

const gradientSearch = <N extends string, S extends z.ZodRawShape>(name: N, own: S) =>
  method(name, { ...searching, ...descent, optimizer: z.string().default("step-length"), ...own });

const schemas = {
  reinforce: method("reinforce", {
    ...acting,
    ...telling,
    ...descent,
    learningRate: ramp.default(0.01),
    hidden: z.array(count).default([32]),
    /** Whole episodes an iteration. */
    episodes: count.default(10),
    weight: z.enum(["full-return", "reward-to-go"]).default("reward-to-go"),
    baseline: z.enum(["none", "constant", "time", "state", "state-td", "optimal"]).default("time"),
    gradientVariance: z.boolean().default(true),
    /** γ^t on the weights: the gradient of the discounted return, exactly, instead of the field's habit. */
    timesDiscount: z.boolean().default(false),
    standardize: z.enum(["none", "batch"]).default("none"),
    /** Trials of so many iterations before are used again, as much as this policy would have drawn them; none when absent. */
    reuse: count.optional(),
    /** The largest ratio of the two policies; none when absent. */
    reuseTruncation: positive.optional(),
    /** Ratios over their mean, unless false: less variance, for a bias that shrinks with the number of trials. */
    reuseSelfNormalized: z.boolean().optional(),
  }).refine(isReusable, { path: ["reuse"], message: reusable }),
  "q-actor-critic": method("q-actor-critic", {
    ...acting,
    ...telling,
    ...descent,
    learningRate: ramp.default(7e-4),
    criticLearningRate: ramp.default(1e-3),
    stepsPerIteration: count.default(16),
  }),
  a2c: method("a2c", {
    ...acting,
    ...telling,
    ...descent,
    ...critic,
    learningRate: rate.default(7e-4),
    optimizer: z.string().default("rmsprop"),
    maxGradientNorm: positive.default(0.5),
    stepsPerIteration: count.default(5),
    lambda: fraction.default(1),
    standardize: z.enum(["none", "batch", "minibatch"]).default("none"),
  }),
  a3c: z.strictObject({
    method: z.literal("a3c"),
    ...sharedUnnormalized,
    ...actingApart,
    ...descent,
    ...critic,
    learningRate: ramp.default(7e-4),
    optimizer: z.string().default("rmsprop"),
    maxGradientNorm: positive.default(0.5),
    stepsPerIteration: count.default(5),
    lambda: fraction.default(1),
    standardize: z.enum(["none", "batch"]).default("none"),
    workers: count.default(2),
    /** Whether workers wait for each other when they write to the parameters. */
    updates: z.enum(["hogwild", "locked"]).default("hogwild"),
    /** Entropy bonus of each worker, in turn: exploration of their own. */
    entropyBonuses: z.array(nonNegative).optional(),
  }),
  ppo: method("ppo", {
    ...acting,
    ...telling,
    ...descent,
    ...critic,
    learningRate: rate.default(3e-4),
    maxGradientNorm: positive.default(0.5),
    epochs: count.default(10),
    minibatchSize: count.default(64),
    clipRange: ramp.default(0.2),
    valueClipRange: positive.optional(),
    maxKl: positive.optional(),
  }),
  trpo: method("trpo", {
    ...actingInTrustRegions,
    ...telling,
    stepsPerIteration: count.default(256),
    lambda: fraction.default(0.95),
    standardize: z.enum(["none", "batch"]).default("batch"),
    maxKl: positive.default(0.01),
    damping: nonNegative.default(0.1),
    cgIterations: count.default(15),
    criticLearningRate: ramp.default(1e-3),
    criticEpochs: count.default(10),
    criticMinibatchSize: count.default(128),
  }),
  pathwise: z.strictObject({
    method: z.literal("pathwise"),
    ...sharedUnnormalized,
    ...descent,
    learningRate: ramp.default(0.01),
    /** A Gaussian policy is reparametrized: its noise is held while it is differentiated. */
    head: z.enum(["deterministic", "gaussian"]).default("deterministic"),
    headSettings: acting.headSettings,
    explorationCorrelation: acting.explorationCorrelation,
    discount: acting.discount,
    outputGain: acting.outputGain,
    hidden: z.array(count).default([32]),
    /** Whole episodes an iteration. */
    episodes: count.default(8),
    /** Steps after which back-propagation is cut; never when absent. */
    window: count.optional(),
  }),
  ars: gradientSearch("ars", {
    directions: count.default(8),
    /** The best of them that are kept; all when absent. */
    keptDirections: count.optional(),
    optimizer: z.string().default("ascent"),
    learningRate: ramp.default(0.02),
  }),
  "evolution-strategies": gradientSearch("evolution-strategies", {
    directions: count.default(8),
    /** Centered ranks instead of returns. */
    ranks: z.boolean().default(true),
    optimizer: z.string().default("adam"),
    learningRate: ramp.default(0.05),
  }),
  "kohl-stone": gradientSearch("kohl-stone", { policies: count.default(15) }),
  "linear-regression": gradientSearch("linear-regression", { perturbations: count.optional() }),
  "forward-difference": gradientSearch("forward-difference", {}),
  "central-difference": gradientSearch("central-difference", {}),
  "hill-climbing": method("hill-climbing", {
    ...searching,
    searchSettings: z.record(z.string(), z.number()).default({}),
  }),
  genetic: method("genetic", { ...searching, searchSettings: z.record(z.string(), z.number()).default({}) }),
  "nelder-mead": method("nelder-mead", {
    ...searching,
    searchSettings: z.record(z.string(), z.number()).default({}),
  }),
  "cross-entropy": method("cross-entropy", {
    ...searching,
    searchSettings: z.record(z.string(), z.number()).default({}),
  }),
} as const;

type Schemas = typeof schemas;
export type MethodName = keyof Schemas;
export type ConfigOf<M extends MethodName> = z.output<Schemas[M]>;
export type LearnConfig = { [M in MethodName]: ConfigOf<M> }[MethodName];

export const methodNames = Object.keys(schemas) as MethodName[];

/** The settings of a method that a configuration may hold. */
export function settingsOf(name: MethodName): string[] {
  return Object.keys(schemas[name].shape);
}

export type CheckedConfig =
  | { readonly config: LearnConfig }
  | { readonly issues: readonly z.core.$ZodIssue[] };

/** `input` with the defaults of its method filled in, or what is wrong with it. The method's name has been checked. */
export function checkSettings(name: MethodName, input: Readonly<Record<string, unknown>>): CheckedConfig {
  const checked = schemas[name].safeParse({ ...input, method: name });
  return checked.success ? { config: checked.data as LearnConfig } : { issues: checked.error.issues };
}
