/**
 * How much of a step is taken: the first of Δ, βΔ, β²Δ, … whose policy is near enough and better (Schulman et al. 2015, appendix C).
 * The curvature that made the step is that of one point; only the policy itself says what it does. Imports: math, policy.
 */
import { integerPower } from "../math/power.ts";
import { mean } from "../math/statistics.ts";
import type { ActorCritic } from "../policy/actor-critic.ts";
import type { Distribution } from "../policy/head/head.ts";
import { surrogate } from "./surrogate.ts";

export interface LineSearchOptions {
  readonly model: ActorCritic;
  readonly params: Float64Array;
  /** [n × observationSize] */
  readonly observations: Float32Array;
  /** [n × actionSize], stored actions: see head.ts. */
  readonly actions: Float64Array;
  /** [n] */
  readonly advantages: Float64Array;
  /** π_θ at the rows; not borrowed from the model. */
  readonly old: Distribution;
  /** Δ, for the first elements of θ. */
  readonly step: Float64Array;
  /** δ */
  readonly maxKl: number;
  /** How many lengths are tried after the first. */
  readonly backtracks: number;
  /** β in (0, 1). */
  readonly backtrackFactor: number;
}

export interface LineSearchResult {
  /** θ′; θ itself, the same array, where nothing was accepted. */
  readonly params: Float64Array;
  readonly accepted: boolean;
  /** "kl", "improvement": what the shortest step tried still missed. */
  readonly end: "accepted" | "kl" | "improvement";
  /** Mean KL(old ‖ new) of what was accepted; 0 where nothing was. */
  readonly kl: number;
  /** 1/n Σᵢ (rᵢ − 1) Aᵢ of what was accepted; 0 where nothing was. */
  readonly improvement: number;
  /** How often the step was taken back. */
  readonly backtracks: number;
}

/** The longest step tried with mean KL(old ‖ new) ≤ δ and L > 0. */
export function lineSearch(options: LineSearchOptions): LineSearchResult {
  const { params, step, maxKl, backtracks, backtrackFactor } = options;
  const compare = comparison(options);
  let end: "kl" | "improvement" = "kl";
  for (let j = 0; j <= backtracks; j++) {
    const next = moved(params, step, integerPower(backtrackFactor, j));
    const { kl, improvement } = compare(next);
    // NaN is neither near enough nor better.
    const near = kl <= maxKl;
    if (near && improvement > 0)
      return { params: next, accepted: true, end: "accepted", kl, improvement, backtracks: j };
    end = near ? "improvement" : "kl";
  }
  return { params, accepted: false, end, kl: 0, improvement: 0, backtracks };
}

/** θ + factor · Δ */
function moved(params: Float64Array, step: Float64Array, factor: number): Float64Array {
  const next = params.slice();
  for (const [i, x] of step.entries()) next[i] = (params[i] as number) + factor * x;
  return next;
}

/** θ′ ↦ mean KL(old ‖ new), and 1/n Σᵢ (rᵢ − 1) Aᵢ. */
function comparison({ model, observations, actions, advantages, old }: LineSearchOptions) {
  const { head } = model;
  const oldLogProbs = head.logProbs(old.own, old.inputs, actions);
  const stayed = surrogate(oldLogProbs, oldLogProbs, advantages).value;
  return (params: Float64Array): { readonly kl: number; readonly improvement: number } => {
    const { distribution } = model.evaluateActor(params, observations);
    const kl = mean(head.klDivergences(old, distribution));
    if (!Number.isFinite(kl)) return { kl, improvement: Number.NaN };
    const logProbs = head.logProbs(distribution.own, distribution.inputs, actions);
    return { kl, improvement: surrogate(logProbs, oldLogProbs, advantages).value - stayed };
  };
}
