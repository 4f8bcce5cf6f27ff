/**
 * Actor and critic learned from the same rows by one optimizer: A2C and PPO, which differ in their settings alone.
 *
 *     A_t        generalized or n-step advantages of the parameters that acted       R_t = A_t + V(s_t)
 *     ∇U         1/n Σ c_t ∇log π(a_t|s_t) + β/n Σ ∇H(π(·|s_t)) + κ/n Σ (R_t − V(s_t)) ∇V(s_t)
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
import { valueError } from "../../estimator/value-clip.ts";
import { behindEnds } from "../../estimator/values.ts";
import { gaeAdvantages, nStepAdvantages } from "../../estimator/weights.ts";
import { add, distance, norm, scale } from "../../math/vector.ts";
import type { Optimizer, OptimizerState } from "../../optimizer/optimizer.ts";
import type { ActorCritic, Evaluation } from "../../policy/actor-critic.ts";
import { type Rows, rowsOf } from "../../rollout/rows.ts";
import { type AdaptiveRate, adapted } from "./adaptive-rate.ts";
import { GradientPieces, type NoiseMetrics, scoreNoise } from "./gradient-noise.ts";
import { minibatches, pick, pickRows } from "./minibatches.ts";
import { type Ramp, rampAt } from "./ramp.ts";
import type { Batch, Update, Updater } from "./updater.ts";

export interface ActorCriticOptions {
  readonly name: string;
  readonly model: ActorCritic;
  /** The optimizer when so much of the run is done: its rate may have changed. `rate` is the one there is where it follows the policy. */
  readonly optimizer: (progress: number, rate?: number) => Optimizer;
  /** How the rate follows the policy: before each step by what the ones before it moved, of a single step by what it moved itself. */
  readonly adaptiveRate?: AdaptiveRate | undefined;
  /** γ and λ. */
  readonly discount: number;
  readonly lambda: number;
  /** n-step advantages through V instead of generalized ones; λ says nothing then. */
  readonly nSteps?: number | undefined;
  /** β. */
  readonly entropyBonus: number;
  /** κ, the weight of ½(R − V)². */
  readonly valueWeight: number;
  /** Passes over the batch. */
  readonly epochs: number;
  /** Rows of a minibatch; the whole batch when absent. */
  readonly minibatchSize?: number | undefined;
  /** ε of the ratio; no clip when absent. */
  readonly clipRange?: Ramp | undefined;
  /** ε of the values, in units of the return; no clip when absent. */
  readonly valueClipRange?: number | undefined;
  readonly standardize: "none" | "batch" | "minibatch";
  /** No further pass once KL(old ‖ new), estimated on a minibatch, is 1.5 times this. */
  readonly maxKl?: number | undefined;
  /** Whether the gradient is told of at the price of others: tr Cov(ĝ) of the actor from its stretches, and how near a minibatch's is to the batch's. */
  readonly gradientVariance?: boolean | undefined;
}

/** What is known of the rows before anything is moved. */
interface Prepared {
  readonly rows: Rows;
  readonly advantages: Float64Array;
  readonly targets: Float64Array;
  readonly oldValues: Float64Array;
  readonly oldLogProbs: Float64Array;
  /** Of all rows at the parameters that acted, until the model evaluates again: a first pass over the whole batch needs no other. */
  readonly evaluation: Evaluation;
}

export function actorCritic(options: ActorCriticOptions): Updater {
  const { name, model, optimizer, adaptiveRate } = options;
  if (model.critic === "none")
    throw new RangeError(`${name} learns from advantages: expected a model with a critic, got ${model.name}`);
  return {
    name,
    init: (params) => kept(optimizer(0, adaptiveRate?.start).init(params.length), adaptiveRate?.start),
    update: (batch) => update(options, batch, prepare(options, batch)),
    gradient: (batch) => batchGradient(options, batch).gradient.slice(0, model.actorParameterCount),
  };
}

function prepare(options: ActorCriticOptions, batch: Batch): Prepared {
  const { model, discount, lambda, nSteps, standardize } = options;
  const { params, stretches } = batch;
  const rows = rowsOf(stretches);
  const behind = behindEnds(rows, model.values(params, rows.next));
  const evaluation = model.evaluate(params, rows.observations);
  const { distribution, values: oldValues } = evaluation;
  const oldLogProbs = model.head.logProbs(distribution.own, distribution.inputs, rows.actions);
  const values = { rows: oldValues, behind };
  const advantages =
    nSteps === undefined
      ? gaeAdvantages(rows, values, discount, lambda)
      : nStepAdvantages(rows, values, discount, nSteps);
  const targets = add(advantages, oldValues);
  return {
    rows,
    advantages: standardize === "batch" ? standardized(advantages) : advantages,
    targets,
    oldValues,
    oldLogProbs,
    evaluation,
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

function update(options: ActorCriticOptions, batch: Batch, prepared: Prepared): Update {
  const { epochs, minibatchSize, maxKl = Number.POSITIVE_INFINITY, optimizer, adaptiveRate } = options;
  const { rows } = prepared;
  const sums = new Sums();
  const firstPass = new GradientPieces();
  const isSingle = epochs === 1 && rows.count <= (minibatchSize ?? rows.count);
  const memory = batch.memory as Kept;
  let moved: Moved = { params: batch.params, state: memory };
  let rate = memory.learningRate;
  passes: for (let epoch = 0; epoch < epochs; epoch++) {
    const order = batch.rng.stream("epoch").stream(epoch);
    for (const indices of minibatches(rows.count, minibatchSize ?? rows.count, order)) {
      const isFirst = indices === undefined && moved.params === batch.params;
      const { gradient, klDivergence } = gradientOf(options, batch.progress, prepared, indices, sums, {
        params: moved.params,
        evaluation: isFirst ? prepared.evaluation : undefined,
      });
      if (epoch === 0) firstPass.add(gradient.subarray(0, options.model.actorParameterCount));
      if (adaptiveRate && rate !== undefined) rate = adapted(rate, klDivergence, adaptiveRate);
      if (klDivergence > 1.5 * maxKl) break passes;
      const { delta, state } = optimizer(batch.progress, rate).update(gradient, moved.state, moved.params);
      moved = { params: add(moved.params, delta), state };
      sums.count("updates", 1);
    }
  }
  const after = isSingle ? afterwards(options, prepared, moved.params) : undefined;
  if (adaptiveRate && rate !== undefined && after) rate = adapted(rate, after.klDivergence, adaptiveRate);
  return {
    params: moved.params,
    memory: kept(moved.state, rate),
    metrics: {
      ...sums.means(),
      ...after,
      ...(rate === undefined ? {} : { learningRate: rate }),
      ...(rows.count > (minibatchSize ?? rows.count) ? firstPass.metrics() : {}),
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
    gradientOf(options, progress, prepared, indices, new Sums(), {
      params,
      evaluation: undefined,
    }).gradient.subarray(0, model.actorParameterCount);
  return { ...noise, gradientCosine: cosine(of(first), of(undefined)) };
}

/** ∇U of the whole batch at the parameters that acted, and what is watched: what a worker of A3C makes of its steps. */
export function batchGradient(
  options: ActorCriticOptions,
  batch: Batch,
): { readonly gradient: Float64Array; readonly metrics: Readonly<Record<string, number>> } {
  const sums = new Sums();
  const prepared = prepare(options, batch);
  const { params } = batch;
  const { evaluation } = prepared;
  const { gradient } = gradientOf(options, batch.progress, prepared, undefined, sums, { params, evaluation });
  // At the parameters that acted no policy has moved yet: there is nothing to tell of how far.
  const { klDivergence: _k, effectiveSampleShare: _e, ...metrics } = sums.means();
  return { gradient, metrics };
}

/** Where a gradient is taken; evaluated there, if that has been done. */
interface Where {
  readonly params: Float64Array;
  readonly evaluation: Evaluation | undefined;
}

/** ∇U of some rows; what is watched beside it goes into `sums`. */
function gradientOf(
  options: ActorCriticOptions,
  progress: number,
  prepared: Prepared,
  indices: Int32Array | undefined,
  sums: Sums,
  where: Where,
): { readonly gradient: Float64Array; readonly klDivergence: number } {
  const { model, entropyBonus, valueWeight, clipRange, valueClipRange, standardize } = options;
  const { rows } = prepared;
  const { head } = model;
  const observations = pickRows(rows.observations, indices, model.observationSize);
  const actions = pickRows(rows.actions, indices, head.actionSize);
  const advantages = pick(prepared.advantages, indices);
  const count = advantages.length;
  const { distribution, values, backward } = where.evaluation ?? model.evaluate(where.params, observations);
  const { own, inputs } = distribution;

  const logProbs = head.logProbs(own, inputs, actions);
  const weighed = standardize === "minibatch" ? standardized(advantages) : advantages;
  const objective = surrogate(logProbs, pick(prepared.oldLogProbs, indices), weighed, {
    ...(clipRange === undefined ? {} : { clipRange: rampAt(clipRange, progress) }),
  });
  const scores = head.scores(own, inputs, actions, scale(objective.coefficients, 1 / count));
  // β/n Σ ∇H
  if (entropyBonus !== 0) {
    const even = new Float64Array(count).fill(entropyBonus / count);
    const bonus = head.entropyGradient(own, inputs, even);
    for (let i = 0; i < scores.inputs.length; i++)
      scores.inputs[i] = (scores.inputs[i] as number) + (bonus.inputs[i] as number);
    for (let i = 0; i < scores.own.length; i++)
      scores.own[i] = (scores.own[i] as number) + (bonus.own[i] as number);
  }
  const fit = valueError(values, pick(prepared.oldValues, indices), pick(prepared.targets, indices), {
    ...(valueClipRange === undefined ? {} : { clipRange: valueClipRange }),
  });
  const gradient = backward(scores, scale(fit.weights, valueWeight / count));
  sums.add({
    objective: objective.value,
    klDivergence: objective.klDivergence,
    ...(clipRange === undefined ? {} : { clipFraction: objective.clipFraction }),
    effectiveSampleShare: objective.effectiveSampleShare,
    valueError: fit.error,
    entropy: meanOf(head.entropies(own, inputs)),
    gradientNorm: norm(gradient),
  });
  return { gradient, klDivergence: objective.klDivergence };
}

/** Means over the minibatches of what is watched. */
class Sums {
  readonly #sums: Record<string, number> = {};
  readonly #counts: Record<string, number> = {};
  #times = 0;

  add(watched: Readonly<Record<string, number>>): void {
    this.#times += 1;
    for (const [name, value] of Object.entries(watched)) this.#sums[name] = (this.#sums[name] ?? 0) + value;
  }

  count(name: string, by: number): void {
    this.#counts[name] = (this.#counts[name] ?? 0) + by;
  }

  means(): Record<string, number> {
    const means = Object.entries(this.#sums).map(([name, sum]) => [name, sum / this.#times] as const);
    return { ...Object.fromEntries(means), ...this.#counts };
  }
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
