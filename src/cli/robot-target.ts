/** The robot behind a target of the command line: what it is, how it is opened, and whether it is hardware. */
import { readFile } from "node:fs/promises";
import { startRealTimeAibo, type TrackPoint } from "../../envs/aibo/real-time/start.ts";
import { aiboRobot } from "../../envs/aibo/robot.ts";
import { loadCalibration } from "../deploy/calibration.ts";
import { busRobot, parseBusRobot, robotSpecOf } from "../deploy/drivers/dynamixel/bus-robot.ts";
import type { BusRobotOptions } from "../deploy/drivers/dynamixel/open-driver.ts";
import { type DriverSource, driverSource } from "../deploy/drivers/open-driver.ts";
import type { RobotSpec } from "../deploy/robot.ts";
import { UsageError } from "./errors.ts";

export interface RobotTarget extends AsyncDisposable {
  readonly spec: RobotSpec;
  readonly driver: DriverSource;
  /** Something of metal may move; an emulated bus counts, as nobody can tell the two apart. */
  readonly isHardware: boolean;
  /** Where a simulated robot was since the last time; undefined of one that nobody watches. */
  readonly track?: () => TrackPoint[];
}

export interface RobotTargetOptions {
  /** s; targets are reached in this time, as in training. */
  readonly controlPeriod: number;
  /** robot.yaml of a robot on a bus; the AIBO's layout where there is none. */
  readonly robotFile?: string | undefined;
  /** Nothing is opened: the description alone. */
  readonly isDry: boolean;
}

/** Throws `UnknownTarget` for a target that is none, UsageError for options that do not go with it. */
export async function robotTarget(target: string, options: RobotTargetOptions): Promise<RobotTarget> {
  const robot = target.startsWith("sim:")
    ? await simulated(target, options)
    : await hardware(target, options);
  if (!options.isDry) return robot;
  const module = new URL("../deploy/drivers/dry.js", import.meta.url).href;
  return { ...robot, driver: { target: "dry:", module, robot: robot.spec } };
}

async function simulated(
  target: string,
  { controlPeriod, robotFile, isDry }: RobotTargetOptions,
): Promise<RobotTarget> {
  if (target !== "sim:aibo") throw new UsageError(`no simulated robot "${target}": expected sim:aibo`);
  if (robotFile !== undefined)
    throw new UsageError("--robot describes a robot on a bus; sim:aibo is its own description");
  if (isDry) return described(target, aiboRobot({ kind: "none", why: "a dry run has no robot" }), false);
  const aibo = await startRealTimeAibo({ controlPeriod });
  return {
    spec: aibo.robot.spec,
    driver: driverSource(target, aibo.robot),
    isHardware: false,
    track: () => aibo.track(),
    [Symbol.asyncDispose]: () => aibo[Symbol.asyncDispose](),
  };
}

async function hardware(
  target: string,
  { controlPeriod, robotFile }: RobotTargetOptions,
): Promise<RobotTarget> {
  if (!target.startsWith("dynamixel:")) {
    const spec = aiboRobot({ kind: "none", why: "nothing was described" });
    return described(target, spec, true);
  }
  const description =
    robotFile === undefined
      ? busRobot(aiboRobot({ kind: "none", why: "servos have their own" }))
      : parseBusRobot(await readFile(robotFile, "utf8"), robotFile);
  const spec = robotSpecOf(description);
  const calibration = await loadCalibration(spec.name);
  const robot: BusRobotOptions = { description, calibration, controlPeriod };
  return { ...described(target, spec, true), driver: driverSource(target, robot) };
}

function described(target: string, spec: RobotSpec, isHardware: boolean): RobotTarget {
  return { spec, driver: driverSource(target, spec), isHardware, [Symbol.asyncDispose]: async () => {} };
}
