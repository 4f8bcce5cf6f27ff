import { norm, scale } from "../math/vector.ts";
import type { Optimizer } from "./optimizer.ts";
import { checkGradient } from "./state.ts";

/**
 * `optimizer`, fed with gradients no longer than `max`:
 *
 *   g ← g · min(1, max/‖g‖),
 *
 * ‖g‖ over all parameters at once: Pascanu, Mikolov & Bengio (2013), On the Difficulty of Training Recurrent Neural Networks, algorithm 1. What is too
 * large to be a gradient is refused, not clipped.
 */
export function clipNorm(optimizer: Optimizer, max: number): Optimizer {
  const name = `clip-norm(${optimizer.name})`;
  if (!(max > 0)) throw new RangeError(`${name}: max has to be a number above 0, not ${max}`);
  return {
    name,
    init: (parameterCount) => optimizer.init(parameterCount),
    update(gradient, state, params, spent) {
      checkGradient(name, gradient, state);
      const size = norm(gradient);
      if (size <= max) return optimizer.update(gradient, state, params, spent);
      const clipped = scale(gradient, max / size, spent?.gradient ? gradient : undefined);
      return optimizer.update(clipped, state, params, { ...spent, gradient: true });
    },
  };
}
