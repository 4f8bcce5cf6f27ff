/** The networks of a model, whatever engine computes them: it is told what goes in and out, and makes them. Imports: nothing but networks. */
import type { MlpOptions } from "./network/dense/layers.ts";
import { mlp } from "./network/dense/mlp.ts";
import type { Network } from "./network/network.ts";

/** What a network is for: the head of the actor (or the trunk that both stand on), or values alone. */
export type NetworkRole = "actor" | "critic";

/** Numbers of a row in and out, and the gain of the last layer when it is fresh. */
export type NetworkShape = Pick<MlpOptions, "inputSize" | "outputSize" | "outputGain">;

/** Throws `RangeError` where it has no network of that shape. */
export type MakeNetwork = (role: NetworkRole, shape: NetworkShape) => Network;

/** Multilayer perceptrons of the dense engine. */
export function denseNetworks({
  hidden,
  activation,
}: Pick<MlpOptions, "hidden" | "activation">): MakeNetwork {
  return (_, shape) => mlp({ ...shape, hidden, ...(activation && { activation }) });
}
