/**
 * Independent normal numbers u, squashed into the range of a box: y = tanh u, then scaled to each element's bounds.
 *
 *     log π(y | s) = log N(u; μ, σ) − Σⱼ log(1 − tanh² uⱼ)       log(1 − tanh² u) = 2 (log 2 − u − softplus(−2u))
 *     ∂ log π = ∂ log N(u; μ, σ)                                the Jacobian depends on no parameter
 *     H = H(N) + Σⱼ E[log(1 − tanh² uⱼ)]                        uⱼ = μⱼ + σⱼ z
 *     ∂H/∂μⱼ = E[−2 tanh uⱼ]                                    ∂H/∂ log σⱼ = 1 + E[−2 tanh uⱼ · σⱼ z]
 *     KL, M                                                     those of the normal numbers: tanh is one to one
 *
 * Haarnoja et al. 2018, "Soft actor-critic", appendix C. A stored action is u, before the squash, so no probability is ever asked of a number
 * that rounding put on a bound. Densities are of y in (−1, 1), whatever the units of the box.
 *
 * The entropy has no closed form. That of N alone grows with σ for ever, while y is pressed against the bounds and its entropy falls: as a bonus
 * it would reward the very thing it should prevent. So E is a sum over 25 points of the normal density (trapezoidal rule, whose error falls
 * exponentially for such integrands: Trefethen & Weideman 2014), and the gradient is exactly that of the sum. Error of an element's entropy: below
 * 1e-7 for σ ≤ 1, below 0.01 up to the largest σ, e². Imports: math, env.
 */
import type { BoxSpace } from "../../env/space.ts";
import { exp, tanh } from "../../math/elementary.ts";
import { actionBox } from "./action-box.ts";
import { type GaussianOptions, gather, gaussianHead, momentsOf } from "./gaussian.ts";
import type { Head } from "./head.ts";
import { softplus } from "./softplus.ts";

/** The mode is tanh μ, the median of each element: where σ is large the density has its tops at the bounds instead. */
export function squashedGaussianHead(actionSpace: BoxSpace, options: GaussianOptions = {}): Head<BoxSpace> {
  requireBounds(actionSpace);
  const normal = gaussianHead(actionSpace, options);
  const box = actionBox(actionSpace);
  const { std = "learned", logStd = 0 } = options;
  const k = box.size;
  const moments = momentsOf(std, k, logStd);
  return {
    ...normal,
    name: "squashed-gaussian",
    toEnv: (stored) => box.toEnv(stored.map(tanh)),
    writeMode(inputs, action) {
      for (let j = 0; j < k; j++) action[j] = tanh(inputs[j] as number);
      box.writeRow(action, action);
    },
    logProbs(own, inputs, stored) {
      const sums = normal.logProbs(own, inputs, stored);
      for (let row = 0, i = 0; row < sums.length; row++)
        for (const end = i + k; i < end; i++)
          sums[row] = (sums[row] as number) - logSlope(stored[i] as number);
      return sums;
    },
    entropies(own, inputs) {
      const sums = normal.entropies(own, inputs);
      const { mean, logStd } = moments({ own, inputs });
      for (let row = 0, i = 0; row < sums.length; row++)
        for (const end = i + k; i < end; i++)
          sums[row] = (sums[row] as number) + expectedLogSlope(mean[i] as number, exp(logStd[i] as number));
      return sums;
    },
    entropyGradient(own, inputs, weights) {
      const at = moments({ own, inputs });
      const [byMean, byLogStd] = [new Float64Array(at.mean.length), new Float64Array(at.mean.length)];
      for (let row = 0, i = 0; row < weights.length; row++)
        for (const end = i + k; i < end; i++) {
          const [m, s] = expectedSlopes(at.mean[i] as number, exp(at.logStd[i] as number));
          byMean[i] = (weights[row] as number) * m;
          byLogStd[i] = (weights[row] as number) * (1 + s);
        }
      return gather(std, k, at, byMean, byLogStd, own.length);
    },
  };
}

/** log(1 − tanh² u), which is even: of |u|, so that nothing cancels. */
function logSlope(u: number): number {
  const size = Math.abs(u);
  return 2 * (Math.LN2 - size - softplus(-2 * size));
}

/** z = −6, −5.5 … 6 and the normal density there, scaled to sum to 1; what lies further out weighs 2e-9. */
const points = Float64Array.from({ length: 25 }, (_, i) => (i - 12) / 2);
const densities = points.map((z) => exp(-0.5 * z * z));
const mass = densities.reduce((sum, density) => sum + density, 0);
const shares = densities.map((density) => density / mass);

/** E[log(1 − tanh² u)] */
function expectedLogSlope(mean: number, deviation: number): number {
  let sum = 0;
  for (let i = 0; i < points.length; i++)
    sum += (shares[i] as number) * logSlope(mean + deviation * (points[i] as number));
  return sum;
}

/** Its derivatives by μ and by log σ; d/du log(1 − tanh² u) = −2 tanh u. */
function expectedSlopes(mean: number, deviation: number): [number, number] {
  let [byMean, byLogStd] = [0, 0];
  for (let i = 0; i < points.length; i++) {
    const reach = deviation * (points[i] as number);
    const slope = -2 * (shares[i] as number) * tanh(mean + reach);
    byMean += slope;
    byLogStd += slope * reach;
  }
  return [byMean, byLogStd];
}

function requireBounds({ low, high }: BoxSpace): void {
  const open = low.findIndex((bound, j) => !Number.isFinite(bound) || !Number.isFinite(high[j]));
  if (open >= 0)
    throw new RangeError(
      `a squashed-gaussian head fills the range between two bounds, element ${open} has ${low[open]} and ${high[open]}: expected finite ones, or a gaussian head`,
    );
}
