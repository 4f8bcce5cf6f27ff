/**
 * A finite-horizon LQR whose gradient is known in closed form: the system of `toy:lqr` under a linear policy u = K x + σε, ε ~ N(0, I).
 *
 *   x′ = A x + B u,   reward −(xᵀQ x + uᵀR u),   20 steps,   A = I + 0.1 S (S the shift), B = 0.1 I, Q = I, R = 0.1 I
 *
 * with n states and n actions; K is n × n, row by row in one `Float64Array`, so n is √K.length. The start is uniform in [−1, 1]ⁿ, ten times as far out as
 * that of the toy: E[x₀] = 0, E[x₀x₀ᵀ] = I/3. Nothing else is random when σ = 0, which is what a method that perturbs parameters sees.
 */
import { Matrix } from "ml-matrix";
import { createRng } from "../../src/math/random.ts";

export const horizon = 20;

/** A, B, Q and R for n states. */
export function system(n: number): { a: Matrix; b: Matrix; q: Matrix; r: Matrix } {
  const a = Matrix.eye(n, n);
  for (let i = 0; i + 1 < n; i++) a.set(i, i + 1, 0.1);
  return { a, b: Matrix.eye(n, n, 0.1), q: Matrix.eye(n, n), r: Matrix.eye(n, n, 0.1) };
}

/** One step from x under u: the next state and the reward. */
export function lqrStep(x: Float64Array, u: Float64Array): { next: Float64Array; reward: number } {
  const squares = (v: Float64Array) => v.reduce((sum, value) => sum + value * value, 0);
  const next = x.map((value, i) => value + 0.1 * (x[i + 1] ?? 0) + 0.1 * u[i]!);
  return { next, reward: -(squares(x) + 0.1 * squares(u)) };
}

/** K x */
export function linearAction(gain: Float64Array, x: Float64Array): Float64Array {
  return x.map((_, i) => x.reduce((sum, value, j) => sum + gain[i * x.length + j]! * value, 0));
}

/** The undiscounted return of 20 steps from x₀ under u = K x. */
export function lqrReturn(gain: Float64Array, start: Float64Array): number {
  let x = start;
  let total = 0;
  for (let t = 0; t < horizon; t++) {
    const { next, reward } = lqrStep(x, linearAction(gain, x));
    total += reward;
    x = next;
  }
  return total;
}

/** The start that a seed stands for: uniform in [−1, 1]ⁿ. */
export function startState(n: number, seed: number): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => 2 * rng.uniform() - 1);
}

/** For `tryOut`: the return of one episode from the start of its seed. */
export const lqrObjective = {
  episodeReturn: (gain: Float64Array, seed: number): number =>
    lqrReturn(gain, startState(Math.sqrt(gain.length), seed)),
};

interface Recursions {
  readonly k: Matrix;
  /** Σ₀ … Σ₁₉, E[xₜxₜᵀ]. */
  readonly secondMoments: readonly Matrix[];
  /** P₀ … P₂₀; from x at step t what is still to be paid is xᵀPₜx, and what the noise costs. */
  readonly costs: readonly Matrix[];
}

/**
 *   Σ₀ = I/3,   Σₜ₊₁ = M Σₜ Mᵀ + σ² B Bᵀ                  (Lyapunov)
 *   P₂₀ = 0,    Pₜ = Q + KᵀR K + MᵀPₜ₊₁ M,   M = A + B K
 */
function recursions(gain: Float64Array, actionStd: number): Recursions {
  const n = Math.sqrt(gain.length);
  const { a, b, q, r } = system(n);
  const k = Matrix.from1DArray(n, n, Array.from(gain));
  const m = Matrix.add(a, b.mmul(k));
  const noise = b.mmul(b.transpose()).mul(actionStd * actionStd);
  const stage = Matrix.add(q, k.transpose().mmul(r).mmul(k));
  const secondMoments = [Matrix.eye(n, n, 1 / 3)];
  const costs = [Matrix.zeros(n, n)];
  for (let t = 0; t < horizon; t++) {
    costs.unshift(Matrix.add(stage, m.transpose().mmul(costs[0]!).mmul(m)));
    if (t > 0)
      secondMoments.push(
        m
          .mmul(secondMoments[t - 1]!)
          .mmul(m.transpose())
          .add(noise),
      );
  }
  return { k, secondMoments, costs };
}

/** J(K) = −Σₜ [tr((Q + KᵀR K) Σₜ) + σ² tr R], the expected return of u = K x + σε. */
export function expectedReturn(gain: Float64Array, actionStd = 0): number {
  const { k, secondMoments } = recursions(gain, actionStd);
  const { q, r } = system(k.rows);
  const stage = Matrix.add(q, k.transpose().mmul(r).mmul(k));
  return -secondMoments.reduce(
    (sum, moment) => sum + stage.mmul(moment).trace() + actionStd * actionStd * r.trace(),
    0,
  );
}

/** ∇ₖJ = −2 Σₜ (R K + BᵀPₜ₊₁ M) Σₜ, row by row: Fazel, Ge, Kakade & Mesbahi (2018), lemma 1, over a finite horizon. */
export function exactGradient(gain: Float64Array, actionStd = 0): Float64Array {
  const { k, secondMoments, costs } = recursions(gain, actionStd);
  const { a, b, r } = system(k.rows);
  const m = Matrix.add(a, b.mmul(k));
  const total = Matrix.zeros(k.rows, k.columns);
  for (const [t, moment] of secondMoments.entries())
    total.add(
      r
        .mmul(k)
        .add(
          b
            .transpose()
            .mmul(costs[t + 1]!)
            .mmul(m),
        )
        .mmul(moment),
    );
  return Float64Array.from(total.mul(-2).to1DArray());
}
