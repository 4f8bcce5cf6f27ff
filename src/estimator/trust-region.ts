/**
 * Trust region policy optimization (Schulman et al. 2015): the natural step, taken back until it keeps what it promised.
 *
 *     L(θ′) = 1/n Σᵢ (rᵢ(θ′) − 1) Aᵢ        g = ∇L(θ) = 1/n Σᵢ Aᵢ ∇log π(aᵢ|oᵢ)        x = (F + λI)⁻¹ g
 *
 *     θ′ = θ + βʲ √(2δ / xᵀ(F + λI)x) x,    the first j = 0, 1, … with  mean KL(π_θ ‖ π_θ′) ≤ δ  and  L(θ′) > 0
 *
 * Where no j will do, θ stays as it is, to the bit, and the result says so. The actor's part of θ moves, the critic's never does.
 *
 * Flows in: a model, θ, rows of experience with their advantages. Flows out: θ′ and what became of the step. Imports: math, policy.
 */
import { firstNonFinite } from "../math/vector.ts";
import type { ActorCritic } from "../policy/actor-critic.ts";
import type { Distribution } from "../policy/head/head.ts";
import { fisherProduct, requireApart } from "./fisher.ts";
import { type LineSearchResult, lineSearch } from "./line-search.ts";
import { naturalGradient, naturalStep } from "./natural.ts";

export interface TrustRegionOptions {
  readonly model: ActorCritic;
  readonly params: Float64Array;
  /** [n × observationSize] */
  readonly observations: Float32Array;
  /** [n × actionSize], stored actions: see head.ts. */
  readonly actions: Float64Array;
  /** [n]; their scale does not matter. */
  readonly advantages: Float64Array;
  /** δ, the most mean KL(old ‖ new) of a step. Default 0.01. */
  readonly maxKl?: number;
  /** λ. Default 0.1. */
  readonly damping?: number;
  /** Rows the Fisher information is averaged over: see fisher.ts. Default: all. */
  readonly fisherRowCount?: number;
  /** Conjugate gradients at most. Default 15. */
  readonly cgIterations?: number;
  /** ‖g − Fx‖/‖g‖ that is near enough. Default 1e-5: networks in float32 give no more. */
  readonly cgTolerance?: number;
  /** How many shorter steps are tried after the first. Default 10. */
  readonly backtracks?: number;
  /** β, what each is of the one before. Default 0.8. */
  readonly backtrackFactor?: number;
}

export interface TrustRegionResult extends Omit<LineSearchResult, "end"> {
  /**
   * "kl", "improvement": what the shortest step tried still missed. "flat": the gradient is zero, or no length is known in its direction. "nonFinite": the
   * gradient left the numbers, as it does where σ goes to 0.
   */
  readonly end: LineSearchResult["end"] | "flat" | "nonFinite";
  readonly cgIterations: number;
  /** ‖g − Fx‖/‖g‖ */
  readonly cgResidual: number;
}

/** One update. Pure. Throws `RangeError` for a shared trunk, an engine without tangents, rows that do not fit, options out of range. */
export function trustRegionStep(options: TrustRegionOptions): TrustRegionResult {
  const { model, params, observations, actions, maxKl = 0.01, damping = 0.1 } = options;
  const { cgIterations = 15, cgTolerance = 1e-5, backtracks = 10, backtrackFactor = 0.8 } = options;
  requireApart(model);
  requireOptions(options, { maxKl, backtrackFactor });
  // The step does not depend on the scale of the advantages; brought to 1, they cannot leave float32.
  const scale = options.advantages.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const advantages = options.advantages.map((x) => (scale === 0 ? 0 : x / scale));

  const { old, gradient } = surrogateGradient({ ...options, advantages });
  const stayed = { params, accepted: false, kl: 0, improvement: 0, backtracks: 0 };
  if (firstNonFinite(gradient) >= 0)
    return { ...stayed, end: "nonFinite", cgIterations: 0, cgResidual: Number.NaN };
  const product = fisherProduct({ ...options, damping });
  const solver = { iterationLimit: cgIterations, tolerance: cgTolerance };
  const natural = naturalGradient(gradient, product, solver);
  const step = naturalStep(natural.gradient, product, maxKl);
  const cg = { cgIterations: natural.iterationCount, cgResidual: natural.residual };
  if (step.every((x) => x === 0)) return { ...stayed, end: "flat", ...cg };

  const found = lineSearch({
    ...{ model, params, observations, actions, advantages, old, step, maxKl },
    ...{ backtracks, backtrackFactor },
  });
  return { ...found, improvement: found.improvement * scale, ...cg };
}

/** π_θ at the rows, and ng = Σᵢ Aᵢ ∇log π(aᵢ|oᵢ), the actor's part: a step does not depend on how long its gradient is. */
function surrogateGradient({ model, params, observations, actions, advantages }: TrustRegionOptions): {
  readonly old: Distribution;
  readonly gradient: Float64Array;
} {
  const evaluation = model.evaluateActor(params, observations);
  const { own, inputs } = evaluation.distribution;
  const gradient = evaluation.backward(model.head.scores(own, inputs, actions, advantages));
  return {
    old: { own: own.slice(), inputs: inputs.slice() },
    gradient: gradient.slice(0, model.actorParameterCount),
  };
}

function requireOptions(
  { model, observations, actions, advantages }: TrustRegionOptions,
  { maxKl, backtrackFactor }: { readonly maxKl: number; readonly backtrackFactor: number },
): void {
  const n = advantages.length;
  if (
    n === 0 ||
    observations.length !== n * model.observationSize ||
    actions.length !== n * model.head.actionSize
  )
    throw new RangeError(
      `trust region: expected rows of ${model.observationSize} observed numbers, ${model.head.actionSize} of an action and one advantage, got ${observations.length}, ${actions.length} and ${n}`,
    );
  const bad = firstNonFinite(advantages);
  if (bad >= 0)
    throw new RangeError(
      `trust region: row ${bad} has the advantage ${advantages[bad]}; expected a finite number`,
    );
  if (!(maxKl > 0))
    throw new RangeError(`trust region: expected a maxKl above 0 (0.01 is usual), got ${maxKl}`);
  if (!(backtrackFactor > 0 && backtrackFactor < 1))
    throw new RangeError(`trust region: expected a backtrackFactor in (0, 1), got ${backtrackFactor}`);
}
