/**
 * A critic fitted to targets by passes over minibatches: what trust regions leave to an optimizer of its own.
 *
 *     φ ascends −½ mean (target − V_φ(s))²
 */
import { valueError } from "../../estimator/value-clip.ts";
import type { Rng } from "../../math/random.ts";
import { add } from "../../math/vector.ts";
import type { Optimizer, OptimizerState } from "../../optimizer/optimizer.ts";
import type { ActorCritic } from "../../policy/actor-critic.ts";
import { minibatches, pick, pickRows } from "./minibatches.ts";

export interface CriticFit {
  readonly model: ActorCritic;
  readonly optimizer: Optimizer;
  readonly epochs: number;
  readonly minibatchSize: number;
}

export interface Fitted {
  readonly params: Float64Array;
  readonly state: OptimizerState;
}

/** θ with its critic after the passes; the actor does not move, for its part of the gradient is 0 where nothing is shared. */
export function fitCritic(
  { model, optimizer, epochs, minibatchSize }: CriticFit,
  start: Fitted,
  observations: Float32Array,
  targets: Float64Array,
  rng: Rng,
): Fitted {
  let { params, state } = start;
  for (let epoch = 0; epoch < epochs; epoch++)
    for (const indices of minibatches(targets.length, minibatchSize, rng.stream("epoch").stream(epoch))) {
      const rows = pickRows(observations, indices, model.observationSize);
      const { values, backward } = model.evaluateCritic(params, rows);
      const { weights } = valueError(values, values, pick(targets, indices));
      const gradient = backward(weights.map((weight) => weight / values.length));
      const update = optimizer.update(gradient, state, params);
      params = add(params, update.delta);
      state = update.state;
    }
  return { params, state };
}
