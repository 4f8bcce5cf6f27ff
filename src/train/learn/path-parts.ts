/** What a pathwise method needs of its settings and of the spaces: real numbers all the way, and a σ that does not depend on the state. */
import type { BoxSpace, Space } from "../../env/space.ts";
import type { ActorCritic } from "../../policy/actor-critic.ts";
import { mlp } from "../../policy/network/dense/mlp.ts";
import type { Network } from "../../policy/network/network.ts";
import type { ConfigOf } from "./config.ts";
import type { PathwiseUpdaterOptions } from "./pathwise.ts";

/** The network of `model`, whose parameters are the first of θ: the model shows no derivatives by observations. */
export function meanNetwork({ hidden, activation }: ConfigOf<"pathwise">, model: ActorCritic): Network {
  return mlp({ inputSize: model.observationSize, hidden, activation, outputSize: model.head.inputSize });
}

/** Throws `RangeError` for a σ that a network gives. */
export function logStdOf({
  head,
  headSettings,
}: ConfigOf<"pathwise">): Pick<PathwiseUpdaterOptions, "logStd"> {
  if (head === "deterministic") return {};
  const { std = "learned", logStd = 0 } = headSettings;
  if (std === "state-dependent")
    throw new RangeError(
      'pathwise gradients hold the noise of a σ that is the same everywhere: expected std "fixed" or "learned" of the gaussian head, got "state-dependent"; reinforce, a2c and ppo take it',
    );
  return { logStd: std === "learned" ? "learned" : Number(logStd) };
}

/** Throws `RangeError` for what has no derivative. */
export function requireFloats(space: Space, what: string): BoxSpace {
  if (space.type === "box" && (space.dtype === "float64" || space.dtype === "float32"))
    return space as BoxSpace;
  const got = space.type === "box" ? `a box of ${space.dtype}` : `a ${space.type} space`;
  throw new RangeError(
    `pathwise gradients go through real numbers: expected a box of floats for each ${what}, the environment's is ${got}; reinforce, a2c and ppo take it`,
  );
}
