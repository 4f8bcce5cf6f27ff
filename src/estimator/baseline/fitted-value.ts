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

import { Matrix } from "ml-matrix";
import type { Rows } from "../../rollout/rows.ts";
import { behindEnds } from "../values.ts";
import { nStepAdvantages } from "../weights.ts";
import { type Features, nextFeatures, product, ridgeSolver, rowFeatures } from "./linear-value.ts";
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
  const [f, next] = [rowFeatures(features, rows), nextFeatures(features, rows)];
  const transposed = f.transpose();
  const solve = ridgeSolver(transposed.mmul(f), penalty);
  let phi = weights;
  for (let l = 0; l < iterations; l++) {
    const values = { rows: product(f, phi), behind: behindEnds(rows, product(next, phi)) };
    // r + γ V_φl(s′) − V_φl(s)
    const errors = nStepAdvantages(rows, values, discount, 1);
    const move = solve(transposed.mmul(Matrix.columnVector(errors)));
    phi = phi.map((value, j) => value + (move[j] as number));
  }
  return phi;
}
