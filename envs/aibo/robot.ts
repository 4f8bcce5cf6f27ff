/**
 * The AIBO as a robot to deploy on: what it feels by the names that `aibo:walk` gives it in training, less what it was told last,
 * which it does not feel.
 *
 * Limits are Tekkotsu's software range; speed and torque are the calibrated motors of aibo.xml: no-load 7 rad/s, stall 1 N·m.
 */
import type { ChannelSpec, JointSpec, RobotSpec, Watchdog } from "../../src/deploy/robot.ts";
import { observationFields, targetFields } from "./closed-loop/observation.ts";
import { handTunedGait } from "./gait.ts";
import { jointCommands } from "./joint-commands.ts";
import { jointDirections, jointKinds, jointNames } from "./legs.ts";
import { leanOf } from "./loci.ts";

/** rad/s */
const noLoadSpeed = 7;
/** N·m */
export const stallTorque = 1;
/** Stall torque over the inertia of gear and rotor alone is 400 rad/s²; a leg on it takes half of that, rad/s². */
const maxAcceleration = 200;

/** Readings come every 8 ms; so many may be missed, or be the same in every bit, before they are stale or frozen, s. */
const maxAge = 0.05;
const frozenAfter = 0.05;

/** How the hand-tuned trot stands, which is how an episode of training begins, rad. */
export function aiboStance(): Float64Array {
  const still = { ...handTunedGait, halfStride: 0, frontStepHeight: 0, rearStepHeight: 0 };
  const stance = new Float64Array(jointNames.length);
  jointCommands(still, leanOf(handTunedGait), 0, 0, stance);
  return stance;
}

const channelSizes = {
  jointAngle: jointNames.length,
  jointSpeed: jointNames.length,
  angularVelocity: 3,
  acceleration: 3,
  gravity: 3,
  touch: 4,
} as const;

/** Fields of the observation, cut into what is read together. */
function channels(): ChannelSpec[] {
  let at = 0;
  return Object.entries(channelSizes).map(([name, size]) => {
    const elements = observationFields.slice(at, at + size).map(({ name, unit }) => ({ name, unit }));
    at += size;
    return { name, elements, maxAge, frozenAfter: name === "touch" ? null : frozenAfter };
  });
}

/** The robot, with the watchdog of whatever carries its commands. */
export function aiboRobot(watchdog: Watchdog): RobotSpec {
  const stance = aiboStance();
  const joint = (name: string, index: number): JointSpec => ({
    name,
    positive: jointDirections[jointKinds[index % jointKinds.length] ?? "swing"],
    low: targetFields[index]?.low as number,
    high: targetFields[index]?.high as number,
    maxSpeed: noLoadSpeed,
    maxAcceleration,
    maxTorque: stallTorque,
    stance: stance[index] as number,
  });
  return {
    name: "aibo",
    version: "1",
    joints: jointNames.map(joint),
    channels: channels(),
    controlPeriod: { least: 0.008, most: 0.1 },
    feedback: "measured",
    watchdog,
    stopProfiles: ["damp", "park", "hold", "limp"],
  };
}
