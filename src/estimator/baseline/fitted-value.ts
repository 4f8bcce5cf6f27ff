/**
 * The state-dependent baseline by TD, as fitted V iteration with a proximal penalty (lecture notes, TD estimation):
 *
 *     φ_(l+1) ← argmin_φ Σ_(s,a,s′,r) ( r + γ V_φl(s′) − V_φ(s) )² + λ ‖φ − φ_l‖²
 *
 * with V(s′) = 0 behind a task that ended. (The slide forgets the γ: without it the iteration does not contract, and on a task that never ends
 * V grows without bound.) The penalty keeps a φ that few rows speak about where it was, so one small batch does not undo what
 * others taught; it also makes the least squares regular. For linear V each iteration is one solution,
 *
 *     φ_(l+1) = φ_l + (FᵀF + λ I)⁻¹ Fᵀ (r + γ V_φl(s′) − F φ_l)
 *
 * For a network, ascend `criticGradient` + `proximalGradient` instead (score-gradient.ts). To judge without bias, judge the rows by φ_l first
 * (`linearValues`), and fit φ_(l+1) to them afterwards.
 */

import { nStepReturns } from "../../rollout/returns.ts";
import type { Rows } from "../../rollout/rows.ts";
import { byValuedStretch } from "../values.ts";
import { type Features, linearValues, normalEquations, ridgeSolution, rowFeatures } from "./linear-value.ts";
import { requirePenalty } from "./monte-carlo.ts";

export interface FittedValueOptions {
  readonly features: Features;
  readonly discount: number;
  /** λ, above 0. */
  readonly penalty: number;
  /** How often the targets are taken anew. */
  readonly iterations: number;
}

/** φ after some iterations from φ₀ = `weights`, [features.count]. */
export function fittedValue(
  rows: Rows,
  weights: Float64Array,
  { features, discount, penalty, iterations }: FittedValueOptions,
): Float64Array {
  requirePenalty("penalty", penalty);
  const f = rowFeatures(features, rows);
  let phi = weights;
  for (let l = 0; l < iterations; l++) {
    const values = linearValues(features, phi, rows);
    // r + γ V_φl(s′) − V_φl(s)
    const errors = byValuedStretch(rows, values, (valued) =>
      nStepReturns(valued, discount, 1).map((target, t) => target - (valued.values[t] as number)),
    );
    const move = ridgeSolution(normalEquations(f, errors), penalty);
    phi = phi.map((value, j) => value + (move[j] as number));
  }
  return phi;
}
