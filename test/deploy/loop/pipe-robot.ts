/**
 * A robot of one joint behind a named pipe, for tests: every command is a line there, `T1`, `T0` for torque, `W` for a target; `E` is its
 * emergency, `C` that it was let go. It is where it was sent, and breaks where it is told to.
 */
import { closeSync, constants, openSync, writeSync } from "node:fs";
import type { Driver, DriverOptions } from "../../../src/deploy/driver.ts";
import { faultCode } from "../../../src/deploy/faults.ts";
import type { RobotSpec } from "../../../src/deploy/robot.ts";
import type { SensorFrame } from "../../../src/deploy/sensor-frame.ts";

export const pipeRobot: RobotSpec = {
  name: "pipe",
  version: "1",
  joints: [
    {
      name: "hip",
      positive: "forward",
      low: -1,
      high: 1,
      maxSpeed: 10,
      maxAcceleration: 1000,
      maxTorque: 1,
      stance: 0,
    },
  ],
  channels: [
    { name: "jointAngle", elements: [{ name: "hipAngle", unit: "rad" }], maxAge: 10, frozenAfter: null },
  ],
  controlPeriod: { least: 0.005, most: 0.1 },
  feedback: "measured",
  watchdog: { kind: "none", why: "a pipe has none" },
  stopProfiles: ["limp", "hold"],
};

export interface PipeRobotOptions {
  /** At the so-and-so-many-th target: throw, hang for good, or end the thread. */
  readonly breaks?: { readonly how: "throw" | "hang" | "exit"; readonly at: number };
  /** Which robot it says it is. */
  readonly name?: string;
}

export async function openDriver(path: string, { clock, robot }: DriverOptions): Promise<Driver> {
  const { breaks, name = pipeRobot.name } = robot as PipeRobotOptions;
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const say = (line: string): void => void writeSync(fd, `${line}\n`);
  let angle = 0.05;
  let isOn = false;
  let writes = 0;
  return {
    robot: { ...pipeRobot, name },
    identity: `pipe robot at ${path}`,
    retries: 0,
    emergency: { fd, path, bytes: Buffer.from("E\n") },
    read: (frame: SensorFrame) => {
      frame.values[0] = angle;
      frame.stamps[0] = clock();
      return faultCode.none;
    },
    write: (targets) => {
      if (breaks !== undefined && ++writes === breaks.at) {
        if (breaks.how === "throw") throw new Error("the pipe robot broke");
        if (breaks.how === "exit") process.exit(3);
        while (true);
      }
      angle = targets[0] as number;
      say("W");
      return faultCode.none;
    },
    torque: (on) => {
      isOn = on;
      say(on ? "T1" : "T0");
      return faultCode.none;
    },
    isLimp: () => Number(!isOn),
    close: () => {
      say("C");
      closeSync(fd);
    },
  };
}
