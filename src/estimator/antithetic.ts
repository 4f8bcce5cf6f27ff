/** Pairs of candidates θ + σε and θ − σε, ε ~ N(0, I): what evolution strategies and augmented random search have in common. */
import type { Rng } from "../math/random.ts";
import type { Trial } from "../rollout/trial.ts";
import type { Design } from "./candidates.ts";
import { InvalidTrials } from "./returns.ts";

/** θ + σε₁, θ − σε₁, θ + σε₂, … */
export function pairsAround(
  params: Float64Array,
  { perturbation }: Design,
  directionCount: number,
  source: Rng,
): Float64Array[] {
  return Array.from({ length: directionCount }, () => {
    const move = params.map(() => perturbation * source.normal());
    return [1, -1].map((sign) => params.map((value, j) => value + sign * (move[j] as number)));
  }).flat();
}

/**
 * ε of each pair, (θ⁺ − θ⁻)/2σ, one vector a direction. Throws `InvalidTrials` for neighbors that do not lie opposite each other around θ.
 */
export function directionsOf(
  { name, perturbation }: Design,
  params: Float64Array,
  trials: readonly Trial[],
): Float64Array[] {
  return Array.from({ length: trials.length / 2 }, (_, i) => {
    const [plus, minus] = [(trials[2 * i] as Trial).params, (trials[2 * i + 1] as Trial).params];
    return params.map((center, j) => {
      const [up, down] = [plus[j] as number, minus[j] as number];
      // Each side was rounded once, to half a unit in its last place.
      if (Math.abs(up - center + (down - center)) > 4 * Number.EPSILON * (Math.abs(up) + Math.abs(down)))
        throw new InvalidTrials(
          `${name}: parameter ${j} of trials ${2 * i} and ${2 * i + 1} is ${up} and ${down}; expected a pair around ${center}. Hand the trials back in the order of ask(), with the parameters it gave, and the θ it was asked at`,
        );
      return (up - down) / (2 * perturbation);
    });
  });
}
