import type { Optimizer } from "./optimizer.ts";

/**
 * `optimizer`, climbing U(θ) − λ/2 ‖θ‖² in place of U:
 *
 *   g ← g − λ θ.
 *
 * The penalty is part of the gradient, so that Adam and RMSProp measure it like the rest (Salimans et al. 2017 for evolution strategies, λ = 0.005); it is not the
 * decoupled decay of Loshchilov & Hutter (2019). `update` has to be given θ.
 */
export function weightDecay(optimizer: Optimizer, decay: number): Optimizer {
  const name = `weight-decay(${optimizer.name})`;
  if (!(decay >= 0 && Number.isFinite(decay)))
    throw new RangeError(`${name}: decay has to be a finite number, 0 or more, not ${decay}`);
  return {
    name,
    init: (parameterCount) => optimizer.init(parameterCount),
    update(gradient, state, params, spent) {
      if (params?.length !== gradient.length)
        throw new RangeError(
          `${name}: expected θ of ${gradient.length} parameters as third argument of update, got ${params?.length ?? "none"}`,
        );
      const decayed = gradient.map((slope, j) => slope - decay * (params[j] as number));
      return optimizer.update(decayed, state, params, { ...spent, gradient: true });
    },
  };
}
