/**
 * What ∇θ log π(a_t | s_t) is multiplied with: one number a row, made of exchangeable parts.
 *
 *     ĝ = 1/m Σᵢ Σ_t  ∇θ log π(a_t | s_t) · γ^t · ( term_t − baseline_t )
 *                                           │       │        └ baseline/*, or V of a critic
 *                                           │       └ full return · reward-to-go · Q_w(s,a) · n-step · generalized advantage
 *                                           └ off unless asked for: `timesDiscount`
 *
 * Each is a pure function from rows to rows; a term and a baseline meet in `minus`. Bias and variance of each: README.md.
 */
import {
  discountedReturn,
  generalizedAdvantages,
  lambdaReturns,
  nStepReturns,
  rewardsToGo,
} from "../rollout/returns.ts";
import { byStretch, InvalidExperience, type Rows } from "../rollout/rows.ts";
import type { Stretch } from "../rollout/stretch.ts";
import { byValuedStretch, type Values } from "./values.ts";

/**
 * R(τ) = Σ_k γ^k r_k for every step of τ: each action takes the blame for the whole trajectory. Lecture notes.
 * Throws `InvalidExperience` for a piece of an episode, whose return nobody knows.
 */
export function fullReturns(rows: Rows, discount: number): Float64Array {
  return byStretch(rows, (stretch, k) => {
    requireWhole(stretch, k);
    return new Float64Array(stretch.length).fill(discountedReturn(stretch.rewards, discount));
  });
}

/**
 * Ĝ_t = Σ_{l ≥ t} γ^(l−t) r_l: no action is blamed for what was before it. Lecture notes, causality. `behind` is what stands behind each
 * stretch (values.ts); without it nothing does, which is right for whole episodes whose time limit belongs to the task.
 */
export function returnsToGo(rows: Rows, discount: number, behind?: Float64Array): Float64Array {
  return byStretch(rows, ({ rewards }, k) => rewardsToGo(rewards, discount, behind?.[k]));
}

/** G_t⁽ⁿ⁾ through V: what Q(s_t, a_t) is taken for, and what a critic is fitted to. */
export function nStepTargets(rows: Rows, values: Values, discount: number, n: number): Float64Array {
  return byValuedStretch(rows, values, (valued) => nStepReturns(valued, discount, n));
}

/** A_t⁽ⁿ⁾ = G_t⁽ⁿ⁾ − V(s_t). n = 1: r + γV(s′) − V(s), step 3 of the notes' actor-critic; n = ∞: A3C. */
export function nStepAdvantages(rows: Rows, values: Values, discount: number, n: number): Float64Array {
  return minus(nStepTargets(rows, values, discount, n), values.rows);
}

/** A_t^GAE(γ, λ): see returns.ts. */
export function gaeAdvantages(rows: Rows, values: Values, discount: number, lambda: number): Float64Array {
  return byValuedStretch(rows, values, (valued) => generalizedAdvantages(valued, discount, lambda));
}

/** G_t^λ = A_t^GAE + V(s_t): what a critic is fitted to beside them. */
export function lambdaTargets(rows: Rows, values: Values, discount: number, lambda: number): Float64Array {
  return byValuedStretch(rows, values, (valued) => lambdaReturns(valued, discount, lambda));
}

/** term − baseline. */
export function minus(term: Float64Array, baseline: Float64Array): Float64Array {
  return term.map((value, row) => value - (baseline[row] as number));
}

/**
 * γ^t · w_t, t being the step of the episode.
 *
 * With it, reward-to-go has the expectation ∇U of the discounted return U = E Σ γ^t r_t, exactly. Without it, which is the habit of the field
 * and the default here, every step counts alike: what is followed is Σ_t E[∇ log π(a_t | s_t) Q(s_t, a_t)], the gradient of no
 * function, whose steps late in an episode are not faded out. For γ = 1 both are the same. Full returns need no such factor: R(τ) has it
 * inside. (Nota & Thomas 2020, Is the policy gradient a gradient?)
 */
export function timesDiscount(weights: Float64Array, { steps }: Rows, discount: number): Float64Array {
  const longest = steps.reduce((most, t) => Math.max(most, t), 0);
  // γ⁰, γ¹, γ², …
  const powers = new Float64Array(longest + 1).fill(1);
  for (let t = 1; t <= longest; t++) powers[t] = discount * (powers[t - 1] as number);
  return weights.map((weight, row) => (powers[steps[row] as number] as number) * weight);
}

function requireWhole({ start, end, envId }: Stretch, k: number): void {
  if (start === 0 && end !== "cut") return;
  const found = start === 0 ? "stops before its episode does" : `begins at step ${start} of its episode`;
  throw new InvalidExperience(
    `a full return needs whole episodes; stretch ${k} (environment ${envId}) ${found}. Roll out whole episodes, or weigh with rewards-to-go or advantages`,
  );
}
