/** One reading of a robot: a row of values, channel after channel, and the time each channel was taken. */
import { type RobotSpec, sensorCount } from "./robot.ts";

export interface SensorFrame {
  /** All elements, in the order of `sensorNames`; SI. */
  readonly values: Float64Array;
  /** One a channel: when it was taken, s of the monotonic clock; −Infinity before its first reading. */
  readonly stamps: Float64Array;
}

export function sensorFrame(robot: RobotSpec): SensorFrame {
  return {
    values: new Float64Array(sensorCount(robot)),
    stamps: new Float64Array(robot.channels.length).fill(-Infinity),
  };
}
