/** The differentiable toys by the names a command line knows them by, each a task: a simulator, starts, and an end. */
import type { Rng } from "../../math/random.ts";
import type { Env } from "../env.ts";
import { type DifferentiableEnvOptions, differentiableEnv } from "./differentiable-env.ts";
import { linearQuadratic } from "./linear-quadratic.ts";
import { pendulum } from "./pendulum.ts";

type Task = Omit<DifferentiableEnvOptions, "name" | "envCount">;

/**
 * Two coupled integrators under a quadratic cost, x₀ uniform in [−1, 1]². A hundred steps of a loop that halves in three are as good as for
 * ever: the best policy is the gain of the algebraic Riccati equation.
 */
const regulated: Task = {
  simulator: linearQuadratic({
    stateMatrix: Float64Array.of(1, 0.1, 0, 1),
    actionMatrix: Float64Array.of(0.1, 0, 0, 0.1),
    stateCost: Float64Array.of(1, 0, 0, 1),
    actionCost: Float64Array.of(0.1, 0, 0, 0.1),
  }),
  version: "1",
  state: { names: ["x.0", "x.1"], units: ["1", "1"] },
  action: { names: ["u.0", "u.1"], units: ["1", "1"] },
  controlPeriod: 0.1,
  episodeSteps: 100,
  start: (rng) => Float64Array.of(within(rng, 1), within(rng, 1)),
};

/** From any angle and up to 1 rad/s. Without a limit of the torque it can be lifted at once. */
const upright: Task = {
  simulator: pendulum(),
  version: "1",
  state: { names: ["angle", "speed"], units: ["rad", "rad/s"] },
  action: { names: ["torque"], units: ["N m"] },
  controlPeriod: 0.05,
  episodeSteps: 100,
  start: (rng) => Float64Array.of(within(rng, Math.PI), within(rng, 1)),
};

const tasks: Readonly<Record<string, Task>> = {
  "toy:linear-quadratic": regulated,
  "toy:pendulum": upright,
};

/** What can be made in this process, with derivatives. */
export const differentiableToys: readonly string[] = Object.keys(tasks);

/** `name` is one of `differentiableToys`. */
export function differentiableToy(name: string, envCount: number): Env {
  return differentiableEnv({ ...(tasks[name] as Task), name, envCount });
}

function within(rng: Rng, bound: number): number {
  return bound * (2 * rng.uniform() - 1);
}
