/** What a robot on the wire says it is, checked, as the rest of deploy knows robots. */
import { SpecMismatch } from "../../../transport/errors.ts";
import type { WireChannel, WireJoint, WireRobot } from "../../../transport/robot-message.ts";
import {
  type ChannelSpec,
  type JointSpec,
  type RobotSpec,
  type StopProfileName,
  stopProfileNames,
  type Watchdog,
} from "../../robot.ts";

/** Throws `SpecMismatch` for a description that contradicts itself or lacks what nobody can do without. */
export function robotSpecFrom(robot: WireRobot): RobotSpec {
  const { name, version, leastControlPeriod: least, mostControlPeriod: most } = robot;
  requireThat(name !== "", "a robot with a name", "none");
  requireThat(
    least > 0 && most >= least && Number.isFinite(most),
    `control periods of ${name} that are a range`,
    `${least} … ${most} s`,
  );
  requireUnique(name, "joint", robot.joints);
  requireUnique(name, "sensor channel", robot.channels);
  requireUnique(
    name,
    "sensor element",
    robot.channels.flatMap(({ elements }) => elements),
  );
  return {
    name,
    version,
    joints: robot.joints.map(jointFrom),
    channels: robot.channels.map(channelFrom),
    controlPeriod: { least, most },
    feedback: robot.measuresJoints ? "measured" : "none",
    watchdog: watchdogFrom(robot),
    stopProfiles: stopProfilesFrom(robot),
  };
}

function jointFrom(joint: WireJoint): JointSpec {
  const { name, positive, low, high, maxSpeed, maxAcceleration, maxTorque = null, stance } = joint;
  const isRange = Number.isFinite(low) && Number.isFinite(high) && low < high;
  requireThat(isRange, `limits of ${name} that are a range`, `${low} … ${high} rad`);
  requireThat(
    stance >= low && stance <= high,
    `a stance of ${name} from ${low} to ${high} rad`,
    String(stance),
  );
  requirePositive(`a maximum speed of ${name}`, maxSpeed);
  requirePositive(`a maximum acceleration of ${name}`, maxAcceleration);
  if (maxTorque !== null) requirePositive(`a maximum torque of ${name}`, maxTorque);
  return { name, positive, low, high, maxSpeed, maxAcceleration, maxTorque, stance };
}

function channelFrom(channel: WireChannel): ChannelSpec {
  const { name, elements, maxAge, frozenAfter = null } = channel;
  requireThat(elements.length > 0, `elements in the sensor channel ${name}`, "none");
  requirePositive(`a maximum age of ${name}`, maxAge);
  if (frozenAfter !== null) requirePositive(`a time after which ${name} is frozen`, frozenAfter);
  return { name, elements, maxAge, frozenAfter };
}

function watchdogFrom({ name, watchdog: { timeout, reaction } }: WireRobot): Watchdog {
  if (timeout === 0) return { kind: "none", why: reaction || "the robot says it has none" };
  requirePositive(`a watchdog timeout of ${name}`, timeout);
  return { kind: "device", timeout, reaction };
}

/** A later version may know more. */
function stopProfilesFrom({ name, stopProfiles }: WireRobot): readonly StopProfileName[] {
  const known = stopProfiles.filter((word): word is StopProfileName =>
    (stopProfileNames as readonly string[]).includes(word),
  );
  requireThat(
    known.length > 0,
    `a stop profile of ${name} among ${stopProfileNames.join(", ")}`,
    stopProfiles.join(", ") || "none",
  );
  return known;
}

function requireUnique(robot: string, what: string, named: readonly { readonly name: string }[]): void {
  const names = named.map(({ name }) => name);
  const twice = names.find((name, index) => name === "" || names.indexOf(name) < index);
  requireThat(twice === undefined, `every ${what} of ${robot} to have a name of its own`, `"${twice}"`);
}

function requirePositive(what: string, value: number): void {
  requireThat(value > 0 && Number.isFinite(value), `${what} above 0`, String(value));
}

function requireThat(holds: boolean, expected: string, got: string): void {
  if (!holds)
    throw new SpecMismatch(`expected ${expected}, got ${got}`, "mend the description that the robot gives");
}
