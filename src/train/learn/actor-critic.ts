/**
 * Actor and critic learned from the same rows by one optimizer: A2C and PPO, which differ in their settings alone.
 *
 *     several passes:   g ← ∇U of each minibatch (actor-critic-objective.ts)      θ ← θ + optimizer(g)
 *
 * | setting           | A2C (Mnih et al. 2016)         | PPO (Schulman et al. 2017)                            |
 * |-------------------|--------------------------------|-------------------------------------------------------|
 * | c_t               | A_t                            | r_t A_t, 0 where clipped: estimator/surrogate.ts      |
 * | passes, minibatch | one pass over the whole batch  | several, reshuffled, without replacement              |
 * | advantages        | as they are                    | standardized, by minibatch                            |
 *
 * At the parameters that acted r_t = 1 exactly, so PPO with one pass over the whole batch, no clip and plain advantages is A2C, bit
 * for bit (Huang et al. 2022, "A2C is a special case of PPO"). Imports: math, policy, rollout, estimator, optimizer.
 */
import { standardized } from "../../estimator/standardize.ts";
import { surrogate } from "../../estimator/surrogate.ts";
import { cosine, explainedVariance } from "../../estimator/telemetry.ts";
import { add, distance } from "../../math/vector.ts";
import type { Optimizer, OptimizerState } from "../../optimizer/optimizer.ts";
import {
  batchGradient,
  gradientOf,
  type ObjectiveOptions,
  type Prepared,
  prepare,
} from "./actor-critic-objective.ts";
import { type AdaptiveRate, adapted } from "./adaptive-rate.ts";
import { GradientPieces, type NoiseMetrics, scoreNoise } from "./gradient-noise.ts";
import { MinibatchMeans } from "./minibatch-means.ts";
import { minibatches } from "./minibatches.ts";
import type { Batch, Update, Updater } from "./updater.ts";

export interface ActorCriticOptions extends ObjectiveOptions {
  readonly name: string;
  /** The optimizer when so much of the run is done: its rate may have changed. `rate` is the one there is where it follows the policy. */
  readonly optimizer: (progress: number, rate?: number) => Optimizer;
  /** How the rate follows the policy: before each step by what the ones before it moved, of a single step by what it moved itself. */
  readonly adaptiveRate?: AdaptiveRate | undefined;
  /** Passes over the batch. */
  readonly epochs: number;
  /** Rows of a minibatch; the whole batch when absent. */
  readonly minibatchSize?: number | undefined;
  /** No further pass once KL(old ‖ new), estimated on a minibatch, is 1.5 times this. */
  readonly maxKl?: number | undefined;
  /** Whether the gradient is told of at the price of others: tr Cov(ĝ) of the actor from its stretches, and how near a minibatch's is to the batch's. */
  readonly gradientVariance?: boolean | undefined;
}

export function actorCritic(options: ActorCriticOptions): Updater {
  const { name, model, optimizer, adaptiveRate } = options;
  const gradient = new Float64Array(model.parameterCount);
  if (model.critic === "none")
    throw new RangeError(`${name} learns from advantages: expected a model with a critic, got ${model.name}`);
  return {
    name,
    init: (params) => kept(optimizer(0, adaptiveRate?.start).init(params.length), adaptiveRate?.start),
    update: (batch) => update(options, batch, prepare(options, batch), gradient),
    gradient: (batch) => batchGradient(options, batch).gradient.slice(0, model.actorParameterCount),
  };
}

/** What is kept: the optimizer's state, and the rate where it is adapted. */
type Kept = OptimizerState & { readonly learningRate?: number };

function kept({ count, moments }: OptimizerState, learningRate: number | undefined): Kept {
  return { count, moments, ...(learningRate === undefined ? {} : { learningRate }) };
}

interface Moved {
  readonly params: Float64Array;
  readonly state: OptimizerState;
}

/** `into` is where every gradient is written, and then the step: arrays as long as θ are as dear as what is done with them. */
function update(options: ActorCriticOptions, batch: Batch, prepared: Prepared, into: Float64Array): Update {
  const { epochs, minibatchSize, maxKl = Number.POSITIVE_INFINITY, optimizer, adaptiveRate } = options;
  const { rows } = prepared;
  const means = new MinibatchMeans();
  const firstPass = new GradientPieces();
  const isWhole = rows.count <= (minibatchSize ?? rows.count);
  const memory = batch.memory as Kept;
  let moved: Moved = { params: batch.params, state: memory };
  let spare: Float64Array | undefined;
  let rate = memory.learningRate;
  passes: for (let epoch = 0; epoch < epochs; epoch++) {
    const order = batch.rng.stream("epoch").stream(epoch);
    for (const indices of minibatches(rows.count, minibatchSize ?? rows.count, order)) {
      const isFirst = indices === undefined && moved.params === batch.params;
      const { gradient, watched } = gradientOf(options, prepared, {
        params: moved.params,
        evaluation: isFirst ? prepared.evaluation : undefined,
        indices,
        progress: batch.progress,
        into,
      });
      means.add(watched);
      if (epoch === 0 && !isWhole) firstPass.add(gradient.subarray(0, options.model.actorParameterCount));
      if (adaptiveRate && rate !== undefined) rate = adapted(rate, watched.klDivergence, adaptiveRate);
      if (watched.klDivergence > 1.5 * maxKl) break passes;
      // What came with the batch is left as it is; what this update made itself is written over.
      const isOurs = moved.params !== batch.params;
      const spent = { gradient: true, state: isOurs };
      const { delta, state } = optimizer(batch.progress, rate).update(
        gradient,
        moved.state,
        moved.params,
        spent,
      );
      const params = add(moved.params, delta, spare);
      if (isOurs) spare = moved.params;
      moved = { params, state };
      means.count("updates", 1);
    }
  }
  const after = epochs === 1 && isWhole ? afterwards(options, prepared, moved.params) : undefined;
  if (adaptiveRate && rate !== undefined && after) rate = adapted(rate, after.klDivergence, adaptiveRate);
  return {
    params: moved.params,
    memory: kept(moved.state, rate),
    metrics: {
      ...means.metrics,
      ...after,
      ...(rate === undefined ? {} : { learningRate: rate }),
      ...(isWhole ? {} : firstPass.metrics()),
      ...(options.gradientVariance ? dearNoise(options, batch, prepared) : {}),
      explainedVariance: explainedVariance(prepared.oldValues, prepared.targets),
      stepNorm: distance(moved.params, batch.params),
    },
  };
}

/** How far a single step moved the policy: before it, where all else is told, nothing has. */
function afterwards(
  { model }: ActorCriticOptions,
  { rows, advantages, oldLogProbs }: Prepared,
  params: Float64Array,
): { readonly klDivergence: number; readonly effectiveSampleShare: number } {
  const { own, inputs } = model.distribution(params, rows.observations);
  const logProbs = model.head.logProbs(own, inputs, rows.actions);
  const { klDivergence, effectiveSampleShare } = surrogate(logProbs, oldLogProbs, advantages);
  return { klDivergence, effectiveSampleShare };
}

/** Of the first minibatch, at the parameters that acted: the cosine of its gradient to that of the whole batch. */
function dearNoise(
  options: ActorCriticOptions,
  batch: Batch,
  prepared: Prepared,
): NoiseMetrics & { readonly gradientCosine?: number } {
  const { model, minibatchSize, entropyBonus, standardize } = options;
  const { params, progress } = batch;
  const { rows } = prepared;
  const advantages = standardize === "minibatch" ? standardized(prepared.advantages) : prepared.advantages;
  const noise = scoreNoise(model, params, rows, advantages, { normalization: "transitions", entropyBonus });
  const order = batch.rng.stream("epoch").stream(0);
  const [first] = minibatches(rows.count, minibatchSize ?? rows.count, order);
  if (first === undefined) return noise;
  const of = (indices: Int32Array | undefined): Float64Array =>
    gradientOf(options, prepared, { params, indices, progress }).gradient.subarray(
      0,
      model.actorParameterCount,
    );
  return { ...noise, gradientCosine: cosine(of(first), of(undefined)) };
}
