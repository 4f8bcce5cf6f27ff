/**
 * A policy that is a model and its parameters: encoder, normalizer, network and head in one.
 *
 *     observation ─ encode ─ normalize ─▶ row ─ network ─▶ head ─ sample or mode ─▶ stored action ─ toEnv ─▶ action
 */
import type { NormalizerState } from "../env/normalizer.ts";
import type { AnyBatch, Space } from "../env/space.ts";
import type { Rng } from "../math/random.ts";
import type { ActorCritic } from "./actor-critic.ts";
import { encoder } from "./encode.ts";
import { seer } from "./normalized.ts";
import type { AnyPolicy } from "./policy.ts";

export interface NetworkPolicyOptions {
  readonly model: ActorCritic;
  readonly params: Float64Array;
  readonly observationSpace: Space;
  /** Statistics that observations are seen through, frozen; null for none. */
  readonly normalizer: NormalizerState | null;
  /** The most probable action, or one drawn as in training. */
  readonly mode: "deterministic" | "stochastic";
}

/** Throws `RangeError` where the model does not take what the space shows. */
export function networkPolicy({
  model,
  params,
  observationSpace,
  normalizer,
  mode,
}: NetworkPolicyOptions): AnyPolicy {
  const rows = encoder(observationSpace);
  if (rows.size !== model.observationSize)
    throw new RangeError(`an observation is ${rows.size} numbers, the model takes ${model.observationSize}`);
  const see = seer(normalizer);
  return fromParams(params);

  function fromParams(theta: Float64Array): AnyPolicy {
    const actor = modelActor(model, theta, mode);
    return {
      name: model.name,
      params: theta,
      actionSpace: model.head.actionSpace,
      withParams: fromParams,
      act(observations, rngs) {
        const row = see(rows.encode(observations as AnyBatch));
        return actor.toEnv(actor.act(row, rngs)) as never;
      },
    };
  }
}

/** What collectors ask at every step (rollout/actor.ts): `model` with `params`, on rows that were encoded and normalized already. */
export function modelActor(
  model: ActorCritic,
  params: Float64Array,
  mode: NetworkPolicyOptions["mode"] = "stochastic",
) {
  const { head } = model;
  return {
    actionSize: head.actionSize,
    act(observations: Float32Array, rngs: readonly Rng[]): Float64Array {
      const { own, inputs } = model.distribution(params, observations);
      return mode === "stochastic" ? head.sample(own, inputs, rngs) : head.mode(own, inputs);
    },
    /** The same function for every actor of a model: those that act side by side are then sent in one go. */
    toEnv: head.toEnv as (stored: Float64Array) => AnyBatch,
  };
}
