import { scale } from "../math/vector.ts";
import type { Optimizer } from "./optimizer.ts";
import { rateAt, type Schedule } from "./schedule.ts";
import { checkGradient, emptyState } from "./state.ts";

export interface AscentOptions {
  /** α, a factor and not the length of a step. Default 0.1. */
  readonly learningRate?: number | Schedule;
}

/** Plain gradient ascent, θ ← θ + α ∇U(θ). */
export function ascent({ learningRate = 0.1 }: AscentOptions = {}): Optimizer {
  const name = "ascent";
  return {
    name,
    init: () => emptyState(0),
    update(gradient, state, _params, spent) {
      checkGradient(name, gradient, state);
      const alpha = rateAt(`${name}: learningRate`, learningRate, state.count);
      const delta = scale(gradient, alpha, spent?.gradient ? gradient : undefined);
      return { delta, state: { ...state, count: state.count + 1 } };
    },
  };
}
