/** Sensor noise of a rehearsal: normal, independent from tick to tick, by what the unit of an element is usually measured with. */
import type { Rng } from "../../math/random.ts";
import type { RobotSpec } from "../robot.ts";

/** Standard deviations; what has another unit is left as it is. */
const stds: Readonly<Record<string, number>> = {
  rad: 0.01,
  "rad/s": 0.1,
  "m/s²": 0.3,
  "1": 0.01,
  N: 0.1,
};

/** Adds noise to a row of sensors, in place. */
export function noiseFor({ channels }: RobotSpec): (sensors: Float64Array, rng: Rng) => void {
  const std = channels.flatMap(({ elements }) => elements.map(({ unit }) => stds[unit] ?? 0));
  return (sensors, rng) => {
    for (const [i, sigma] of std.entries()) sensors[i] = (sensors[i] as number) + sigma * rng.normal();
  };
}
