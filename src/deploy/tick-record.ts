/**
 * What is kept of one tick: a row of doubles, so that a shared ring can hold it, a recording can name it and a replay can
 * decide it again. The inputs of the decision (times, sensors, requests, faults) and all its stages.
 *
 *     head │ stamps (channels) │ sensors │ observation │ action │ clipped │ scaled, filtered, positioned, faded, rated, sent (joints each) │ flags (joints)
 */
import { type RobotSpec, sensorCount } from "./robot.ts";

/** The scalars at the head, in this order. Times are s of the monotonic clock. */
export const headFields = [
  /** Which tick since the loop began; skipped ones count. */
  "tick",
  /** When it should have begun, when it began, when its command was sent. */
  "deadline",
  "begin",
  "end",
  /** State after the tick and why it was entered: numbers of states.ts and reasons.ts. */
  "state",
  "reason",
  /** Requests taken in by this tick, as bits (requests.ts). */
  "requests",
  /** Ticks skipped before this one. */
  "skipped",
  /** Fault codes of reading, of writing (known at the next tick's decision), retries so far. */
  "readFault",
  "writeFault",
  "retries",
  /** Seconds the policy has been moving the robot: the time of an open-loop cycle. */
  "motionTime",
  /** Share of the policy in the command, 0 … 1, and of the torque limit. */
  "fade",
  "torqueShare",
  /** 1 where torque is asked to be on; 1 where the command goes to the robot; 1 where torque is to be read back after it. */
  "torque",
  "write",
  "askLimp",
  /** Share of observation elements outside what training saw, 0 … 1. */
  "outOfRange",
  /** What the driver answered to the last tick's `askLimp`: 1 off, 0 on, −1 unknown, NaN not asked. */
  "limpReadBack",
] as const;

export type HeadField = (typeof headFields)[number];

/** Rows behind the head, in this order, with how many numbers each has. What a tick did not come to compute is NaN, but `sent` always is a pose. */
export interface RecordLayout {
  readonly size: number;
  readonly head: Readonly<Record<HeadField, number>>;
  readonly rows: Readonly<Record<RowName, { readonly at: number; readonly length: number }>>;
}

export const rowNames = [
  "stamps",
  "sensors",
  "observation",
  "action",
  "clipped",
  "scaled",
  "filtered",
  "positioned",
  "faded",
  "rated",
  "sent",
  /** Per joint, bits of the stages that changed its command (command-path.ts). */
  "flags",
] as const;

export type RowName = (typeof rowNames)[number];

export interface RecordSizes {
  readonly robot: RobotSpec;
  /** Numbers of an observation row; 0 for an open-loop cycle. */
  readonly observationSize: number;
  readonly actionSize: number;
}

export function recordLayout({ robot, observationSize, actionSize }: RecordSizes): RecordLayout {
  const joints = robot.joints.length;
  const lengths: Readonly<Record<RowName, number>> = {
    stamps: robot.channels.length,
    sensors: sensorCount(robot),
    observation: observationSize,
    action: actionSize,
    clipped: actionSize,
    scaled: joints,
    filtered: joints,
    positioned: joints,
    faded: joints,
    rated: joints,
    sent: joints,
    flags: joints,
  };
  let at = headFields.length;
  const rows = {} as Record<RowName, { at: number; length: number }>;
  for (const name of rowNames) {
    rows[name] = { at, length: lengths[name] };
    at += lengths[name];
  }
  const head = Object.fromEntries(headFields.map((name, index) => [name, index]));
  return { size: at, head: head as Readonly<Record<HeadField, number>>, rows };
}
