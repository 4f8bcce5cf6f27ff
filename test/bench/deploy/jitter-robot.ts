/** A robot that takes no time: what is late with it is the loop. */
import type { Driver, DriverOptions } from "../../../src/deploy/driver.ts";
import { faultCode } from "../../../src/deploy/faults.ts";
import type { RobotSpec } from "../../../src/deploy/robot.ts";
import type { SensorFrame } from "../../../src/deploy/sensor-frame.ts";

const jointCount = 12;
const joints = Array.from({ length: jointCount }, (_, index) => `joint${index}`);

export const jitterRobot: RobotSpec = {
  name: "jitter",
  version: "1",
  joints: joints.map((name) => ({
    name,
    positive: "anywhere",
    low: -1,
    high: 1,
    maxSpeed: 10,
    maxAcceleration: 1000,
    maxTorque: null,
    stance: 0,
  })),
  channels: [
    {
      name: "jointAngle",
      elements: joints.map((name) => ({ name: `${name}Angle`, unit: "rad" })),
      maxAge: 1,
      frozenAfter: null,
    },
  ],
  controlPeriod: { least: 0.001, most: 1 },
  feedback: "measured",
  watchdog: { kind: "none", why: "it is no machine" },
  stopProfiles: ["limp"],
};

export async function openDriver(_target: string, { clock }: DriverOptions): Promise<Driver> {
  let isOn = false;
  const angles = new Float64Array(jointCount);
  return {
    robot: jitterRobot,
    identity: "a robot that takes no time",
    retries: 0,
    emergency: null,
    read: ({ values, stamps }: SensorFrame) => {
      values.set(angles);
      stamps[0] = clock();
      return faultCode.none;
    },
    write: (targets) => {
      angles.set(targets);
      return faultCode.none;
    },
    torque: (on) => {
      isOn = on;
      return faultCode.none;
    },
    isLimp: () => Number(!isOn),
    close: () => undefined,
  };
}
