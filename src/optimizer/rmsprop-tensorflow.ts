import { checkDecay, checkEpsilon } from "./checks.ts";
import type { Optimizer } from "./optimizer.ts";
import type { RmspropOptions } from "./rmsprop.ts";
import { rateAt } from "./schedule.ts";
import { checkGradient, emptyState } from "./state.ts";

/**
 * RMSProp in the form of TensorFlow 1, which A2C was published with:
 *
 *   v ← ρ v + (1 − ρ) g²,   v₀ = 1          θ ← θ + α g / √(v + ε)
 *
 * ε stands inside the root and v starts at 1, so that the first steps are short, about α g, where those of `rmsprop` are about α/√(1 − ρ) however small g is:
 * a learner that bootstraps is not thrown off before its values mean anything. Options and defaults are those of `rmsprop`.
 */
export function rmspropTensorflow(options: RmspropOptions = {}): Optimizer {
  const { learningRate = 0.01, decay = 0.9, epsilon = 1e-8 } = options;
  const name = "rmsprop-tensorflow";
  checkDecay(`${name}: decay`, decay);
  checkEpsilon(`${name}: epsilon`, epsilon);
  return {
    name,
    init(parameterCount) {
      const { count, moments } = emptyState(parameterCount, "v");
      return { count, moments: { v: (moments.v as Float64Array).fill(1) } };
    },
    update(gradient, state) {
      checkGradient(name, gradient, state, "v");
      const alpha = rateAt(`${name}: learningRate`, learningRate, state.count);
      const v = (state.moments.v as Float64Array).slice();
      const delta = new Float64Array(gradient.length);
      for (let j = 0; j < gradient.length; j++) {
        const g = gradient[j] as number;
        const square = decay * (v[j] as number) + (1 - decay) * (g * g);
        v[j] = square;
        delta[j] = (alpha * g) / Math.sqrt(square + epsilon);
      }
      return { delta, state: { count: state.count + 1, moments: { v } } };
    },
  };
}
