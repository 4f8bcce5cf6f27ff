/**
 * The Fisher information of a policy, as products with vectors: the matrix itself is never built.
 *
 *     F = 1/n Σᵢ E_{a∼π(·|oᵢ)} [∇log π ∇log πᵀ] = 1/n Σᵢ Jᵢᵀ Mᵢ Jᵢ,      mean KL(π_θ ‖ π_{θ+v}) ≈ ½ vᵀFv
 *
 * with Jᵢ what θ does to the inputs of the head at oᵢ, and Mᵢ the information of the head in those, which is in closed form. So
 * (F + λI)v is a tangent, a product in the head and a backward pass, λ the damping (Schulman et al. 2015, appendix C).
 *
 * Flows in: a model, θ, rows of observations. Flows out: a function. Imports: math, policy.
 */
import type { ActorCritic, ActorEvaluation } from "../policy/actor-critic.ts";
import type { HeadGradient } from "../policy/head/head.ts";

export interface FisherOptions {
  readonly model: ActorCritic;
  readonly params: Float64Array;
  /** [n × observationSize] */
  readonly observations: Float32Array;
  /** λ ≥ 0: what is added to the diagonal, so that directions no row speaks of are not free. Default 0. */
  readonly damping?: number;
  /** How many of the rows to average over, evenly spaced. Default: all. A product costs as much as its rows. */
  readonly fisherRowCount?: number;
}

/**
 * v ↦ (F + λI)v, both [actorParameterCount]. It lives on an evaluation of the model and is valid until the model's next. Throws `RangeError` where the
 * trunk is shared or the engine has no tangents.
 */
export function fisherProduct(options: FisherOptions): (vector: Float64Array) => Float64Array {
  const { model, params, observations, damping = 0, fisherRowCount } = options;
  const { actorParameterCount: size, head } = model;
  requireApart(model);
  const rows = spread(observations, model.observationSize, fisherRowCount);
  const evaluation = model.evaluateActor(params, rows);
  const tangent = requireTangent(model, evaluation);
  const { own, inputs } = evaluation.distribution;
  const n = rows.length / model.observationSize;
  return (vector) => {
    const product = head.fisherProduct(own, inputs, tangent(vector));
    // Jᵀ M J v / n + λ v
    return evaluation
      .backward(product)
      .subarray(0, size)
      .map((x, j) => x / n + damping * (vector[j] as number));
  };
}

/** Throws `RangeError` where moving the actor moves the critic. */
export function requireApart(model: ActorCritic): void {
  if (model.critic === "shared")
    throw new RangeError(
      `${model.name}: natural gradients and trust regions move the actor alone, and here a trunk is shared with the critic; expected networks of their own, or an actor alone (separateActorCritic), or an estimator that clips or weighs instead (PPO, A2C)`,
    );
}

function requireTangent(
  model: ActorCritic,
  { tangent }: ActorEvaluation,
): (direction: Float64Array) => HeadGradient {
  if (tangent === undefined)
    throw new RangeError(
      `${model.name}: Fisher products need the tangent of the network, and its engine has none; expected the dense engine (mlp), or an estimator without a Fisher matrix (PPO, A2C)`,
    );
  return tangent;
}

/** `count` rows of `size`, evenly spaced: of stretches one after the other, each gives its share. */
function spread(observations: Float32Array, size: number, count: number | undefined): Float32Array {
  const n = observations.length / size;
  if (count === undefined || count >= n) return observations;
  if (!Number.isSafeInteger(count) || count < 1)
    throw new RangeError(`expected a fisherRowCount of 1 or more, got ${count}`);
  const rows = new Float32Array(count * size);
  for (let k = 0; k < count; k++) {
    const i = Math.floor((k * n) / count);
    rows.set(observations.subarray(i * size, (i + 1) * size), k * size);
  }
  return rows;
}
