/**
 * REINFORCE: the scores of whole episodes, weighed with what came of them, one step along their mean.
 *
 *     ĝ = 1/m Σᵢ Σ_t ∇θ log π(a_t | s_t) γ^t? ( return_t − baseline_t )           θ′ = optimizer(θ, ĝ)
 *
 * Parts are exchanged by name: what an action is weighed with, what is subtracted, whether γ^t counts. Williams 1992; lecture notes.
 * Imports: math, policy, rollout, estimator, optimizer.
 */
import type { Baseline } from "../../estimator/baseline/baseline.ts";
import { constantBaseline } from "../../estimator/baseline/constant.ts";
import { type FittedValueOptions, fittedValue } from "../../estimator/baseline/fitted-value.ts";
import { linearValues, polynomialFeatures } from "../../estimator/baseline/linear-value.ts";
import { monteCarloBaseline } from "../../estimator/baseline/monte-carlo.ts";
import { noBaseline } from "../../estimator/baseline/none.ts";
import { optimalBaseline } from "../../estimator/baseline/optimal-constant.ts";
import { timeBaseline } from "../../estimator/baseline/time-dependent.ts";
import { scoreGradient } from "../../estimator/score-gradient.ts";
import { scoreEstimate } from "../../estimator/score-variance.ts";
import { standardized } from "../../estimator/standardize.ts";
import { explainedVariance, meanEntropy } from "../../estimator/telemetry.ts";
import { fullReturns, minus, returnsToGo, timesDiscount } from "../../estimator/weights.ts";
import { mean } from "../../math/statistics.ts";
import { add, norm } from "../../math/vector.ts";
import type { Optimizer, OptimizerState } from "../../optimizer/optimizer.ts";
import type { ActorCritic } from "../../policy/actor-critic.ts";
import { type Rows, rowsOf } from "../../rollout/rows.ts";
import { noiseOf } from "./gradient-noise.ts";
import type { Memory } from "./learner.ts";
import { factoredReturnsToGo, type ReuseOptions, reused } from "./reuse.ts";
import type { Batch, Update, Updater } from "./updater.ts";

export const weightNames = ["full-return", "reward-to-go"] as const;
export const baselineNames = ["none", "constant", "time", "state", "state-td", "optimal"] as const;

export interface PolicyGradientOptions {
  readonly model: ActorCritic;
  readonly optimizer: (progress: number) => Optimizer;
  readonly discount: number;
  readonly weight: (typeof weightNames)[number];
  readonly baseline: (typeof baselineNames)[number];
  /** Of the baseline state-td: λ of the proximal penalty, in rows (default 1), and how often the targets are taken anew from one batch (20). */
  readonly valuePenalty?: number | undefined;
  readonly valueIterations?: number | undefined;
  /** γ^t on the weights. */
  readonly timesDiscount: boolean;
  readonly standardize: "none" | "batch";
  readonly entropyBonus: number;
  /** Whether tr Cov(ĝ) is told. Default false. */
  readonly gradientVariance?: boolean;
  /** Trials of earlier iterations used again; none when absent. */
  readonly reuse?: ReuseOptions | undefined;
}

/** What is kept: the optimizer's state, φ of a value function fitted by TD (empty before its first batch), and trials to be used again. */
interface Kept {
  readonly optimizer: OptimizerState;
  readonly value: Float64Array;
  readonly older?: readonly Memory[];
}

export function policyGradient(options: PolicyGradientOptions): Updater {
  const { optimizer, weight, baseline, reuse } = options;
  return {
    name: `reinforce (${weight}, baseline ${baseline})`,
    init: (params) => ({
      optimizer: optimizer(0).init(params.length),
      value: new Float64Array(),
      ...(reuse && { older: [] }),
    }),
    update: (batch) => update(options, batch),
    gradient: (batch) => gradientOf(options, batch),
  };
}

function update(options: PolicyGradientOptions, { params, memory, stretches, progress }: Batch): Update {
  const { model, entropyBonus, gradientVariance, reuse } = options;
  const kept = memory as unknown as Kept;
  const fresh = rowsOf(stretches);
  const again = reuse && reused(model, params, stretches, kept.older ?? [], options.weight, reuse);
  const rows = again?.rows ?? fresh;
  const weighed = { rows, fresh, factors: again?.factors };
  const { weights, value, ...explained } = weigh(options, params, weighed, kept.value);
  const how = { normalization: "episodes", entropyBonus } as const;
  const { gradient, variance } = gradientVariance
    ? scoreEstimate(model, params, rows, weights, how)
    : { gradient: scoreGradient(model, params, rows, weights, how), variance: undefined };
  const { delta, state } = options.optimizer(progress).update(gradient, kept.optimizer, params);
  const next = add(params, delta);
  const before = model.distribution(params, fresh.observations);
  const after = model.distribution(next, fresh.observations);
  return {
    params: next,
    memory: { optimizer: state, value, ...(again && { older: again.kept }) },
    metrics: {
      gradientNorm: norm(gradient),
      stepNorm: norm(delta),
      entropy: meanEntropy(model.head, before),
      klDivergence: mean(model.head.klDivergences(before, after)),
      ...explained,
      ...(variance === undefined ? {} : noiseOf(gradient, variance)),
      ...(again && { effectiveSampleSize: again.effectiveSampleSize }),
    },
  };
}

/** Of this batch alone, without trials that are used again. */
function gradientOf(options: PolicyGradientOptions, { params, memory, stretches }: Batch): Float64Array {
  const { model, entropyBonus } = options;
  const rows = rowsOf(stretches);
  const { value } = memory as unknown as Kept;
  const { weights } = weigh(options, params, { rows, fresh: rows, factors: undefined }, value);
  return scoreGradient(model, params, rows, weights, { normalization: "episodes", entropyBonus });
}

/** What is learned from, what of it this policy drew, and how much each row counts; undefined where all count alike. */
interface Weighed {
  readonly rows: Rows;
  readonly fresh: Rows;
  readonly factors: Float64Array | undefined;
}

interface WeighedUp {
  readonly weights: Float64Array;
  readonly value: Float64Array;
  /** How much of what the rows are judged by is foretold by the baseline; absent where there is none. */
  readonly explainedVariance?: number;
}

function weigh(
  options: PolicyGradientOptions,
  params: Float64Array,
  { rows, fresh, factors }: Weighed,
  value: Float64Array,
): WeighedUp {
  const { model, discount, weight, baseline, valuePenalty = 1, valueIterations = 20 } = options;
  const fit = { discount, penalty: valuePenalty, iterations: valueIterations };
  const judged = weight === "full-return" ? fullReturns(rows, discount) : returnsToGo(rows, discount);
  const next = baseline === "state-td" ? fitted(fresh, value, fit) : value;
  // Judged by what earlier batches taught: this one's returns are in its own fit.
  const subtracted =
    baseline === "state-td" ? judgedBy(rows, value) : byName(baseline, model, params)(rows, judged);
  const advantages = factors
    ? counted(options, rows, factors, judged, subtracted)
    : minus(judged, subtracted);
  const scaled = options.standardize === "batch" ? standardized(advantages) : advantages;
  return {
    weights: options.timesDiscount ? timesDiscount(scaled, rows, discount) : scaled,
    value: next,
    ...(baseline === "none" ? {} : { explainedVariance: explainedVariance(subtracted, judged) }),
  };
}

/** As much as each trial counts: see reuse.ts. */
function counted(
  { weight, discount }: PolicyGradientOptions,
  rows: Rows,
  factors: Float64Array,
  judged: Float64Array,
  subtracted: Float64Array,
): Float64Array {
  const times = (values: Float64Array) => values.map((value, row) => value * (factors[row] as number));
  return weight === "full-return"
    ? times(minus(judged, subtracted))
    : minus(factoredReturnsToGo(rows, factors, discount), times(subtracted));
}

function byName(
  name: Exclude<PolicyGradientOptions["baseline"], "state-td">,
  model: ActorCritic,
  params: Float64Array,
): Baseline {
  switch (name) {
    case "none":
      return noBaseline;
    case "constant":
      // Of rewards-to-go the mean over rows is nearer to what is left late in an episode; full returns are the same either way.
      return constantBaseline({ average: "rows" });
    case "time":
      return timeBaseline();
    case "state":
      return monteCarloBaseline();
    case "optimal":
      return optimalBaseline(model, params);
  }
}

function fitted(rows: Rows, value: Float64Array, fit: Omit<FittedValueOptions, "features">): Float64Array {
  const size = polynomialFeatures.count(rows.observations.length / rows.count);
  const from = value.length === 0 ? new Float64Array(size) : value;
  return fittedValue(rows, from, { ...fit, features: polynomialFeatures });
}

function judgedBy(rows: Rows, value: Float64Array): Float64Array {
  return value.length === 0
    ? new Float64Array(rows.count)
    : linearValues(polynomialFeatures, value, rows).rows;
}
