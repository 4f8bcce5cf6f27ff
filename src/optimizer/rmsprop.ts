import { checkDecay, checkEpsilon } from "./checks.ts";
import type { Optimizer } from "./optimizer.ts";
import { rateAt, type Schedule } from "./schedule.ts";
import { checkGradient, emptyState } from "./state.ts";

export interface RmspropOptions {
  /** α. Default 0.01. */
  readonly learningRate?: number | Schedule;
  /** ρ, decay of the mean square. Default 0.9. */
  readonly decay?: number;
  /** ε. Default 1e-8. */
  readonly epsilon?: number;
}

/**
 * RMSProp, Tieleman & Hinton (2012), Neural Networks for Machine Learning, lecture 6e, upwards:
 *
 *   v ← ρ v + (1 − ρ) g²          θ ← θ + α g / (√v + ε)
 *
 * v starts at 0 and is not corrected, so the first step of an element is α/√(1 − ρ) long, 3.2 α at the default. ε stands outside the root, as in
 * PyTorch; TensorFlow's form (ε inside, v from 1) is another optimizer.
 */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  const { learningRate = 0.01, decay = 0.9, epsilon = 1e-8 } = options;
  const name = "rmsprop";
  checkDecay(`${name}: decay`, decay);
  checkEpsilon(`${name}: epsilon`, epsilon);
  return {
    name,
    init: (parameterCount) => emptyState(parameterCount, "v"),
    update(gradient, state) {
      checkGradient(name, gradient, state, "v");
      const alpha = rateAt(`${name}: learningRate`, learningRate, state.count);
      const v = (state.moments.v as Float64Array).slice();
      const delta = new Float64Array(gradient.length);
      for (let j = 0; j < gradient.length; j++) {
        const g = gradient[j] as number;
        const square = decay * (v[j] as number) + (1 - decay) * (g * g);
        v[j] = square;
        delta[j] = (alpha * g) / (Math.sqrt(square) + epsilon);
      }
      return { delta, state: { count: state.count + 1, moments: { v } } };
    },
  };
}
