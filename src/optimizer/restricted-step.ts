import { alongGradient } from "./given-length.ts";
import type { Optimizer } from "./optimizer.ts";
import { rateAt, type Schedule } from "./schedule.ts";
import { checkGradient, emptyState } from "./state.ts";

export interface RestrictedStepOptions {
  /** ε, the limit on ½‖θ′ − θ‖². Default 2: a step of length 2. */
  readonly restriction?: number | Schedule;
}

/**
 * The restricted gradient step of the lecture notes: the best step for a linear U under ½ (θ′ − θ)ᵀ I (θ′ − θ) ≤ ε,
 *
 *   θ ← θ + √(2ε) ∇U(θ)/‖∇U(θ)‖.
 */
export function restrictedStep({ restriction = 2 }: RestrictedStepOptions = {}): Optimizer {
  const name = "restricted-step";
  return {
    name,
    init: () => emptyState(0),
    update(gradient, state) {
      checkGradient(name, gradient, state);
      const epsilon = rateAt(`${name}: restriction`, restriction, state.count);
      return {
        delta: alongGradient(gradient, Math.sqrt(2 * epsilon)),
        state: { ...state, count: state.count + 1 },
      };
    },
  };
}
