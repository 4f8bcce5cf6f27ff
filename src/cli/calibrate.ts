/** gaitway calibrate --robot R --id NAME: where each servo stands when the robot is held in a known pose, kept by the robot's name. */
import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import {
  type Calibration,
  calibrationFile,
  loadCalibration,
  saveCalibration,
} from "../deploy/calibration.ts";
import type { BusRobot } from "../deploy/drivers/dynamixel/bus-robot.ts";
import { calibrate } from "../deploy/drivers/dynamixel/calibrate.ts";
import { openBus, portOf } from "../deploy/drivers/dynamixel/open-driver.ts";
import { driverSource } from "../deploy/drivers/open-driver.ts";
import { monotonicClock } from "../deploy/loop/clock.ts";
import { UsageError } from "./errors.ts";
import { busRobotOf } from "./robot-files.ts";

export interface CalibrateFlags {
  readonly robot?: string;
  readonly id?: string;
  readonly file?: string;
  readonly yes: boolean;
  readonly json: boolean;
}

export interface CalibrateSession {
  readonly target: string;
  readonly id: string;
  readonly description: BusRobot;
  readonly say: (text: string) => void;
  /** Whether the answer is yes. */
  readonly agrees: (question: string) => Promise<boolean>;
  readonly environment?: NodeJS.ProcessEnv;
}

const degreesPerTick = 360 / 4096;
const degreesPerRad = 180 / Math.PI;

export function calibrateCommand(): Command {
  return new Command("calibrate")
    .description(
      "Measures where the servos of a robot stand in a known pose, and keeps it by the robot's name.",
    )
    .option("--robot <target>", "dynamixel:/dev/…")
    .option("--id <name>", "which robot it is, such as aibo-kitchen")
    .option("--file <robot.yaml>", "its description (default: the AIBO's servos)")
    .option("--yes", "ask nobody: it is held in its stance already, and is kept at once", false)
    .option("--json", "the calibration as one JSON object on standard output", false)
    .addHelpText(
      "after",
      `
Torque is off all the while and nothing moves by itself: hold the robot in the stance of its description. An earlier calibration of
the same name is shown beside the new one before it is replaced.

Examples:
  gaitway calibrate --robot dynamixel:/dev/ttyUSB0 --id aibo-kitchen
  gaitway calibrate --robot dynamixel:/dev/ttyUSB0 --id leg-1 --file leg.yaml --yes`,
    )
    .action(run);
}

async function run({ robot, id, file, yes, json }: CalibrateFlags): Promise<void> {
  if (robot === undefined || id === undefined)
    throw new UsageError("expected --robot, such as dynamixel:/dev/ttyUSB0, and --id, the robot's own name");
  if (!yes && !process.stdin.isTTY)
    throw new UsageError("there is no terminal to ask on; hold the robot in its stance and give --yes");
  requireServos(robot);
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const agrees = yes ? async () => true : ask;
  const description = await busRobotOf(file);
  const kept = await calibrateSession({ target: robot, id, description, say, agrees });
  if (kept === undefined) say("Nothing was kept.");
  else process.stdout.write(json ? `${JSON.stringify(kept)}\n` : `${kept.file}\n`);
}

/** What was kept, and where; undefined where somebody said no. Throws what opening and reading throw. */
export async function calibrateSession(
  session: CalibrateSession,
): Promise<{ readonly file: string; readonly calibration: Calibration } | undefined> {
  const { target, id, description, say, agrees, environment } = session;
  requireServos(target);
  calibrationFile(id, environment);
  const before = await loadCalibration(id, environment);
  const clock = monotonicClock();
  // Somebody is about to take hold of its legs.
  (await openBus(portOf(target), description, description.controlPeriod.least, clock)).bus.port.close();
  say(`Torque is off. Hold ${description.name} in this pose:\n${poseTable(description)}`);
  if (!(await agrees("Is it held still in this pose?"))) return undefined;
  const pose = description.joints.map(({ stance }) => stance);
  const calibration = await calibrate({ target, description, robot: id, pose, clock });
  say(changeTable(description, before, calibration));
  if (!(await agrees(`Keep this as the calibration of ${id}?`))) return undefined;
  return { file: await saveCalibration(calibration, environment), calibration };
}

function requireServos(target: string): void {
  driverSource(target, null);
  if (target.startsWith("dynamixel:")) return;
  const why = target.startsWith("opencat:")
    ? "an OpenCat board keeps its own calibration: c and s of its serial monitor"
    : "it says where its joints are by itself";
  throw new UsageError(`${target} is not calibrated here: ${why}; expected dynamixel:/dev/…`);
}

function poseTable({ joints }: BusRobot): string {
  return table(
    ["joint", "servo", "angle"],
    joints.map(({ name, id, stance }) => [name, `${id}`, degrees(stance * degreesPerRad)]),
  );
}

/** Offsets in degrees of the servo, as they were and as they are now. */
function changeTable({ joints }: BusRobot, before: Calibration | null, { offsets }: Calibration): string {
  return table(
    ["joint", "before", "now", "change"],
    joints.map(({ name }) => {
      const [was, is] = [before?.offsets[name], offsets[name] as number];
      const change = is - (was ?? 0);
      return [name, was === undefined ? "none" : inDegrees(was), inDegrees(is), inDegrees(change)];
    }),
  );
}

function inDegrees(ticks: number): string {
  return degrees(ticks * degreesPerTick);
}

function degrees(angle: number): string {
  return `${angle.toFixed(1)}°`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] as string).length)));
  return all
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] as number) : cell.padStart(widths[column] as number),
        )
        .join("  "),
    )
    .map((line) => `  ${line}`)
    .join("\n");
}

async function ask(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}
