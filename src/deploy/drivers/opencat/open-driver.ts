/**
 * Opens a Petoi robot: `opencat:/dev/ttyUSB0`. The robot lies down, as there is no other way to have its servos off.
 *
 * What flows in: a target and the robot's description (`robot-file.ts`). What flows out: a driver, or an error with cause and remedy
 * (PortError, OpencatError, InvalidOpencatRobot).
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Clock, Driver, DriverOptions } from "../../driver.ts";
import { faultCode } from "../../faults.ts";
import { openPort } from "../serial/open-port.ts";
import { OpencatDriver } from "./driver.ts";
import { BoardLine } from "./line.ts";
import { OpencatError } from "./opencat-error.ts";
import { queryBytes } from "./protocol.ts";
import { checkOpencatRobot, type OpencatRobot } from "./robot-file.ts";

const scheme = "opencat:";
const baudRates = [57_600, 115_200] as const;
/** s between two questions to a board that does not answer, ms between two looks. */
const askAgain = 0.5;
const lookAgain = 2;
/** s that a robot takes to lie down, at most. */
const restTime = 5;

/** What `DriverOptions.robot` is to this driver. */
export interface OpencatOptions {
  readonly description: OpencatRobot;
  /** Seconds between two ticks; the shortest that the robot takes when absent. */
  readonly controlPeriod?: number;
}

export async function openDriver(target: string, { clock, robot }: DriverOptions): Promise<Driver> {
  const { description, controlPeriod } = robot as OpencatOptions;
  const checked = checkOpencatRobot(description, "the description");
  const { line, firmware } = await openBoard(opencatPort(target), checked, clock);
  try {
    await layDown(line);
  } catch (error) {
    line.port.close();
    throw error;
  }
  const identity = describe(checked, line.port.path, firmware);
  const period = controlPeriod ?? checked.controlPeriod.least;
  return new OpencatDriver({ line, robot: checked, controlPeriod: period, identity });
}

export function opencatPort(target: string): string {
  return target.startsWith(scheme) ? target.slice(scheme.length) : target;
}

/** A board that says who it is; moves nothing. */
export async function openBoard(
  path: string,
  { baud, bootTime }: Pick<OpencatRobot, "baud" | "bootTime">,
  clock: Clock,
): Promise<{ readonly line: BoardLine; readonly firmware: readonly string[] }> {
  const line = new BoardLine(await openPort(path, baud), clock);
  try {
    const firmware = await ask(line, bootTime);
    if (firmware === undefined) throw await silence(line, baud, bootTime, clock);
    line.foreign = 0;
    return { line, firmware };
  } catch (error) {
    line.port.close();
    throw error;
  }
}

/** Model and version, or undefined. */
async function ask(line: BoardLine, patience: number): Promise<readonly string[] | undefined> {
  const begin = line.clock();
  const said: string[] = [];
  line.lines = said;
  for (let asked = -Infinity; line.clock() - begin < patience; await delay(lookAgain)) {
    if (line.receive() === faultCode.disconnected) throw gone(line.port.path);
    const at = said.lastIndexOf("?");
    if (line.hasEcho)
      throw new OpencatError(
        "echo",
        `${line.port.path} sends back what it is sent, so that answers cannot be told from questions; use the board's own USB port, or an adapter without echo`,
      );
    if (at >= 0) {
      line.lines = null;
      return said.slice(Math.max(0, at - 2), at);
    }
    if (line.clock() - asked < askAgain) continue;
    asked = line.clock();
    if (line.query(queryBytes) === faultCode.disconnected) throw gone(line.port.path);
  }
  return undefined;
}

async function silence(line: BoardLine, baud: number, bootTime: number, clock: Clock): Promise<OpencatError> {
  const said = line.lines?.length ?? 0;
  const { path } = line.port;
  line.port.close();
  const other = baudRates.find((rate) => rate !== baud) as number;
  const nobody = `no OpenCat board answers "?" on ${path} at ${baud} baud within ${bootTime} s`;
  const there = new BoardLine(await openPort(path, other), clock);
  try {
    if ((await ask(there, Math.min(bootTime, 2 * askAgain))) !== undefined)
      return new OpencatError(
        "wrongBaud",
        `${nobody}, but one does at ${other}; set baud in the robot's file`,
      );
  } finally {
    there.port.close();
  }
  if (said > 0)
    return new OpencatError(
      "notOpencat",
      `${nobody}; something else talks there: check the port and firmware`,
    );
  return new OpencatError(
    "noBoard",
    `${nobody}, nor at ${other}; check that it is switched on, the cable, and that this is the right port`,
  );
}

async function layDown(line: BoardLine): Promise<void> {
  const begin = line.clock();
  line.rest();
  while (!line.isResting) {
    if (line.receive() === faultCode.disconnected) throw gone(line.port.path);
    if (line.clock() - begin > restTime)
      throw new OpencatError(
        "notResting",
        `the board on ${line.port.path} does not say that it rests within ${restTime} s; switch it off and on, then try again`,
      );
    await delay(lookAgain);
  }
}

function gone(path: string): OpencatError {
  return new OpencatError("gone", `${path} is gone; plug the cable in and try again`);
}

function describe({ joints, baud }: OpencatRobot, path: string, firmware: readonly string[]): string {
  return [
    `${firmware.join(" ") || "a board that names no model"} on ${path} at ${baud} baud, ${joints.length} joints`,
    "open-loop: it cannot say where its joints are",
    "no watchdog: without this program it stays as it is",
    "torque cannot be limited, and torque off lies it down",
  ].join("; ");
}
