/**
 * Nelder & Mead (1965), A Simplex Method for Function Minimization, upwards, with the rules of Lagarias, Reeds, Wright & Wright (1998): n + 1 vertices, best first,
 * x̄ the mean of all but the worst, and step by step
 *
 *   reflection   xᵣ = x̄ + α (x̄ − xₙ)     kept where it is better than the second worst; better than all: expansion is tried, else contraction
 *   expansion    xₑ = x̄ + β (xᵣ − x̄)     kept where it is better than xᵣ, which is kept otherwise
 *   outside      x꜀ = x̄ + γ (xᵣ − x̄)     where xᵣ was better than the worst; kept where it is no worse than xᵣ
 *   inside       x꜀ = x̄ − γ (xᵣ − x̄)     where it was not; kept where it is better than the worst
 *   shrink       xᵢ ← x₀ + δ (xᵢ − x₀)    where the contraction was not kept
 *
 * (α, β, γ, δ) = (1, 2, ½, ½), or after Gao & Han (2012), who adapt them to n so that large simplices do not degenerate, (1, 1 + 2/n, ¾ − 1/2n, 1 − 1/n).
 *
 * An iteration is one of these trials, so most ask for a single candidate; the first asks for the n + 1 vertices θ, θ + e₁, …, a shrink for n. Returns of different
 * iterations are compared, and their seeds differ: it wants returns that hardly vary, or many episodes.
 */
import { design, requireFinite } from "../candidates.ts";
import type { EstimatorOptions } from "../estimator.ts";
import { requirePoints } from "../returns.ts";
import { bestOf, candidatesOf, type Search, type Tried, triedOf } from "./search.ts";
import {
  adaptive,
  type Coefficients,
  type NelderMeadState,
  nextPhase,
  pointsOf,
  standard,
} from "./simplex.ts";

export interface NelderMeadOptions extends EstimatorOptions {
  /** The coefficients of Gao & Han, for two parameters or more. Default false: those of Nelder & Mead. */
  readonly adaptive?: boolean;
}

/** See the head of this file. `perturbation` is the length of the edges the first simplex has at θ. */
export function nelderMead(options: NelderMeadOptions = {}): Search<NelderMeadState> {
  const plan = design("nelder-mead", options);
  const coefficients = (parameterCount: number): Coefficients =>
    options.adaptive === true && parameterCount > 1 ? adaptive(parameterCount) : standard;
  const points = (state: NelderMeadState) =>
    pointsOf(state, coefficients((state.vertices[0] as Tried["params"]).length));
  return {
    name: plan.name,
    init(params) {
      requireFinite(plan.name, params);
      const corners = Array.from(params, (_, j) =>
        Array.from(params, (value, i) => (i === j ? value + plan.perturbation : value)),
      );
      const vertices = [Array.from(params), ...corners];
      return { count: 0, best: null, phase: "simplex", vertices, returns: [], reflection: null };
    },
    ask: (state, rng) => candidatesOf(points(state), plan, rng),
    tell(state, trials) {
      const asked = points(state);
      const tried = triedOf(plan, state.vertices[0] as Tried["params"], trials, asked.length);
      requirePoints(
        plan.name,
        trials,
        asked.map((point) => Float64Array.from(point)),
      );
      const next = nextPhase(state, tried);
      return {
        state: { ...next, count: state.count + 1, best: bestOf(state.best, tried) },
        params: Float64Array.from(next.vertices[0] as Tried["params"]),
      };
    },
  };
}
