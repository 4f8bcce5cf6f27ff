/** Which sensor elements of a robot are its joints and its sense of down, by their names: `…Angle`, `…Speed`, `gravityX`. */
import { type RobotSpec, sensorNames } from "../../deploy/robot.ts";

export interface MeasuredAt {
  /** Places in the row of sensors, one a joint; −1 where a joint is not measured. */
  readonly angles: readonly number[];
  readonly speeds: readonly number[];
  /** Of x, y, z; undefined where the robot does not feel it. */
  readonly gravity: readonly [number, number, number] | undefined;
}

export function measuredAt(robot: RobotSpec): MeasuredAt {
  const names = sensorNames(robot);
  const placesOf = (suffix: string) => robot.joints.map(({ name }) => names.indexOf(`${name}${suffix}`));
  const [x = -1, y = -1, z = -1] = ["X", "Y", "Z"].map((axis) => names.indexOf(`gravity${axis}`));
  return {
    angles: placesOf("Angle"),
    speeds: placesOf("Speed"),
    gravity: Math.min(x, y, z) < 0 ? undefined : [x, y, z],
  };
}
