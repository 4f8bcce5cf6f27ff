/** The robot behind a target of the command line: what it is, how it is opened, and whether it is hardware. */
import { startRealTimeAibo, type TrackPoint } from "../../envs/aibo/real-time/start.ts";
import { aiboRobot } from "../../envs/aibo/robot.ts";
import { loadCalibration } from "../deploy/calibration.ts";
import { robotSpecOf } from "../deploy/drivers/dynamixel/bus-robot.ts";
import type { BusRobotOptions } from "../deploy/drivers/dynamixel/open-driver.ts";
import { type DriverSource, driverSource } from "../deploy/drivers/open-driver.ts";
import { opencatSpecOf } from "../deploy/drivers/opencat/robot-file.ts";
import { describeRobot, type WireOptions } from "../deploy/drivers/wire/describe.ts";
import type { RobotSpec } from "../deploy/robot.ts";
import type { CurveOptions } from "../transport/channel-options.ts";
import type { Deployable } from "./deployable.ts";
import { UsageError } from "./errors.ts";
import { requireKeyless } from "./key-options.ts";
import { retargeted } from "./retargeted.ts";
import { busRobotOf, opencatRobotOf } from "./robot-files.ts";

export interface RobotTarget extends AsyncDisposable {
  readonly spec: RobotSpec;
  readonly driver: DriverSource;
  /** The policy for this robot's joints, where another robot's gait can be mapped onto them. */
  readonly fitted: (policy: Deployable) => Deployable;
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
  /** Whose calibration: the name it was calibrated by. */
  readonly id?: string | undefined;
  /** For a robot on the wire that lets in only who has a key. */
  readonly curve?: CurveOptions | undefined;
  /** Nothing is opened: the description alone. */
  readonly isDry: boolean;
}

/** Throws `UnknownTarget` for a target that is none, UsageError for options that do not go with it. */
export async function robotTarget(target: string, options: RobotTargetOptions): Promise<RobotTarget> {
  requireKeyless(target, options.curve);
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
    fitted: (policy) => policy,
    driver: driverSource(target, aibo.robot),
    isHardware: false,
    track: () => aibo.track(),
    [Symbol.asyncDispose]: () => aibo[Symbol.asyncDispose](),
  };
}

async function hardware(target: string, options: RobotTargetOptions): Promise<RobotTarget> {
  if (target.startsWith("dynamixel:")) return await onServoBus(target, options);
  if (target.startsWith("opencat:")) return await onBoard(target, options);
  if (options.robotFile !== undefined || options.id !== undefined)
    throw new UsageError(`--robot and --id are for robots on a serial port; ${target} describes itself`);
  const wire: WireOptions = { curve: options.curve };
  const driver = driverSource(target, wire);
  const { spec } = await describeRobot(target, wire);
  return { ...described(target, spec, true), driver };
}

async function onServoBus(
  target: string,
  { controlPeriod, robotFile, id }: RobotTargetOptions,
): Promise<RobotTarget> {
  const description = await busRobotOf(robotFile);
  const spec = robotSpecOf(description);
  const calibration = await loadCalibration(id ?? spec.name);
  if (id !== undefined && calibration === null)
    throw new UsageError(`${id} was never calibrated; run gaitway calibrate --robot ${target} --id ${id}`);
  const robot: BusRobotOptions = { description, calibration, controlPeriod };
  return { ...described(target, spec, true), driver: driverSource(target, robot) };
}

async function onBoard(
  target: string,
  { controlPeriod, robotFile, id }: RobotTargetOptions,
): Promise<RobotTarget> {
  if (id !== undefined)
    throw new UsageError("--id is for servos; an OpenCat board keeps its calibration itself");
  const description = await opencatRobotOf(robotFile);
  return {
    ...described(target, opencatSpecOf(description), true),
    driver: driverSource(target, { description, controlPeriod }),
    fitted: (policy) => retargeted(policy, description),
  };
}

function described(target: string, spec: RobotSpec, isHardware: boolean): RobotTarget {
  return {
    fitted: (policy) => policy,
    spec,
    driver: driverSource(target, spec),
    isHardware,
    [Symbol.asyncDispose]: async () => {},
  };
}
