/** Asks a robot on the wire what it is. Nothing is armed, owned or moved by that. */
import { Channel } from "../../../transport/channel.ts";
import type { CurveOptions } from "../../../transport/channel-options.ts";
import type { RobotSpec } from "../../robot.ts";
import { robotSpecFrom } from "./robot-spec.ts";

/** What a driver of the wire takes as `robot`. */
export interface WireOptions {
  /** For a robot with keys. */
  readonly curve?: CurveOptions | undefined;
}

export interface DescribedRobot {
  readonly spec: RobotSpec;
  /** Who is there, for the log and the recording. */
  readonly identity: string;
}

/** Who answers is a simulator, or a robot of a Gaitway that is older than robots on the wire. */
export class NotARobot extends Error {
  override readonly name = "NotARobot";
}

/**
 * For what is asked before a robot is opened. Rejects with what `Channel.open` rejects with, `NotARobot`, or `SpecMismatch` where
 * the description contradicts itself.
 */
export async function describeRobot(target: string, { curve }: WireOptions = {}): Promise<DescribedRobot> {
  await using channel = await Channel.open(target, { curve });
  return described(channel);
}

/** Throws `NotARobot` or `SpecMismatch`. */
export function described({ endpoint, peer }: Channel): DescribedRobot {
  const { robot, capabilities, packageVersion } = peer;
  if (!capabilities.includes("robot") || robot === undefined)
    throw new NotARobot(
      `${endpoint} is no robot: expected a server with the capability "robot", got ${peer.spec.name} with ${capabilities.join(", ") || "none"} (${packageVersion}); give the address of a robot, such as one that gaitway emulate robot prints`,
    );
  const spec = robotSpecFrom(robot);
  return { spec, identity: `${spec.name} ${spec.version} at ${endpoint} (${packageVersion})` };
}

/** Where its readings come from: the robot does not know by which name it was reached. Undefined where it tells none. */
export function sensorAddress({ endpoint, peer }: Channel): string | undefined {
  const host = endpoint.slice("tcp://".length, endpoint.lastIndexOf(":"));
  return peer.sensorEndpoint?.replace(/^tcp:\/\/\*:/, `tcp://${host}:`);
}
