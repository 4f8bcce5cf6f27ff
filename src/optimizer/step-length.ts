import { alongGradient } from "./given-length.ts";
import type { Optimizer } from "./optimizer.ts";
import { rateAt, type Schedule } from "./schedule.ts";
import { checkGradient, emptyState } from "./state.ts";

export interface StepLengthOptions {
  /** η, the Euclidean length of every step, in the unit of the parameters (one ε for a gait). Default 2, the paper's. */
  readonly length?: number | Schedule;
}

/** A step of given length, θ ← θ + η ∇U(θ)/‖∇U(θ)‖: Kohl & Stone (2004), who normalize A and multiply it by η. */
export function stepLength({ length = 2 }: StepLengthOptions = {}): Optimizer {
  const name = "step-length";
  return {
    name,
    init: () => emptyState(0),
    update(gradient, state) {
      checkGradient(name, gradient, state);
      const eta = rateAt(`${name}: length`, length, state.count);
      return { delta: alongGradient(gradient, eta), state: { ...state, count: state.count + 1 } };
    },
  };
}
