/** What `gaitway doctor --robot R` looks at. Torque is switched off and nothing is moved; an OpenCat board is only asked who it is. */
import { startRealTimeAibo } from "../../envs/aibo/real-time/start.ts";
import type { Clock, Driver } from "../deploy/driver.ts";
import { portOf } from "../deploy/drivers/dynamixel/open-driver.ts";
import { type DriverSource, driverSource, openDriver } from "../deploy/drivers/open-driver.ts";
import { opencatPort } from "../deploy/drivers/opencat/open-driver.ts";
import type { WireOptions } from "../deploy/drivers/wire/describe.ts";
import { faultCode, faultNames } from "../deploy/faults.ts";
import type { RobotSpec } from "../deploy/robot.ts";
import { sensorFrame } from "../deploy/sensor-frame.ts";
import type { CurveOptions } from "../transport/channel-options.ts";
import type { Check } from "./doctor-check.ts";
import { dynamixelChecks } from "./doctor-dynamixel.ts";
import { jitterCheck, milliseconds, roundTripCount, spreadOf } from "./doctor-measure.ts";
import { opencatChecks } from "./doctor-opencat.ts";
import { portChecks } from "./doctor-port.ts";
import { busRobotOf, opencatRobotOf } from "./robot-files.ts";

/** s; that of the AIBO's policies. */
const trainedPeriod = 0.032;

export interface RobotToExamine {
  readonly target: string;
  /** robot.yaml; the AIBO's layout, or a Bittle, where there is none. */
  readonly file?: string | undefined;
  /** For a robot on the wire that lets in only who has a key. */
  readonly curve?: CurveOptions | undefined;
}

/** Throws UnknownTarget, InvalidBusRobot, InvalidOpencatRobot. */
export async function robotChecks(
  { target, file, curve }: RobotToExamine,
  clock: Clock,
): Promise<readonly Check[]> {
  const wire: WireOptions = { curve };
  const source = driverSource(target, wire);
  if (target.startsWith("dynamixel:")) {
    const robot = await busRobotOf(file);
    const path = portOf(target);
    return [
      ...portChecks(path, robot.baud),
      ...dynamixelChecks(path, robot, clock),
      jitterCheck(periodOf(robot), clock),
    ];
  }
  if (target.startsWith("opencat:")) {
    const robot = await opencatRobotOf(file);
    const path = opencatPort(target);
    return [
      ...portChecks(path, robot.baud),
      ...opencatChecks(path, robot, clock),
      jitterCheck(periodOf(robot), clock),
    ];
  }
  const check = target.startsWith("sim:") ? simulated(target, clock) : overDriver(source, clock);
  return [check, jitterCheck(trainedPeriod, clock)];
}

/** That of the AIBO's policies, as far as the robot takes it. */
function periodOf({ controlPeriod: { least, most } }: Pick<RobotSpec, "controlPeriod">): number {
  return Math.max(least, Math.min(trainedPeriod, most));
}

function simulated(target: string, clock: Clock): Check {
  return {
    name: "robot",
    remedy: "take load off this computer; the simulated robot keeps real time or nothing does",
    run: async () => {
      await using aibo = await startRealTimeAibo({ controlPeriod: trainedPeriod });
      return await readings(driverSource(target, aibo.robot), clock);
    },
  };
}

function overDriver(source: DriverSource, clock: Clock): Check {
  return {
    name: "robot",
    remedy: "check the address, that the robot's side runs, and the network between",
    run: () => readings(source, clock),
  };
}

async function readings(source: DriverSource, clock: Clock): Promise<string> {
  const driver = await openDriver(source, clock);
  try {
    return `${driver.identity}: ${timed(driver, clock)}`;
  } finally {
    driver.close();
  }
}

function timed(driver: Driver, clock: Clock): string {
  const frame = sensorFrame(driver.robot);
  const times = Array.from({ length: roundTripCount }, () => {
    const begin = clock();
    const fault = driver.read(frame);
    if (fault !== faultCode.none) throw new Error(`reading failed: ${faultNames[fault]}`);
    return clock() - begin;
  });
  const { p50, p99 } = spreadOf(times);
  return `${roundTripCount} readings, torque off: p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}`;
}
