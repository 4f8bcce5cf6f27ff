/**
 * The constant baseline of least variance. With Sᵢ = Σ_t ∇ log π(a_t | s_t) the score of an episode and Wᵢ = Σ_t w_it ∇ log π(a_t | s_t)
 * its gradient, the gradient under b is Wᵢ − b Sᵢ, and as E[S] = 0 its variance is a parabola in b, lowest at
 *
 *     b = E[W · S] / E[S · S],   for full returns   b = E[‖S‖² R] / E[‖S‖²]
 *
 * for all parameters at once; and bⱼ = E[Wⱼ Sⱼ]/E[Sⱼ²] for parameter j by itself. Weaver & Tao 2001; Peters & Schaal 2008. Both need the
 * gradient of every episode by itself (score-variance.ts). Where no other episode has any score, b = 0.
 */
import type { ActorCritic } from "../../policy/actor-critic.ts";
import { byStretch, type Rows } from "../../rollout/rows.ts";
import { episodeGradients } from "../score-variance.ts";
import type { Baseline, LeaveOneOut } from "./baseline.ts";

/** b, one number for all parameters, by the model the episodes were drawn with. */
export function optimalBaseline(
  model: ActorCritic,
  params: Float64Array,
  { leaveOneOut = true }: LeaveOneOut = {},
): Baseline {
  return (rows, judged) => {
    const episodes = scoresAndGradients(model, params, rows, judged);
    const products = episodes.map(({ score, gradient }) => dot(score, gradient));
    const squares = episodes.map(({ score }) => dot(score, score));
    const b = ratios(products, squares, leaveOneOut);
    return byStretch(rows, ({ length }, k) => new Float64Array(length).fill(b(k)));
  };
}

/** 1/m Σᵢ (Wᵢ − b ⊙ Sᵢ), b with a number for each parameter. It cannot be written as weights of rows, so it is a gradient. */
export function optimalBaselineGradient(
  model: ActorCritic,
  params: Float64Array,
  rows: Rows,
  judged: Float64Array,
  { leaveOneOut = true }: LeaveOneOut = {},
): Float64Array {
  const episodes = scoresAndGradients(model, params, rows, judged);
  return params.map((_, j) => {
    const scores = episodes.map(({ score }) => score[j] as number);
    const gradients = episodes.map(({ gradient }) => gradient[j] as number);
    const b = ratios(
      scores.map((s, k) => s * (gradients[k] as number)),
      scores.map((s) => s * s),
      leaveOneOut,
    );
    const left = gradients.map((w, k) => w - b(k) * (scores[k] as number));
    return left.reduce((sum, value) => sum + value, 0) / episodes.length;
  });
}

interface ScoreAndGradient {
  /** Sᵢ. */
  readonly score: Float64Array;
  /** Wᵢ. */
  readonly gradient: Float64Array;
}

function scoresAndGradients(
  model: ActorCritic,
  params: Float64Array,
  rows: Rows,
  judged: Float64Array,
): ScoreAndGradient[] {
  const ones = new Float64Array(judged.length).fill(1);
  const scores = [...episodeGradients(model, params, rows, ones)];
  const gradients = [...episodeGradients(model, params, rows, judged)];
  return scores.map((score, k) => ({ score, gradient: gradients[k] as Float64Array }));
}

/** Σ x / Σ y as a function of the episode that is left out; 0 where nothing is left below. */
function ratios(x: readonly number[], y: readonly number[], leaveOneOut: boolean): (k: number) => number {
  const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0);
  const [above, below] = [sum(x), sum(y)];
  return (k) => {
    const rest = leaveOneOut ? below - (y[k] as number) : below;
    // Less than that is what rounding leaves of nothing.
    if (rest <= 1e-12 * below) return 0;
    return (leaveOneOut ? above - (x[k] as number) : above) / rest;
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, j) => sum + value * (b[j] as number), 0);
}
