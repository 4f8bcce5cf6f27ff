/** How far the trunk leans, from the direction of gravity that it feels: elements gravityX, gravityY, gravityZ; (0, 0, −1) upright. */
import { cos } from "../math/elementary.ts";
import { type RobotSpec, sensorNames } from "./robot.ts";

export type TiltGuard = (sensors: Float64Array) => boolean;

/**
 * Whether the trunk leans more than `maxTilt` (rad); where it feels no direction at all, it does. Without `maxTilt` it never does.
 * Throws RangeError where the robot does not feel gravity.
 */
export function tiltGuard(robot: RobotSpec, maxTilt: number | null): TiltGuard {
  if (maxTilt === null) return () => false;
  const names = sensorNames(robot);
  const [x, y, z] = ["gravityX", "gravityY", "gravityZ"].map((name) => names.indexOf(name)) as [
    number,
    number,
    number,
  ];
  if (Math.min(x, y, z) < 0)
    throw new RangeError(
      `a tilt guard needs the sensor elements gravityX, gravityY and gravityZ, "${robot.name}" has ${names.join(", ") || "none"}; set maxTilt to null`,
    );
  const least = cos(maxTilt);
  return (sensors) => {
    const gx = sensors[x] as number;
    const gy = sensors[y] as number;
    const gz = sensors[z] as number;
    // cos φ = −g_z/|g|, compared so that 0/0 leans
    return !(-gz / Math.sqrt(gx * gx + gy * gy + gz * gz) >= least);
  };
}

/** Whether the robot feels gravity. */
export function feelsGravity(robot: RobotSpec): boolean {
  const names = sensorNames(robot);
  return ["gravityX", "gravityY", "gravityZ"].every((name) => names.includes(name));
}
