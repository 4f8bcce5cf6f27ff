/** Robots and their readings, between the generated shapes and the records of robot-message.ts. */
import protobuf from "protobufjs/minimal.js";
import { requireThat } from "./codec-space.ts";
import { MalformedMessage } from "./errors.ts";
import { MAGIC, openEnvelope } from "./frames.ts";
import { gaitway as generated } from "./generated/gaitway.js";
import type { Limits } from "./message.ts";
import { PROTOCOL_MAJOR, PROTOCOL_MINOR } from "./message.ts";
import type { Reading, RobotReply, RobotRequest, RobotState, WireRobot } from "./robot-message.ts";

type Message = generated.v1.Request | generated.v1.Reply;

/** A request of a robot's kinds; undefined for any other. */
export function readRobotRequest(message: generated.v1.Request): RobotRequest | undefined {
  switch (message.kind) {
    case "command": {
      const { sequence, sent, torqueShare } = message.command as generated.v1.Command;
      return { kind: "command", sequence, sent, torqueShare };
    }
    case "arm": {
      const { torque, sent } = message.arm as generated.v1.Arm;
      return { kind: "arm", torque, sent };
    }
    case "stop":
      return { kind: "stop", profile: (message.stop as generated.v1.StopRobot).profile };
    case "readRobot":
      return { kind: "readRobot" };
    default:
      return undefined;
  }
}

/** A reply of a robot's kinds; undefined for any other. */
export function readRobotReply(message: generated.v1.Reply): RobotReply | undefined {
  switch (message.kind) {
    case "command":
      return { kind: "command" };
    case "arm":
    case "stop":
    case "readRobot":
      return { kind: message.kind, state: readState(message[message.kind]?.state, requestIdOf(message)) };
    default:
      return undefined;
  }
}

const requestIdOf = ({ requestId }: Message): number => requestId;

export function readRobotSpec(
  message: generated.v1.RobotSpec.$Properties | null | undefined,
  requestId: number,
): WireRobot | undefined {
  if (message === null || message === undefined) return undefined;
  const robot = message as generated.v1.RobotSpec;
  requireThat(robot.joints.length > 0, "a robot with at least one joint", requestId);
  requireThat(robot.channels.length > 0, "a robot with at least one sensor channel", requestId);
  return {
    name: robot.name,
    version: robot.version,
    joints: robot.joints.map(readJoint),
    channels: robot.channels.map(readChannel),
    leastControlPeriod: robot.leastControlPeriod,
    mostControlPeriod: robot.mostControlPeriod,
    measuresJoints: robot.measuresJoints,
    watchdog: { timeout: robot.watchdog?.timeout ?? 0, reaction: robot.watchdog?.reaction ?? "" },
    stopProfiles: robot.stopProfiles,
  };
}

function readJoint(message: generated.v1.JointSpec.$Properties): WireRobot["joints"][number] {
  const { name, positive, low, high, maxSpeed, maxAcceleration, maxTorque, stance } =
    message as generated.v1.JointSpec;
  return { name, positive, low, high, maxSpeed, maxAcceleration, maxTorque: maxTorque ?? undefined, stance };
}

function readChannel(message: generated.v1.SensorChannel.$Properties): WireRobot["channels"][number] {
  const { name, elements, maxAge, frozenAfter } = message as generated.v1.SensorChannel;
  return {
    name,
    elements: elements.map((element) => ({ name: element.name ?? "", unit: element.unit ?? "" })),
    maxAge,
    frozenAfter: frozenAfter ?? undefined,
  };
}

function readState(
  message: generated.v1.RobotState.$Properties | null | undefined,
  requestId: number,
): RobotState {
  requireThat(message !== null && message !== undefined, "the state of the robot", requestId);
  const { time, torque, latched, reason } = message as generated.v1.RobotState;
  return { time, torque, latched, reason };
}

/** The single frame of a reading; for those who are a robot. */
export function encodeReading({ sequence, sent, stamps, values, state }: Reading): Uint8Array {
  const versions = { magic: MAGIC.reading, major: PROTOCOL_MAJOR, minor: PROTOCOL_MINOR };
  const reading = { ...versions, sequence, sent, stamps: bytesOf(stamps), values: bytesOf(values) };
  const said = { ...reading, state: { ...state, torque: [...state.torque] } };
  return generated.v1.Reading.encode(said, protobuf.Writer.create()).finish();
}

/** Throws `WrongPeer`, `VersionSkew`, `MessageTooLarge` or `MalformedMessage`. */
export function decodeReading(frames: readonly Uint8Array[], limits: Limits): Reading {
  const envelope = openEnvelope(frames, limits, "reading");
  if (frames.length > 1) throw new MalformedMessage(`expected a reading of one frame, got ${frames.length}`);
  const { sequence, sent, stamps, values, state } = parse(envelope);
  return {
    sequence,
    sent,
    stamps: doublesOf(stamps, "time stamps"),
    values: doublesOf(values, "values"),
    state: readState(state, 0),
  };
}

function parse(envelope: Uint8Array): generated.v1.Reading {
  try {
    return generated.v1.Reading.decode(envelope);
  } catch (cause) {
    throw new MalformedMessage("a reading is not protobuf", 0, { cause });
  }
}

function bytesOf(numbers: Float64Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/** A copy: the bytes lie anywhere in their message. */
function doublesOf(bytes: Uint8Array, what: string): Float64Array {
  requireThat(bytes.length % 8 === 0, `${what} of 8 bytes each, got ${bytes.length} bytes`, 0);
  return new Float64Array(Uint8Array.from(bytes).buffer);
}
