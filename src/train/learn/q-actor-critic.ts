/**
 * Q actor-critic: the critic values actions instead of states, and the score of an action is weighed with its value.
 *
 *     Δθ = α ∇θ log π(a | s) (Q_w(s, a) − Σ_b π(b | s) Q_w(s, b))        Δw ∝ (r + γ Q_w(s′, a′) − Q_w(s, a)) ∇w Q_w(s, a)
 *
 * The subtracted mean is V^π(s), a baseline of the state alone: the expectation is that of the notes' Δθ ∝ ∇θ log π(a | s) Q_w(s, a), which is had
 * with `baseline: none`, its variance smaller. Lecture notes, Q actor-critic. θ and w are learned by optimizers of their own. Imports: math, policy, rollout, estimator, optimizer.
 */
import {
  actionValueGradient,
  actionValues,
  actionValuesOf,
  chosenValues,
  expectedValues,
  requireActionValues,
  sarsaTargets,
} from "../../estimator/action-values.ts";
import { scoreGradient } from "../../estimator/score-gradient.ts";
import { explainedVariance, meanEntropy } from "../../estimator/telemetry.ts";
import { minus } from "../../estimator/weights.ts";
import type { Rng } from "../../math/random.ts";
import { mean } from "../../math/statistics.ts";
import { add, norm } from "../../math/vector.ts";
import type { Optimizer, OptimizerState } from "../../optimizer/optimizer.ts";
import type { ActorCritic } from "../../policy/actor-critic.ts";
import type { Network } from "../../policy/network/network.ts";
import { rowsOf } from "../../rollout/rows.ts";
import { scoreNoise } from "./gradient-noise.ts";
import type { Batch, Update, Updater } from "./updater.ts";

export interface QActorCriticOptions {
  readonly model: ActorCritic;
  /** Q_w: one output an action. */
  readonly critic: Network;
  readonly optimizer: (progress: number) => Optimizer;
  readonly criticOptimizer: (progress: number) => Optimizer;
  readonly discount: number;
  readonly entropyBonus: number;
  /** Σ_b π(b | s) Q_w(s, b) is taken off, or nothing. Default expected. */
  readonly baseline?: "expected" | "none";
  /** Whether tr Cov(ĝ) is told, from the stretches. */
  readonly gradientVariance?: boolean;
  /** What w is made of. */
  readonly rng: Rng;
}

interface Kept {
  readonly actor: OptimizerState;
  readonly critic: OptimizerState;
  readonly w: Float64Array;
}

/** Throws `RangeError` unless actions are discrete and Q_w has an output for each. */
export function qActorCritic(options: QActorCriticOptions): Updater {
  const { model, critic, optimizer, criticOptimizer, rng } = options;
  requireActionValues(model.head, critic);
  return {
    name: "q-actor-critic",
    init: (params) => ({
      actor: optimizer(0).init(params.length),
      critic: criticOptimizer(0).init(critic.parameterCount),
      w: critic.init(rng.stream("critic")),
    }),
    update: (batch) => update(options, batch),
    gradient: (batch) => weighed(options, batch).gradient,
  };
}

/** ĝ, and what it is made of. */
function weighed(options: QActorCriticOptions, { params, memory, stretches }: Batch) {
  const { model, critic, entropyBonus, baseline = "expected" } = options;
  const { w } = memory as unknown as Kept;
  const rows = rowsOf(stretches);
  const table = actionValues(critic, w, rows.observations);
  const distribution = model.distribution(params, rows.observations);
  const chosen = chosenValues(table, rows.actions);
  const weights =
    baseline === "none" ? chosen : minus(chosen, expectedValues(model.head, distribution, table));
  const how = { normalization: "transitions", entropyBonus } as const;
  const gradient = scoreGradient(model, params, rows, weights, how);
  return { rows, distribution, chosen, weights, how, gradient };
}

function update(options: QActorCriticOptions, batch: Batch): Update {
  const { model, critic, discount, gradientVariance } = options;
  const { params, memory, progress } = batch;
  const { actor, critic: criticState, w } = memory as unknown as Kept;
  const { rows, distribution, chosen, weights, how, gradient } = weighed(options, batch);
  const entropy = meanEntropy(model.head, distribution);
  const targets = sarsaTargets(rows, actionValuesOf(model, params, critic, w, rows), discount);
  const moved = options.optimizer(progress).update(gradient, actor, params);
  const learned = options
    .criticOptimizer(progress)
    .update(actionValueGradient(critic, w, rows, targets), criticState, w);
  const next = add(params, moved.delta);
  const after = model.distribution(next, rows.observations);
  return {
    params: next,
    memory: { actor: moved.state, critic: learned.state, w: add(w, learned.delta) },
    metrics: {
      gradientNorm: norm(gradient),
      stepNorm: norm(moved.delta),
      entropy,
      klDivergence: mean(model.head.klDivergences(distribution, after)),
      explainedVariance: explainedVariance(chosen, targets),
      ...(gradientVariance ? scoreNoise(model, params, rows, weights, how) : {}),
    },
  };
}
