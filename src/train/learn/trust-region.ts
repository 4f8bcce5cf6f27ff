/**
 * TRPO: the actor takes one natural step inside a trust region (estimator/trust-region.ts), the critic is fitted to the returns by passes of its
 * own. Schulman et al. 2015. Imports: math, policy, rollout, estimator, optimizer.
 */
import { fisherProduct } from "../../estimator/fisher.ts";
import { scoreGradient } from "../../estimator/score-gradient.ts";
import { standardized } from "../../estimator/standardize.ts";
import { explainedVariance, meanEntropy } from "../../estimator/telemetry.ts";
import { trustRegionStep } from "../../estimator/trust-region.ts";
import { behindEnds } from "../../estimator/values.ts";
import { gaeAdvantages } from "../../estimator/weights.ts";
import { norm } from "../../math/vector.ts";
import type { Optimizer, OptimizerState } from "../../optimizer/optimizer.ts";
import type { ActorCritic } from "../../policy/actor-critic.ts";
import { rowsOf } from "../../rollout/rows.ts";
import { fitCritic } from "./critic-fit.ts";
import { scoreNoise } from "./gradient-noise.ts";
import type { Batch, Update, Updater } from "./updater.ts";

export interface TrustRegionOptions {
  readonly model: ActorCritic;
  readonly discount: number;
  readonly lambda: number;
  readonly standardize: "none" | "batch";
  /** δ, the most KL(old ‖ new) of a step. */
  readonly maxKl: number;
  readonly damping: number;
  readonly cgIterations: number;
  /** The critic's optimizer, passes and minibatch. */
  readonly criticOptimizer: (progress: number) => Optimizer;
  readonly criticEpochs: number;
  readonly criticMinibatchSize: number;
  /** Whether tr Cov(ĝ) of the gradient is told, from its stretches. */
  readonly gradientVariance?: boolean;
}

/** Throws `RangeError` for a model whose critic shares the actor's trunk, or that has none, and for an engine without tangents. */
export function trustRegion(options: TrustRegionOptions): Updater {
  const { model, criticOptimizer } = options;
  if (model.critic !== "separate")
    throw new RangeError(
      `trpo moves the actor by itself: expected a critic of its own, got ${model.critic === "none" ? "no critic" : "a shared trunk"}; set critic: separate`,
    );
  requireFisherProducts(model);
  return {
    name: "trpo",
    init: (params) => criticOptimizer(0).init(params.length),
    update: (batch) => update(options, batch),
    gradient: (batch) => gradientOf(options, batch),
  };
}

/** Whether there is one does not depend on θ, nor on what is seen. */
function requireFisherProducts(model: ActorCritic): void {
  const params = new Float64Array(model.parameterCount);
  fisherProduct({ model, params, observations: new Float32Array(model.observationSize) });
}

/** Rows and their advantages, as `update` weighs them. */
function judged(options: TrustRegionOptions, { params, stretches }: Batch) {
  const { model, discount, lambda, standardize } = options;
  const rows = rowsOf(stretches);
  const { distribution, values } = model.evaluate(params, rows.observations);
  const entropy = meanEntropy(model.head, distribution);
  const valued = { rows: values, behind: behindEnds(rows, model.values(params, rows.next)) };
  const raw = gaeAdvantages(rows, valued, discount, lambda);
  const targets = raw.map((advantage, i) => advantage + (values[i] as number));
  const advantages = standardize === "batch" ? standardized(raw) : raw;
  return { rows, values, entropy, targets, advantages };
}

function gradientOf(options: TrustRegionOptions, batch: Batch): Float64Array {
  const { rows, advantages } = judged(options, batch);
  const { model } = options;
  const how = { normalization: "transitions" } as const;
  const gradient = scoreGradient(model, batch.params, rows, advantages, how);
  return gradient.slice(0, model.actorParameterCount);
}

function update(options: TrustRegionOptions, batch: Batch): Update {
  const { model, maxKl, damping, cgIterations, gradientVariance } = options;
  const { params, memory, rng, progress } = batch;
  const { rows, values, entropy, targets, advantages } = judged(options, batch);
  const { observations, actions } = rows;
  const step = trustRegionStep({
    model,
    params,
    observations,
    actions,
    advantages,
    maxKl,
    damping,
    cgIterations,
  });
  const fitted = fitCritic(
    {
      model,
      optimizer: options.criticOptimizer(progress),
      epochs: options.criticEpochs,
      minibatchSize: options.criticMinibatchSize,
    },
    { params: step.params, state: memory as OptimizerState },
    observations,
    targets,
    rng,
  );
  return {
    params: fitted.params,
    memory: fitted.state,
    metrics: {
      klDivergence: step.kl,
      objective: step.improvement,
      accepted: step.accepted ? 1 : 0,
      backtracks: step.backtracks,
      cgResidual: step.cgResidual,
      entropy,
      explainedVariance: explainedVariance(values, targets),
      ...(gradientVariance
        ? scoreNoise(model, params, rows, advantages, { normalization: "transitions" })
        : {}),
      stepNorm: norm(step.params.map((theta, j) => theta - (params[j] as number))),
    },
  };
}
