/**
 * Exploration that hangs together in time: a generator whose normal numbers are correlated from one action to the next.
 *
 *     x₀ = ε₀        x_k = ρ x_(k−1) + √(1 − ρ²) ε_k        each element of the action by itself
 *
 * Each x_k by itself is standard normal, so a head's log-probabilities, which are of one step, stay what they are; only the steps are no longer
 * drawn apart from one another. An agent that has to push in one direction for long (MountainCarContinuous) gets somewhere; independent noise
 * averages out before it moves. First-order autoregressive noise, the discrete Ornstein–Uhlenbeck process: Uhlenbeck & Ornstein 1930; Hollenstein et
 * al. 2022, "Action noise in off-policy deep RL". Imports: math.
 */
import type { Rng } from "../math/random.ts";

/**
 * `rng` with correlated normal numbers. An action of `elements` numbers draws as many, always in the same order. Uniform numbers, integers, seeds
 * and streams are those of `rng`. Throws `RangeError` unless 0 ≤ ρ < 1.
 */
export function correlated(rng: Rng, correlation: number, elements: number): Rng {
  if (!(correlation >= 0 && correlation < 1))
    throw new RangeError(`the correlation of exploration is from 0 to below 1, not ${correlation}`);
  const fresh = Math.sqrt(1 - correlation * correlation);
  const last = new Float64Array(elements);
  let draws = 0;
  return {
    ...rng,
    normal() {
      const j = draws % elements;
      const x = draws < elements ? rng.normal() : correlation * (last[j] as number) + fresh * rng.normal();
      last[j] = x;
      draws += 1;
      return x;
    },
  };
}
