/**
 * Pathwise and score gradient of one Gaussian policy at one θ, over the same paths: one mean, and very different variances.
 * Imports: math, and this room.
 */
import type { Rng } from "../math/random.ts";
import { mean, varianceOfMean } from "../math/statistics.ts";
import { columnsOf } from "./linear-estimate.ts";
import { followPath, type PathOptions } from "./path.ts";
import { pathScoreGradient } from "./path-score.ts";
import { type PathwiseOptions, pathwiseGradient } from "./pathwise.ts";

export interface ComparePathGradientsOptions
  extends Pick<PathOptions, "simulator" | "network" | "params" | "stepCount">,
    Pick<PathwiseOptions, "discount" | "window"> {
  /** log σ, [actionSize] */
  readonly logStd: Float64Array;
  /** s₀ of path i. */
  readonly startOf: (i: number) => Float64Array;
  readonly pathCount: number;
  /** Path i draws its noise from the stream i. */
  readonly rng: Rng;
}

export interface MeanGradient {
  /** ∂E[J]/∂θ */
  readonly gradient: Float64Array;
  /** Trace of the covariance of `gradient`; NaN for one path. */
  readonly variance: number;
}

export function comparePathGradients(options: ComparePathGradientsOptions): {
  readonly pathwise: MeanGradient;
  readonly score: MeanGradient;
} {
  const { simulator, stepCount, logStd, startOf, pathCount, rng } = options;
  const paths = Array.from({ length: pathCount }, (_, i) => {
    const own = rng.stream(i);
    const draws = Float64Array.from({ length: stepCount * simulator.actionSize }, () => own.normal());
    const noise = { logStd, draws };
    return { noise, path: followPath({ ...options, start: startOf(i), noise }) };
  });
  return {
    pathwise: meanOf(paths.map((path) => pathwiseGradient({ ...options, ...path }).gradient)),
    score: meanOf(paths.map((path) => pathScoreGradient({ ...options, ...path }).gradient)),
  };
}

function meanOf(gradients: readonly Float64Array[]): MeanGradient {
  return {
    gradient: Float64Array.from(columnsOf(gradients), mean),
    variance: varianceOfMean(gradients),
  };
}
