/**
 * A robot on a servo bus, as a file describes it: its joints with the servo that moves each, and what else hangs on the bus.
 *
 * What flows in: robot.yaml, or another description of the same robot. What flows out: the description checked, and the robot as
 * the rest of the room knows it. All numbers in SI, angles in rad.
 */
import { parse } from "yaml";
import { z } from "zod";
import { messageOf } from "../../../transport/errors.ts";
import { type RobotSpec, stopProfileNames } from "../../robot.ts";
import { busChannels } from "./channels.ts";

const id = z.number().int().min(0).max(252);
const positive = z.number().positive();
/** The bus watchdog counts 20 ms, 1 … 127 times. */
export const watchdogUnit = 0.02;

const jointSchema = z.strictObject({
  name: z.string().min(1),
  id,
  /** −1 where the servo turns against the joint. */
  sign: z.union([z.literal(1), z.literal(-1)]),
  /** What the body does as the joint's angle grows; compared with the policy's words. */
  positive: z.string().min(1),
  low: z.number(),
  high: z.number(),
  maxSpeed: positive,
  maxAcceleration: positive,
  maxTorque: positive.nullable(),
  stance: z.number(),
});

const boardSchema = z.strictObject({
  id,
  /** The sensor elements of its four touch sensors. */
  touch: z.array(z.string().min(1)).length(4),
});

const robotSchema = z
  .strictObject({
    driver: z.literal("dynamixel"),
    name: z.string().min(1),
    version: z.string().min(1),
    baud: z.number().int().positive(),
    /** Silence after which servos stop by themselves, s; rounded up to 20 ms. */
    watchdog: z
      .number()
      .min(watchdogUnit)
      .max(127 * watchdogUnit),
    controlPeriod: z.strictObject({ least: positive, most: positive }),
    /** Sensors older than this are stale, s. */
    maxAge: positive,
    /** Turning and acceleration that stay the same in every bit for this long are frozen, s; null: never. */
    frozenAfter: positive.nullable(),
    stopProfiles: z.array(z.enum(stopProfileNames)).min(1),
    /** null: no sensor board. */
    board: boardSchema.nullable(),
    joints: z.array(jointSchema).min(1).max(64),
  })
  .superRefine(({ joints, board, controlPeriod, watchdog }, context) => {
    const refuse = (message: string, ...path: PropertyKey[]) =>
      context.addIssue({ code: "custom", message, path });
    const ids = [...joints.map((joint) => joint.id), ...(board === null ? [] : [board.id])];
    for (const twice of repeated(ids)) refuse(`id ${twice} is given twice; each device on a bus has its own`);
    for (const twice of repeated(joints.map(({ name }) => name))) refuse(`two joints are called "${twice}"`);
    for (const [index, { low, high, stance }] of joints.entries())
      if (!(low <= stance && stance <= high && low < high))
        refuse(`expected low ≤ stance ≤ high, got ${low}, ${stance}, ${high}`, "joints", index);
    if (controlPeriod.least > controlPeriod.most)
      refuse("expected least ≤ most, the shortest and the longest period", "controlPeriod");
    if (watchdog < controlPeriod.least)
      refuse(`expected at least a control period (${controlPeriod.least} s), got ${watchdog}`, "watchdog");
  });

export type BusRobot = z.output<typeof robotSchema>;
export type BusJoint = BusRobot["joints"][number];

/** A file or a description that is no robot on a bus. */
export class InvalidBusRobot extends Error {
  override readonly name = "InvalidBusRobot";
}

/** `source`: where it comes from, for the message. Throws InvalidBusRobot, which lists all that is wrong. */
export function checkBusRobot(input: unknown, source: string): BusRobot {
  const checked = robotSchema.safeParse(input);
  if (!checked.success)
    throw new InvalidBusRobot(
      `${source} describes no robot on a servo bus:\n${z.prettifyError(checked.error)}`,
    );
  return checked.data;
}

/** The content of a robot.yaml. Throws InvalidBusRobot. */
export function parseBusRobot(text: string, source: string): BusRobot {
  let input: unknown;
  try {
    input = parse(text);
  } catch (error) {
    throw new InvalidBusRobot(`${source} is no YAML: ${messageOf(error)}`);
  }
  return checkBusRobot(input, source);
}

export interface BusLayout {
  /** One a joint; 1, 2, 3 … when absent. */
  readonly ids?: readonly number[];
  /** One a joint; +1 when absent. */
  readonly signs?: readonly (1 | -1)[];
  readonly baud?: number;
  /** null: no sensor board, though the robot has touch. */
  readonly board?: number | null;
  /** s */
  readonly watchdog?: number;
}

/** The robot `spec` with a servo a joint; with a sensor board where it has four sensors of touch. Throws InvalidBusRobot. */
export function busRobot(spec: RobotSpec, layout: BusLayout = {}): BusRobot {
  const { ids, signs, baud = 1_000_000, board = 200, watchdog = 0.08 } = layout;
  const channel = (name: string) => spec.channels.find((found) => found.name === name);
  const touch = channel("touch")?.elements.map(({ name }) => name);
  const input = {
    driver: "dynamixel",
    name: spec.name,
    version: spec.version,
    baud,
    watchdog,
    controlPeriod: spec.controlPeriod,
    maxAge: Math.min(...spec.channels.map(({ maxAge }) => maxAge)),
    frozenAfter: channel("acceleration")?.frozenAfter ?? null,
    stopProfiles: spec.stopProfiles,
    board: board === null || touch === undefined ? null : { id: board, touch },
    joints: spec.joints.map((joint, index) => ({
      ...joint,
      id: ids?.[index] ?? index + 1,
      sign: signs?.[index] ?? 1,
    })),
  };
  return checkBusRobot(input, `the layout of ${spec.name}`);
}

/** How often 20 ms the bus may be silent. */
export function watchdogUnits({ watchdog }: BusRobot): number {
  // A quotient such as 0.06/0.02 lies a hair above its whole number.
  return Math.ceil(watchdog / watchdogUnit - 1e-9);
}

export function robotSpecOf(robot: BusRobot): RobotSpec {
  return {
    name: robot.name,
    version: robot.version,
    joints: robot.joints.map(({ id: _id, sign: _sign, ...joint }) => joint),
    channels: busChannels(robot),
    controlPeriod: robot.controlPeriod,
    feedback: "measured",
    watchdog: {
      kind: "device",
      timeout: watchdogUnits(robot) * watchdogUnit,
      reaction:
        "each servo stops and holds where it is, its torque still on, and takes no goal until its watchdog is cleared",
    },
    stopProfiles: robot.stopProfiles,
  };
}

function repeated<T>(values: readonly T[]): T[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}
