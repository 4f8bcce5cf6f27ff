/** The model of a configuration: encoder, networks and head for the spaces of an environment. */
import { z } from "zod";
import type { EnvSpec } from "../env/env.ts";
import type { Space } from "../env/space.ts";
import type { ActorCritic } from "./actor-critic.ts";
import { encoder } from "./encode.ts";
import type { Head } from "./head/head.ts";
import { headFor } from "./head/heads.ts";
import type { Network } from "./network/network.ts";
import { portableModelSchema } from "./network/tfjs/portable.ts";
import { denseNetworks, type MakeNetwork } from "./networks.ts";
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
  /** The engine of the networks; dense when absent. */
  network: z.enum(["dense", "tfjs"]).optional(),
  /** Layers models of tfjs, as they were before anything was learned; made of `hidden` and `activation` where absent. */
  layers: z
    .strictObject({ actor: portableModelSchema.optional(), critic: portableModelSchema.optional() })
    .optional(),
});

export type ModelOptions = z.output<typeof modelOptionsSchema>;

/**
 * `networks` of another engine than dense has been started before: engines.ts. Throws `RangeError` where a head cannot serve the action space, an
 * observation cannot be encoded, or a given network has other sizes.
 */
export function modelFor(
  spaces: Spaces,
  options: ModelOptions,
  networks: MakeNetwork = denseOf(options),
): ActorCritic {
  const { head, network } = actorFor(spaces, options, networks);
  if (options.critic === "shared") return sharedActorCritic({ head, trunk: network });
  if (options.critic === "none") return separateActorCritic({ actor: network, head });
  const critic = networks("critic", { inputSize: network.inputSize, outputSize: 1 });
  return separateActorCritic({ actor: network, head, critic });
}

type Spaces = Pick<EnvSpec<Space, Space>, "observationSpace" | "actionSpace">;

/** What acts in a model: θ begins with the network's parameters, and its outputs with the head's inputs. */
export interface Actor {
  readonly network: Network;
  readonly head: Head;
}

/** The actor of a model alone. Throws as `modelFor` does. */
export function actorFor(
  { observationSpace, actionSpace }: Spaces,
  options: ModelOptions,
  networks: MakeNetwork = denseOf(options),
): Actor {
  const { critic, outputGain } = options;
  const head = headFor(actionSpace, options.head, options.headSettings);
  const inputSize = encoder(observationSpace).size;
  // A shared trunk gives the value too, behind what the head takes.
  const outputSize = critic === "shared" ? head.inputSize + 1 : head.inputSize;
  return { head, network: networks("actor", { inputSize, outputSize, outputGain }) };
}

function denseOf(options: ModelOptions): MakeNetwork {
  if (options.network === "tfjs")
    throw new Error("networks of tfjs have to be prepared: expected modelFor(spec, options, await networksFor(options))"); // biome-ignore format: one line
  return denseNetworks(options);
}
