/**
 * The settings of a run of learning: one record, checked as a whole, written to config.yaml so that the run can be made again.
 *
 * Each method has settings of its own beside those all share; a key that is not among them is refused with those that are.
 */
import { z } from "zod";
import {
  acting,
  actingApart,
  actingInTrustRegions,
  beneath,
  count,
  critic,
  descent,
  fraction,
  nonNegative,
  positive,
  ramp,
  rate,
  searching,
  shared,
  sharedUnnormalized,
  telling,
} from "./setting-groups.ts";

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

/** A value function is fitted for one baseline alone. */
function isFitted({
  baseline,
  valuePenalty,
  valueIterations,
}: {
  readonly baseline: string;
  readonly valuePenalty?: number | undefined;
  readonly valueIterations?: number | undefined;
}): boolean {
  return baseline === "state-td" || (valuePenalty === undefined && valueIterations === undefined);
}

function hasGait({ gait, gaitReach }: { readonly gait?: unknown; readonly gaitReach?: unknown }): boolean {
  return gait !== undefined || gaitReach === undefined;
}

const method = <N extends string, S extends z.ZodRawShape>(name: N, own: S) =>
  z.strictObject({ method: z.literal(name), ...shared, ...beneath, ...own }).refine(hasGait, {
    path: ["gaitReach"],
    message: "is how far from a gait: expected the setting gait, too",
  });

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
    /** Of state-td, a value function fitted by TD: λ of its proximal penalty, in rows (1), and how often its targets are taken anew from one batch (20). */
    valuePenalty: positive.optional(),
    valueIterations: count.optional(),
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
  })
    .refine(isReusable, { path: ["reuse"], message: reusable })
    .refine(isFitted, {
      path: ["baseline"],
      message: "valuePenalty and valueIterations are of a value function fitted by TD: expected state-td",
    }),
  "q-actor-critic": method("q-actor-critic", {
    ...acting,
    ...telling,
    ...descent,
    learningRate: ramp.default(7e-4),
    criticLearningRate: ramp.default(1e-3),
    stepsPerIteration: count.default(16),
    /** What is taken off Q_w(s, a): its mean over the actions that the policy would take, or nothing, as in the lecture notes. */
    baseline: z.enum(["expected", "none"]).default("expected"),
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
    searchSettings: z.object({ adaptive: z.boolean().exactOptional() }).catchall(z.number()).default({}),
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
