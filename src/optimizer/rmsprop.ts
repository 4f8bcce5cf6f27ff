import { checkDecay, checkEpsilon } from "./checks.ts";
import type { Optimizer } from "./optimizer.ts";
import { rateAt, type Schedule } from "./schedule.ts";
import { checkGradient, emptyState, writable } from "./state.ts";

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
 *   v ← ρ v + (1 − ρ) g²,   v₀ = 0          θ ← θ + α g / (√v + ε)
 *
 * v is not corrected for where it starts, so the first step of an element is α/√(1 − ρ) long, 3.2 α at the default. ε stands outside the root, as in
 * PyTorch; TensorFlow's form (ε inside, v from 1) is another optimizer.
 */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  return rmspropOf({ name: "rmsprop", start: 0, epsilonIn: "sum" }, options);
}

/** In what the forms of RMSProp differ. */
interface Form {
  readonly name: string;
  /** v₀. */
  readonly start: number;
  /** √(v + ε), or √v + ε. */
  readonly epsilonIn: "root" | "sum";
}

/** Both forms, as θ ← θ + α g / (√(v + inside) + outside): one of the two is ε, the other 0, which changes no bit. */
export function rmspropOf({ name, start, epsilonIn }: Form, options: RmspropOptions): Optimizer {
  const { learningRate = 0.01, decay = 0.9, epsilon = 1e-8 } = options;
  checkDecay(`${name}: decay`, decay);
  checkEpsilon(`${name}: epsilon`, epsilon);
  const [inside, outside] = epsilonIn === "root" ? [epsilon, 0] : [0, epsilon];
  return {
    name,
    init(parameterCount) {
      const { count, moments } = emptyState(parameterCount, "v");
      return { count, moments: { v: (moments.v as Float64Array).fill(start) } };
    },
    update(gradient, state, _params, spent) {
      checkGradient(name, gradient, state, "v");
      const alpha = rateAt(`${name}: learningRate`, learningRate, state.count);
      const v = writable(state, "v", spent?.state);
      const delta = spent?.gradient ? gradient : new Float64Array(gradient.length);
      for (let j = 0; j < gradient.length; j++) {
        const g = gradient[j] as number;
        const square = decay * (v[j] as number) + (1 - decay) * (g * g);
        v[j] = square;
        delta[j] = (alpha * g) / (Math.sqrt(square + inside) + outside);
      }
      return { delta, state: { count: state.count + 1, moments: { v } } };
    },
  };
}
