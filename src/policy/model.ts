/** The model of a configuration: encoder, networks and head for the spaces of an environment. */
import { z } from "zod";
import type { EnvSpec } from "../env/env.ts";
import type { Space } from "../env/space.ts";
import type { ActorCritic } from "./actor-critic.ts";
import { encoder } from "./encode.ts";
import { headFor } from "./head/heads.ts";
import { mlp } from "./network/dense/mlp.ts";
import { separateActorCritic } from "./separate.ts";
import { sharedActorCritic } from "./shared.ts";

export const modelOptionsSchema = z.object({
  hidden: z.array(z.number().int().positive()),
  activation: z.enum(["tanh", "relu", "elu"]),
  /** The natural head of the action space when absent. */
  head: z.string().optional(),
  headSettings: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  critic: z.enum(["none", "separate", "shared"]),
  /** Gain of the actor's last layer when it is made. */
  outputGain: z.number().positive(),
});

export type ModelOptions = z.output<typeof modelOptionsSchema>;

/** Throws `RangeError` where a head cannot serve the action space, or an observation cannot be encoded. */
export function modelFor(
  { observationSpace, actionSpace }: Pick<EnvSpec<Space, Space>, "observationSpace" | "actionSpace">,
  { hidden, activation, head: name, headSettings, critic, outputGain }: ModelOptions,
): ActorCritic {
  const head = headFor(actionSpace, name, headSettings);
  const common = { inputSize: encoder(observationSpace).size, hidden, activation };
  if (critic === "shared")
    return sharedActorCritic({ head, trunk: mlp({ ...common, outputSize: head.inputSize + 1, outputGain }) });
  const actor = mlp({ ...common, outputSize: head.inputSize, outputGain });
  if (critic === "none") return separateActorCritic({ actor, head });
  return separateActorCritic({ actor, head, critic: mlp({ ...common, outputSize: 1 }) });
}
