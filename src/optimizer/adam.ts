import { integerPower } from "../math/power.ts";
import { checkDecay, checkEpsilon } from "./checks.ts";
import type { Optimizer } from "./optimizer.ts";
import { rateAt, type Schedule } from "./schedule.ts";
import { checkGradient, emptyState, writable } from "./state.ts";

export interface AdamOptions {
  /** α, about the most an element moves in one update. Default 0.001. */
  readonly learningRate?: number | Schedule;
  /** β₁, decay of the mean of the gradient. Default 0.9. */
  readonly beta1?: number;
  /** β₂, decay of the mean of its square. Default 0.999. */
  readonly beta2?: number;
  /** ε. Default 1e-8. */
  readonly epsilon?: number;
}

/**
 * Adam, Kingma & Ba (2015), algorithm 1, upwards:
 *
 *   m ← β₁ m + (1 − β₁) g          m̂ = m / (1 − β₁ᵗ)
 *   v ← β₂ v + (1 − β₂) g²         v̂ = v / (1 − β₂ᵗ)          θ ← θ + α m̂ / (√v̂ + ε)
 */
export function adam(options: AdamOptions = {}): Optimizer {
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  const name = "adam";
  checkDecay(`${name}: beta1`, beta1);
  checkDecay(`${name}: beta2`, beta2);
  checkEpsilon(`${name}: epsilon`, epsilon);
  return {
    name,
    init: (parameterCount) => emptyState(parameterCount, "m", "v"),
    update(gradient, state, _params, spent) {
      checkGradient(name, gradient, state, "m", "v");
      const alpha = rateAt(`${name}: learningRate`, learningRate, state.count);
      const t = state.count + 1;
      const mCorrection = 1 - integerPower(beta1, t);
      const vCorrection = 1 - integerPower(beta2, t);
      const m = writable(state, "m", spent?.state);
      const v = writable(state, "v", spent?.state);
      const delta = spent?.gradient ? gradient : new Float64Array(gradient.length);
      for (let j = 0; j < gradient.length; j++) {
        const g = gradient[j] as number;
        const mean = beta1 * (m[j] as number) + (1 - beta1) * g;
        const square = beta2 * (v[j] as number) + (1 - beta2) * (g * g);
        m[j] = mean;
        v[j] = square;
        delta[j] = (alpha * (mean / mCorrection)) / (Math.sqrt(square / vCorrection) + epsilon);
      }
      return { delta, state: { count: t, moments: { m, v } } };
    },
  };
}
