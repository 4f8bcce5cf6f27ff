import type { Rng } from "../../src/math/random.ts";
import type { Perturbation } from "./simulation.ts";

/** No two robots are the same: every body's mass ±3 %, friction ±5 %, uniformly, times `scale`. */
export function drawPerturbation(rng: Rng, bodyCount: number, scale: number): Perturbation {
  const around = (stream: Rng, share: number): number => 1 + scale * share * (2 * stream.uniform() - 1);
  const masses = rng.stream("mass");
  const mass = Float64Array.from({ length: bodyCount }, () => around(masses, 0.03));
  return { mass, friction: around(rng.stream("friction"), 0.05) };
}
