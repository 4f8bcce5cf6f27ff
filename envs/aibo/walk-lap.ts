import { createRng, type Rng } from "../../src/math/random.ts";
import type { Gait } from "./gait.ts";
import type { Lap, LapOptions } from "./lap.ts";
import { leanOf } from "./loci.ts";
import type { AiboSimulation, Perturbation } from "./simulation.ts";
import { stand } from "./stand.ts";
import { Walk } from "./walk.ts";

function drawPerturbation(rng: Rng, bodyCount: number, scale: number): Perturbation {
  const around = (stream: Rng, share: number): number => 1 + scale * share * (2 * stream.uniform() - 1);
  const masses = rng.stream("mass");
  const mass = Float64Array.from({ length: bodyCount }, () => around(masses, 0.03));
  return { mass, friction: around(rng.stream("friction"), 0.05) };
}

/** Walks one lap on `simulation`, which is reset first. The gait must be finite; bounds are the caller's business. */
export function walkLap(simulation: AiboSimulation, gait: Gait, seed: number, options: LapOptions): Lap {
  const rng = createRng(seed);
  const lean = leanOf(gait);
  simulation.reset(
    options.timestep,
    drawPerturbation(rng.stream("model"), simulation.bodyCount, options.perturbation),
  );
  stand(simulation, gait, lean);
  const startPhase = options.randomPhase ? rng.stream("phase").uniform() : 0;
  const stopwatch = 1 + options.noise * rng.stream("stopwatch").normal();
  return new Walk(simulation, gait, lean, startPhase, options).run(stopwatch);
}
