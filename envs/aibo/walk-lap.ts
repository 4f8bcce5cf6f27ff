import { createRng } from "../../src/math/random.ts";
import type { Gait } from "./gait.ts";
import type { Lap, LapOptions } from "./lap.ts";
import { leanOf } from "./loci.ts";
import { drawPerturbation } from "./perturbation.ts";
import type { AiboSimulation } from "./simulation.ts";
import { stand } from "./stand.ts";
import { Walk } from "./walk.ts";

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
