/**
 * The time-dependent baseline of least variance, for the mean is not it. With Sᵢ = Σ_t f_t ∇ log π(a_t | s_t), one column for each feature of
 * time f = (1, t, t²), and W = Σ_t G_t ∇ log π(a_t | s_t), the gradient under b_t = φ · f_t is W − S φ, of least variance as E[S] = 0 at
 *
 *     φ = E[SᵀS]⁻¹ E[SᵀW]
 *
 * the optimal constant (Weaver & Tao 2001; Peters & Schaal 2008) with more columns. Left out: episode i is judged by the φ of the others.
 */
import { Matrix } from "ml-matrix";
import type { Baseline } from "../../../src/estimator/baseline/baseline.ts";
import { ridgeSolution } from "../../../src/estimator/baseline/linear-value.ts";
import { episodeGradients } from "../../../src/estimator/score-variance.ts";
import type { ActorCritic } from "../../../src/policy/actor-critic.ts";
import { byStretch, type Rows } from "../../../src/rollout/rows.ts";

/** t in hundreds of steps, so that the powers are of one size. */
const features = [() => 1, (t: number) => t / 100, (t: number) => (t / 100) ** 2] as const;

export function leastInTime(model: ActorCritic, params: Float64Array): Baseline {
  return (rows, judged) => {
    const [grams, moments] = products(model, params, rows, judged);
    const [gram, moment] = [sumOf(grams), sumOf(moments)];
    return byStretch(rows, ({ length }, k, from) => {
      const others = { gram: Matrix.sub(gram, grams[k]!), moment: Matrix.sub(moment, moments[k]!) };
      const phi = ridgeSolution(others, 1e-9);
      return Float64Array.from({ length }, (_, i) =>
        features.reduce((sum, feature, j) => sum + phi[j]! * feature(rows.steps[from + i]!), 0),
      );
    });
  };
}

/** SᵢᵀSᵢ and SᵢᵀWᵢ, one of each an episode. */
function products(model: ActorCritic, params: Float64Array, rows: Rows, judged: Float64Array) {
  const gradients = (weights: Float64Array) => [...episodeGradients(model, params, rows, weights)];
  const columns = features.map((feature) => gradients(Float64Array.from(rows.steps, feature)));
  const weighed = gradients(judged);
  const matrices = weighed.map((w, i) => {
    const s = new Matrix(columns.map((column) => column[i]!));
    return [s.mmul(s.transpose()), s.mmul(Matrix.columnVector(w))] as const;
  });
  return [matrices.map(([gram]) => gram), matrices.map(([, moment]) => moment)] as const;
}

const sumOf = (matrices: readonly Matrix[]): Matrix =>
  matrices.slice(1).reduce((sum, each) => sum.add(each), matrices[0]!.clone());
