/**
 * What a driver does: reads sensors, writes joint targets, switches torque, and says honestly how that went.
 *
 * A driver lives in the control thread and is synchronous: no call waits longer than `budget` allows, none allocates once the
 * robot is armed, none throws for what hardware does (that is a fault code of `faults.ts`). Opening one is asynchronous and
 * does throw, with cause and remedy.
 */
import type { RobotSpec } from "./robot.ts";
import type { SensorFrame } from "./sensor-frame.ts";

export interface Driver {
  readonly robot: RobotSpec;
  /** Who is connected, for the log and the recording: models, firmware, serial numbers. */
  readonly identity: string;
  /** Brings `frame` up to date; a channel without news keeps value and stamp. Answers a fault code. */
  read(frame: SensorFrame): number;
  /** Joint targets, rad, in the joints' order, at a share 0 … 1 of the torque limits. Answers a fault code. */
  write(targets: Float64Array, torqueShare: number): number;
  /** Switches torque; off must be sent even where an earlier call failed. Answers a fault code. */
  torque(on: boolean): number;
  /** Reads back whether torque is off in every joint: 1 yes, 0 no, −1 the robot cannot say. */
  isLimp(): number;
  /** Messages sent again since the driver was opened. */
  readonly retries: number;
  /** What anybody holding the port can send to stop the robot, if this thread no longer can; null where nothing can. */
  readonly emergency: Emergency | null;
  /** Torque off, disarms the device's watchdog, lets go of the port. */
  close(): void;
}

/** Written as it is, to the open file or to the device of that path: must stop the robot whatever state it is in. */
export interface Emergency {
  readonly fd: number;
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Monotonic seconds; see loop/clock.ts. */
export type Clock = () => number;

/** Opens the driver of a target such as `dynamixel:/dev/ttyUSB0`. */
export type OpenDriver = (target: string, options: DriverOptions) => Promise<Driver>;

export interface DriverOptions {
  readonly clock: Clock;
  /** Description and calibration of the robot, as the target needs it. */
  readonly robot: unknown;
}
