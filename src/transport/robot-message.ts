/** What is said to and by a robot, as plain records; angles in rad, times in s. Meaning: proto/gaitway/v1/gaitway.proto. */

export interface WireRobot {
  readonly name: string;
  readonly version: string;
  readonly joints: readonly WireJoint[];
  readonly channels: readonly WireChannel[];
  readonly leastControlPeriod: number;
  readonly mostControlPeriod: number;
  readonly measuresJoints: boolean;
  /** A timeout of 0: there is none, and `reaction` says why. */
  readonly watchdog: { readonly timeout: number; readonly reaction: string };
  readonly stopProfiles: readonly string[];
}

export interface WireJoint {
  readonly name: string;
  readonly positive: string;
  readonly low: number;
  readonly high: number;
  readonly maxSpeed: number;
  readonly maxAcceleration: number;
  readonly maxTorque?: number | undefined;
  readonly stance: number;
}

export interface WireChannel {
  readonly name: string;
  readonly elements: readonly { readonly name: string; readonly unit: string }[];
  readonly maxAge: number;
  readonly frozenAfter?: number | undefined;
}

export interface Arm {
  readonly kind: "arm";
  readonly torque: boolean;
  readonly sent: number;
}

export interface Command {
  readonly kind: "command";
  readonly sequence: number;
  readonly sent: number;
  readonly torqueShare: number;
}

export interface StopRobot {
  readonly kind: "stop";
  readonly profile: string;
}

export interface ReadRobot {
  readonly kind: "readRobot";
}

export interface CommandReply {
  readonly kind: "command";
}

/** The answer to everything but a command. */
export interface StateReply<K extends "arm" | "stop" | "readRobot"> {
  readonly kind: K;
  readonly state: RobotState;
}

export interface RobotState {
  /** On the robot's monotonic clock. */
  readonly time: number;
  /** One a joint: whether it gives torque. */
  readonly torque: readonly boolean[];
  readonly latched: boolean;
  readonly reason: string;
}

/** A message of the sensor socket. */
export interface Reading {
  readonly sequence: number;
  /** When it was sent and when each channel was taken, on the robot's monotonic clock. */
  readonly sent: number;
  readonly stamps: Float64Array;
  /** All elements, channel after channel. */
  readonly values: Float64Array;
  readonly state: RobotState;
}

export type RobotRequest = Arm | Command | StopRobot | ReadRobot;
export type RobotReply = CommandReply | StateReply<"arm"> | StateReply<"stop"> | StateReply<"readRobot">;
