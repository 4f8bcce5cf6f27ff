/**
 * What actor and critic ascend together, and its gradient: pure, of the rows of one batch.
 *
 *     A_t        generalized or n-step advantages of the parameters that acted       R_t = A_t + V(s_t)
 *     ∇U         1/n Σ c_t ∇log π(a_t|s_t) + β/n Σ ∇H(π(·|s_t)) + κ/n Σ (R_t − V(s_t)) ∇V(s_t)
 *
 * c_t is A_t (Mnih et al. 2016), times the clipped ratio where the parameters have moved since (Schulman et al. 2017): estimator/surrogate.ts.
 *
 * Flows in: a batch, parameters. Flows out: ∇U, and what is watched beside it. Imports: math, policy, rollout, estimator.
 */
import { standardized } from "../../estimator/standardize.ts";
import { surrogate } from "../../estimator/surrogate.ts";
import { valueError } from "../../estimator/value-clip.ts";
import { behindEnds } from "../../estimator/values.ts";
import { gaeAdvantages, nStepAdvantages } from "../../estimator/weights.ts";
import { add, norm, scale } from "../../math/vector.ts";
import type { ActorCritic, Evaluation } from "../../policy/actor-critic.ts";
import type { HeadGradient } from "../../policy/head/head.ts";
import { type Rows, rowsOf } from "../../rollout/rows.ts";
import { pick, pickRows } from "./minibatches.ts";
import { type Ramp, rampAt } from "./ramp.ts";
import type { Batch } from "./updater.ts";

export interface ObjectiveOptions {
  readonly model: ActorCritic;
  /** γ and λ. */
  readonly discount: number;
  readonly lambda: number;
  /** n-step advantages through V instead of generalized ones; λ says nothing then. */
  readonly nSteps?: number | undefined;
  /** β. */
  readonly entropyBonus: number;
  /** κ, the weight of ½(R − V)². */
  readonly valueWeight: number;
  /** ε of the ratio; no clip when absent. */
  readonly clipRange?: Ramp | undefined;
  /** ε of the values, in units of the return; no clip when absent. */
  readonly valueClipRange?: number | undefined;
  readonly standardize: "none" | "batch" | "minibatch";
}

/** What is known of the rows before anything is moved. */
export interface Prepared {
  readonly rows: Rows;
  readonly advantages: Float64Array;
  readonly targets: Float64Array;
  readonly oldValues: Float64Array;
  readonly oldLogProbs: Float64Array;
  /** Of all rows at the parameters that acted, until the model evaluates again: a first pass over the whole batch needs no other. */
  readonly evaluation: Evaluation;
}

export function prepare(options: ObjectiveOptions, { params, stretches }: Batch): Prepared {
  const { model, discount, lambda, nSteps, standardize } = options;
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

/** Where a gradient is taken. */
export interface Where {
  readonly params: Float64Array;
  /** Of these rows at these parameters, if that has been done. */
  readonly evaluation?: Evaluation | undefined;
  /** Which rows; all of them when absent. */
  readonly indices?: Int32Array | undefined;
  readonly progress: number;
  /** What the gradient is written into; a new array when absent. */
  readonly into?: Float64Array | undefined;
}

export interface ObjectiveGradient {
  /** ∇U. */
  readonly gradient: Float64Array;
  /** Of the same rows, by the names of README.md in src/train. */
  readonly watched: Readonly<Record<string, number>> & { readonly klDivergence: number };
}

/** ∇U of some rows. */
export function gradientOf(options: ObjectiveOptions, prepared: Prepared, where: Where): ObjectiveGradient {
  const { model, entropyBonus, valueWeight, clipRange, valueClipRange, standardize } = options;
  const { rows } = prepared;
  const { params, indices, progress, into } = where;
  const { head } = model;
  const observations = pickRows(rows.observations, indices, model.observationSize);
  const actions = pickRows(rows.actions, indices, head.actionSize);
  const advantages = pick(prepared.advantages, indices);
  const count = advantages.length;
  const { distribution, values, backward } = where.evaluation ?? model.evaluate(params, observations);
  const { own, inputs } = distribution;

  const logProbs = head.logProbs(own, inputs, actions);
  const weighed = standardize === "minibatch" ? standardized(advantages) : advantages;
  const objective = surrogate(logProbs, pick(prepared.oldLogProbs, indices), weighed, {
    ...(clipRange === undefined ? {} : { clipRange: rampAt(clipRange, progress) }),
  });
  // 1/n Σ c ∇log π + β/n Σ ∇H
  const scores = head.scores(own, inputs, actions, scale(objective.coefficients, 1 / count));
  if (entropyBonus !== 0) {
    const even = new Float64Array(count).fill(entropyBonus / count);
    addInto(scores, head.entropyGradient(own, inputs, even));
  }
  // κ/n Σ (R − V) ∇V
  const fit = valueError(values, pick(prepared.oldValues, indices), pick(prepared.targets, indices), {
    ...(valueClipRange === undefined ? {} : { clipRange: valueClipRange }),
  });
  const gradient = backward(scores, scale(fit.weights, valueWeight / count), into);
  return {
    gradient,
    watched: {
      objective: objective.value,
      klDivergence: objective.klDivergence,
      ...(clipRange === undefined ? {} : { clipFraction: objective.clipFraction }),
      effectiveSampleShare: objective.effectiveSampleShare,
      valueError: fit.error,
      entropy: meanOf(head.entropies(own, inputs)),
      gradientNorm: norm(gradient),
    },
  };
}

/** ∇U of a whole batch at the parameters that acted: what a worker of A3C makes of its steps. */
export function batchGradient(
  options: ObjectiveOptions,
  batch: Batch,
): { readonly gradient: Float64Array; readonly metrics: Readonly<Record<string, number>> } {
  const { params, progress } = batch;
  const prepared = prepare(options, batch);
  const { gradient, watched } = gradientOf(options, prepared, {
    params,
    evaluation: prepared.evaluation,
    progress,
  });
  // No policy has moved yet: there is nothing to tell of how far.
  const { klDivergence: _k, effectiveSampleShare: _e, ...metrics } = watched;
  return { gradient, metrics };
}

function addInto(sum: HeadGradient, part: HeadGradient): void {
  for (let i = 0; i < sum.inputs.length; i++)
    sum.inputs[i] = (sum.inputs[i] as number) + (part.inputs[i] as number);
  for (let i = 0; i < sum.own.length; i++) sum.own[i] = (sum.own[i] as number) + (part.own[i] as number);
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
