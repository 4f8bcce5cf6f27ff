/**
 * How this robot differs from the next one of its kind: an offset a joint, kept by the robot's name in the user's configuration
 * folder.
 *
 * What flows in and out: a file of JSON, whole or not there. Offsets are in the unit that the robot's drives count in, which the file
 * names.
 */
import { mkdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { messageOf } from "../transport/errors.ts";
import { writeWhole } from "../transport/whole-file.ts";

export const calibrationSchema = z.strictObject({
  format: z.literal(1),
  /** Which robot, such as "aibo-kitchen". */
  robot: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "expected letters, digits, dots, dashes, underscores"),
  unit: z.string().min(1),
  /** By joint. */
  offsets: z.record(z.string(), z.number()),
});

export type Calibration = Readonly<z.output<typeof calibrationSchema>>;

/** A calibration that is there and cannot be used. */
export class InvalidCalibration extends Error {
  override readonly name = "InvalidCalibration";
}

/** `environment`: process.env, or a test's own. */
export function calibrationFile(robot: string, environment: NodeJS.ProcessEnv = process.env): string {
  const name = calibrationSchema.shape.robot.safeParse(robot);
  if (!name.success)
    throw new InvalidCalibration(`"${robot}" is no name of a robot: ${z.prettifyError(name.error)}`);
  // XDG base directory specification: unset or empty means ~/.config.
  const folder = environment.XDG_CONFIG_HOME || join(homedir(), ".config");
  return join(folder, "gaitway", "calibration", `${robot}.json`);
}

/** null for a robot that was never calibrated. Throws InvalidCalibration. */
export async function loadCalibration(
  robot: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Calibration | null> {
  const file = calibrationFile(robot, environment);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new InvalidCalibration(`${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
  return checked(text, file, robot);
}

/** Answers the file it is kept in. */
export async function saveCalibration(
  calibration: Calibration,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const file = calibrationFile(calibration.robot, environment);
  await mkdir(dirname(file), { recursive: true });
  await writeWhole(file, `${JSON.stringify(calibrationSchema.parse(calibration), null, 2)}\n`);
  return file;
}

/** Throws InvalidCalibration unless the offsets are those of exactly these joints, in `unit`. */
export function checkCalibration(
  { robot, unit, offsets }: Calibration,
  joints: readonly string[],
  expectedUnit: string,
): void {
  const [found, wanted] = [Object.keys(offsets), [...joints]].map((names) => names.toSorted().join(", "));
  const remedy = "calibrate it again";
  if (found !== wanted)
    throw new InvalidCalibration(
      `calibration of ${robot}: expected the joints ${wanted}, got ${found}; ${remedy}`,
    );
  if (unit !== expectedUnit)
    throw new InvalidCalibration(`calibration of ${robot}: expected ${expectedUnit}, got ${unit}; ${remedy}`);
}

function checked(text: string, file: string, robot: string): Calibration {
  const refuse = (why: string) =>
    new InvalidCalibration(`${file} is no calibration of ${robot}: ${why}; calibrate it again`);
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    throw refuse(messageOf(error));
  }
  const { success, data, error } = calibrationSchema.safeParse(input);
  if (!success) throw refuse(z.prettifyError(error));
  if (data.robot !== robot) throw refuse(`it is that of ${data.robot}`);
  return data;
}
