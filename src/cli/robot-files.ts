/** The robot of a file, or the one that is meant where no file is given. */
import { readFile } from "node:fs/promises";
import { aiboRobot } from "../../envs/aibo/robot.ts";
import { type BusRobot, busRobot, parseBusRobot } from "../deploy/drivers/dynamixel/bus-robot.ts";
import { bittle } from "../deploy/drivers/opencat/bittle.ts";
import { type OpencatRobot, parseOpencatRobot } from "../deploy/drivers/opencat/robot-file.ts";

/** The AIBO's layout where there is none. Throws InvalidBusRobot. */
export async function busRobotOf(file: string | undefined): Promise<BusRobot> {
  if (file !== undefined) return parseBusRobot(await readFile(file, "utf8"), file);
  return busRobot(aiboRobot({ kind: "none", why: "servos have their own" }));
}

/** A Bittle where there is none. Throws InvalidOpencatRobot. */
export async function opencatRobotOf(file: string | undefined): Promise<OpencatRobot> {
  return file === undefined ? bittle : parseOpencatRobot(await readFile(file, "utf8"), file);
}
