/**
 * No distribution at all: the action is the mode, a = μ_θ(s), of what another head would have drawn from.
 *
 * For searches in the space of parameters (finite differences, evolution strategies, ARS), which explore with θ and ask no probability of an
 * action. There is none: on a box the density is infinite at one point. Imports: env.
 */
import type { Space } from "../../env/space.ts";
import type { Head } from "./head.ts";

/** `drawn` without its randomness, and without parameters of its own. Throws `RangeError` where the mode depends on them. */
export function deterministicHead<A extends Space>(drawn: Head<A>): Head<A> {
  if (drawn.parameterCount > 0)
    throw new RangeError(
      `a deterministic head has no parameters of its own, a ${drawn.name} head has ${drawn.parameterCount}: expected one without`,
    );
  const none = new Float64Array();
  return {
    name: "deterministic",
    actionSpace: drawn.actionSpace,
    inputSize: drawn.inputSize,
    parameterCount: 0,
    actionSize: drawn.actionSize,
    init: () => none,
    sample: (own, inputs) => drawn.mode(own, inputs),
    mode: (own, inputs) => drawn.mode(own, inputs),
    toEnv: (stored) => drawn.toEnv(stored),
    ...(drawn.writeMode && { writeMode: drawn.writeMode }),
    logProbs: () => refuse("log-probability", drawn.name),
    entropies: () => refuse("entropy", drawn.name),
    klDivergences: () => refuse("KL divergence", drawn.name),
    scores: () => refuse("score", drawn.name),
    entropyGradient: () => refuse("gradient of the entropy", drawn.name),
    fisherProduct: () => refuse("Fisher information", drawn.name),
  };
}

function refuse(what: string, natural: string): never {
  throw new RangeError(
    `a deterministic policy has no ${what}: expected a head that draws its actions (here: ${natural}), or an estimator that perturbs parameters (finite differences, evolution strategies, ars)`,
  );
}
