/** The readings of a robot: those that are of this robot handed on, their times told by our clock. */
import { decodeReading } from "../../../transport/codec-robot.ts";
import { MalformedMessage } from "../../../transport/errors.ts";
import { DEFAULT_LIMITS } from "../../../transport/message.ts";
import type { Reading } from "../../../transport/robot-message.ts";
import { openSubscriber } from "../../../transport/subscriber.ts";
import type { CurveKeys } from "../../../transport/zeromq.ts";
import { type RobotSpec, sensorCount } from "../../robot.ts";
import { ClockOffset } from "./clock-offset.ts";

export interface SensorLinkOptions {
  readonly endpoint: string;
  readonly curve: CurveKeys | undefined;
  readonly robot: RobotSpec;
  readonly clock: () => number;
  /** `stamps` of the reading are by our clock. */
  readonly receive: (reading: Reading, now: number) => void;
  /** Nothing comes any more. */
  readonly broken: () => void;
}

/** Connects in the background, until closed. */
export function openSensorLink(options: SensorLinkOptions): { close(): void } {
  const { endpoint, curve, robot, clock, receive, broken } = options;
  const clockOffset = new ClockOffset();
  return openSubscriber(endpoint, DEFAULT_LIMITS, curve, {
    broken,
    receive: (frames) => {
      const reading = readingOf(frames, robot);
      if (reading === undefined) return;
      const now = clock();
      const offset = clockOffset.take(reading.sent, now);
      receive({ ...reading, stamps: reading.stamps.map((stamp) => stamp + offset) }, now);
    },
  });
}

/** What is no reading of this robot is as good as none: it shows in the age of the last one. */
export function readingOf(frames: readonly Uint8Array[], robot: RobotSpec): Reading | undefined {
  try {
    const reading = decodeReading(frames, DEFAULT_LIMITS);
    requireFit(reading, robot);
    return reading;
  } catch {
    return undefined;
  }
}

/** Values may be anything: what is not finite is for the guards to see. */
function requireFit({ sent, stamps, values, state }: Reading, robot: RobotSpec): void {
  const fits =
    stamps.length === robot.channels.length &&
    values.length === sensorCount(robot) &&
    state.torque.length === robot.joints.length &&
    Number.isFinite(sent) &&
    stamps.every((stamp) => stamp <= sent);
  if (!fits) throw new MalformedMessage("expected a reading of this robot, taken before it was sent");
}
