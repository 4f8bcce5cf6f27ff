/** A robot small enough to reason about: two joints, what they feel, and which way is down. */
import type { JointSpec, RobotSpec } from "../../../src/deploy/robot.ts";

const joint = (name: string, changed: Partial<JointSpec> = {}): JointSpec => ({
  name,
  positive: "the link swings forward",
  low: -1,
  high: 2,
  maxSpeed: 4,
  maxAcceleration: 100,
  maxTorque: 1,
  stance: 0.5,
  ...changed,
});

export const twoJoints: RobotSpec = {
  name: "two-joints",
  version: "1",
  joints: [joint("hip"), joint("knee", { low: -0.5, high: 2.5 })],
  channels: [
    {
      name: "jointAngle",
      elements: [
        { name: "hipAngle", unit: "rad" },
        { name: "kneeAngle", unit: "rad" },
      ],
      maxAge: 0.05,
      frozenAfter: 1,
    },
    {
      name: "gravity",
      elements: ["X", "Y", "Z"].map((axis) => ({ name: `gravity${axis}`, unit: "1" })),
      maxAge: 0.05,
      frozenAfter: 1,
    },
  ],
  controlPeriod: { least: 0.005, most: 0.04 },
  feedback: "measured",
  watchdog: { kind: "none", why: "there is no device" },
  stopProfiles: ["damp", "park", "hold", "limp"],
};
