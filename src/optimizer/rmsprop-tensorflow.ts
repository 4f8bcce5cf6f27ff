import type { Optimizer } from "./optimizer.ts";
import { type RmspropOptions, rmspropOf } from "./rmsprop.ts";

/**
 * RMSProp in the form of TensorFlow 1, which A2C was published with:
 *
 *   v ← ρ v + (1 − ρ) g²,   v₀ = 1          θ ← θ + α g / √(v + ε)
 *
 * ε stands inside the root and v starts at 1, so that the first steps are short, about α g, where those of `rmsprop` are about α/√(1 − ρ) however small g is:
 * a learner that bootstraps is not thrown off before its values mean anything. Options and defaults are those of `rmsprop`.
 */
export function rmspropTensorflow(options: RmspropOptions = {}): Optimizer {
  return rmspropOf({ name: "rmsprop-tensorflow", start: 1, epsilonIn: "root" }, options);
}
