/** A driver on a peer of three joints and a sensor board, and what a test needs to look at both. */

import type { Calibration } from "../../../../src/deploy/calibration.ts";
import type { Driver } from "../../../../src/deploy/driver.ts";
import {
  type BusLayout,
  type BusRobot,
  busRobot,
} from "../../../../src/deploy/drivers/dynamixel/bus-robot.ts";
import { type BusRobotOptions, openDriver } from "../../../../src/deploy/drivers/dynamixel/open-driver.ts";
import { monotonicClock } from "../../../../src/deploy/loop/clock.ts";
import type { RobotSpec } from "../../../../src/deploy/robot.ts";
import { sensorFrame } from "../../../../src/deploy/sensor-frame.ts";
import type { BusPeer } from "./bus-peer.ts";

export const jointNames = ["hip", "knee", "toe"] as const;
export const clock = monotonicClock();

const bounds = { low: -1.5, high: 1.5, maxSpeed: 7, maxAcceleration: 100, maxTorque: 1, stance: 0, positive: "forward" } as const; // biome-ignore format: one line
const touch = ["heelTouch", "ballTouch", "sideTouch", "topTouch"].map((name) => ({ name, unit: "N" }));

export const leg: RobotSpec = {
  name: "leg",
  version: "1",
  joints: jointNames.map((name) => ({ name, ...bounds })),
  channels: [{ name: "touch", elements: touch, maxAge: 0.05, frozenAfter: null }],
  // Long, so that a machine that tests other things besides is not taken for a slow bus.
  controlPeriod: { least: 0.3, most: 0.4 },
  feedback: "measured",
  watchdog: { kind: "none", why: "the bus has one" },
  stopProfiles: ["damp", "limp"],
};

export function legOn(layout: BusLayout = {}): BusRobot {
  return busRobot(leg, { signs: [1, -1, 1], watchdog: 0.3, ...layout });
}

export interface OpenedOptions {
  readonly description?: BusRobot;
  readonly calibration?: Calibration | null;
  readonly controlPeriod?: number;
}

export async function opened(peer: BusPeer, options: OpenedOptions = {}): Promise<Driver> {
  const robot: BusRobotOptions = { description: legOn(), calibration: null, ...options };
  return await openDriver(`dynamixel:${peer.path}`, { clock, robot });
}

/** A reading by the names of the elements. */
export function reading(driver: Driver): { fault: number; values: Record<string, number>; stamps: number[] } {
  const frame = sensorFrame(driver.robot);
  const fault = driver.read(frame);
  const names = driver.robot.channels.flatMap(({ elements }) => elements.map(({ name }) => name));
  const values = Object.fromEntries(names.map((name, index) => [name, frame.values[index] as number]));
  return { fault, values, stamps: [...frame.stamps] };
}

export function littleEndian(value: number, size: number): number[] {
  return Array.from({ length: size }, (_, byte) => Math.floor(value / 256 ** byte) & 0xff);
}
