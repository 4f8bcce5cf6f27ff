/**
 * The score gradient along a path, from rewards alone: what the pathwise gradient is to be reconciled with.
 *
 *     ∂J/∂θ ≈ Σₜ ∇log π(aₜ|sₜ) Ĝₜ        Ĝₜ = Σ_{τ≥t} γ^τ r_τ
 *
 * For aₜ = μ_θ(sₜ) + σ ξₜ the score is (∂μ/∂θ)ᵀ ξₜ/σ by θ, and ξₜⱼ² − 1 by log σⱼ. Neither is a derivative of any reward: as a number that was seen a
 * reward has none, while its expectation moves with the probability of what was seen. Reparametrized, the same expectation is one over
 * ξ, which does not depend on θ, and there the gradient goes through the rewards (pathwise.ts). Both have one mean. Imports: math, policy.
 */
import { exp } from "../math/elementary.ts";
import { integerPower } from "../math/power.ts";
import type { PathGradient, PathGradientOptions } from "./pathwise.ts";

/** Pure. Throws `RangeError` without noise: a deterministic policy has no score. */
export function pathScoreGradient(options: PathGradientOptions): PathGradient {
  const { network, params, path, discount, noise } = options;
  if (noise === undefined)
    throw new RangeError(
      "a deterministic policy has no score: expected a path with noise, or the pathwise gradient, which needs none",
    );
  const { logStd, draws } = noise;
  const size = logStd.length;
  const weights = new Float32Array(path.transitions.length * size);
  const logStdGradient = new Float64Array(size);
  let toGo = 0;
  for (let t = path.transitions.length - 1; t >= 0; t--) {
    // Ĝₜ = γᵗ rₜ + Ĝₜ₊₁
    toGo += integerPower(discount, t) * (path.transitions[t]?.reward as number);
    for (let j = 0; j < size; j++) {
      const draw = draws[t * size + j] as number;
      weights[t * size + j] = (toGo * draw) / exp(logStd[j] as number);
      logStdGradient[j] = (logStdGradient[j] as number) + toGo * (draw * draw - 1);
    }
  }
  return { gradient: network.forward(params, path.states).backward(weights), logStdGradient };
}
