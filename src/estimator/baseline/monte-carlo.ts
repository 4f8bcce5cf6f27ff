/**
 * The state-dependent baseline by regression against what came of it (lecture notes, Monte-Carlo estimation):
 *
 *     φ ← argmin Σᵢ Σ_t (V_φ(s_t⁽ⁱ⁾) − Ĝ_t⁽ⁱ⁾)² + λ ‖φ‖²
 */
import { Matrix } from "ml-matrix";
import { byStretch, type Rows } from "../../rollout/rows.ts";
import type { Baseline, LeaveOneOut } from "./baseline.ts";
import {
  type Features,
  type NormalEquations,
  normalEquations,
  polynomialFeatures,
  product,
  ridgeSolution,
  rowFeatures,
} from "./linear-value.ts";

export interface MonteCarloOptions {
  /** Default `polynomialFeatures`. */
  readonly features?: Features;
  /** λ, above 0. Default 10⁻⁵: enough to choose among the φ that fit alike. */
  readonly ridge?: number;
}

/** φ of the rows and their returns. To judge without bias, judge *later* rows by it: `linearValues`. */
export function fitReturns(
  rows: Rows,
  returns: Float64Array,
  { features = polynomialFeatures, ridge = 1e-5 }: MonteCarloOptions = {},
): Float64Array {
  requirePenalty("ridge", ridge);
  return ridgeSolution(normalEquations(rowFeatures(features, rows), returns), ridge);
}

/**
 * V_φ(s_t), φ fitted to the rows judged: to those of the other episodes, once for each, or to all with `leaveOneOut: false`. An episode that
 * is alone, left out, is judged by 0.
 */
export function monteCarloBaseline({
  features = polynomialFeatures,
  ridge = 1e-5,
  leaveOneOut = true,
}: MonteCarloOptions & LeaveOneOut = {}): Baseline {
  requirePenalty("ridge", ridge);
  return (rows, judged) => {
    const f = rowFeatures(features, rows);
    const all = normalEquations(f, judged);
    if (!leaveOneOut) return product(f, ridgeSolution(all, ridge));
    return byStretch(rows, (_, _k, from, to) => {
      if (rows.stretches.length === 1) return new Float64Array(to - from);
      const others = without(all, normalEquations(f, judged, from, to));
      return product(f.subMatrix(from, to - 1, 0, f.columns - 1), ridgeSolution(others, ridge));
    });
  };
}

/** The sums over all rows but some. */
function without(all: NormalEquations, part: NormalEquations): NormalEquations {
  return { gram: Matrix.sub(all.gram, part.gram), moment: Matrix.sub(all.moment, part.moment) };
}

export function requirePenalty(what: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value)))
    throw new RangeError(`${what} has to be a finite number above 0, not ${value}`);
}
