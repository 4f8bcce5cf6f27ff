import type { Gait } from "./gait.ts";
import { jointCommands } from "./joint-commands.ts";
import { footRadius } from "./legs.ts";
import type { Lean } from "./loci.ts";
import type { AiboSimulation } from "./simulation.ts";

/** So deep the lowest point starts in the field, m: touching exactly, the last bit would decide whether it touches. */
const press = 1e-5;

/**
 * Puts the robot on the field in mid-stride, feet under it, leaning as it will walk, its lowest foot or knee touching.
 * Commands are those of the stance; the joints are `offsets` (rad) away from them.
 */
export function stand(
  simulation: AiboSimulation,
  gait: Gait,
  lean: Lean,
  offsets: ArrayLike<number> = [],
): void {
  const { qpos, ctrl, siteXpos, xpos } = simulation.views;
  const still = { ...gait, halfStride: 0, frontStepHeight: 0, rearStepHeight: 0 };
  jointCommands(still, lean, 0, 0, ctrl);
  // The lean is a rotation about y by pitch: cos²(pitch/2) = (1 + cos pitch)/2, sin² likewise with a minus.
  qpos.fill(0, 0, 7);
  qpos[3] = Math.sqrt((1 + lean.cos) / 2);
  qpos[5] = Math.sign(lean.sin) * Math.sqrt((1 - lean.cos) / 2);
  for (let joint = 0; joint < ctrl.length; joint++)
    qpos[7 + joint] = (ctrl[joint] ?? 0) + (offsets[joint] ?? 0);
  simulation.forward();
  // The trunk is at height 0 now, so everything below hangs under it.
  qpos[2] = footRadius - press - Math.min(lowestOf(siteXpos), lowestOf(xpos));
}

/** The smallest z among points laid out x, y, z, x, y, z, … */
function lowestOf(points: Float64Array): number {
  let lowest = 0;
  for (let index = 2; index < points.length; index += 3) lowest = Math.min(lowest, points[index] ?? 0);
  return lowest;
}
