/**
 * A Petoi robot, as a file describes it: which of the board's joints each of its own is, and how gaits of other robots are mapped to it.
 *
 * What flows in: robot.yaml. What flows out: the description checked, and the robot as the rest of the room knows it. All numbers in SI,
 * angles in rad; the board itself counts in whole degrees.
 */
import { parse } from "yaml";
import { z } from "zod";
import { messageOf } from "../../../transport/errors.ts";
import type { RobotSpec } from "../../robot.ts";
import { boardJoints, largestAngle, moveLength } from "./protocol.ts";

const positive = z.number().positive();
const farthest = (largestAngle * Math.PI) / 180;

const jointSchema = z.strictObject({
  name: z.string().min(1),
  /** Of the board's joints, 0 … 15. */
  index: z
    .number()
    .int()
    .min(0)
    .max(boardJoints - 1),
  /** −1 where the board counts against the joint. */
  sign: z.union([z.literal(1), z.literal(-1)]),
  /** What the body does as the joint's angle grows; compared with the policy's words. */
  positive: z.string().min(1),
  low: z.number().min(-farthest),
  high: z.number().max(farthest),
  maxSpeed: positive,
  maxAcceleration: positive,
  stance: z.number(),
});

/** angle = offset + Σ gain · angle of the other robot's joint, rad */
const mappingSchema = z.strictObject({
  offset: z.number(),
  of: z.record(z.string().min(1), z.number()),
});

const retargetSchema = z.strictObject({
  /** Joints of the other robot that this one does not have. */
  drop: z.array(z.string().min(1)),
  /** By the joint of this robot. */
  joints: z.record(z.string().min(1), mappingSchema),
});

const robotSchema = z
  .strictObject({
    driver: z.literal("opencat"),
    name: z.string().min(1),
    version: z.string().min(1),
    baud: z.union([z.literal(57_600), z.literal(115_200)]),
    /** A board that begins anew when its port is opened answers after so long at most, s. */
    bootTime: positive,
    /** How long the board takes for a frame of a gait that it plays by itself, s. */
    frameTime: positive,
    controlPeriod: z.strictObject({ least: positive, most: positive }),
    joints: z.array(jointSchema).min(1).max(boardJoints),
    /** null: only gaits of this very robot. */
    retarget: retargetSchema.nullable(),
  })
  .superRefine(({ joints, controlPeriod, baud, retarget }, context) => {
    const refuse = (message: string, ...path: PropertyKey[]) =>
      context.addIssue({ code: "custom", message, path });
    for (const twice of repeated(joints.map(({ index }) => index)))
      refuse(`index ${twice} is given twice; each of the board's joints is one joint of the robot`);
    for (const twice of repeated(joints.map(({ name }) => name))) refuse(`two joints are called "${twice}"`);
    for (const [index, { low, high, stance }] of joints.entries())
      if (!(low <= stance && stance <= high && low < high))
        refuse(`expected low ≤ stance ≤ high, got ${low}, ${stance}, ${high}`, "joints", index);
    if (controlPeriod.least > controlPeriod.most)
      refuse("expected least ≤ most, the shortest and the longest period", "controlPeriod");
    const wire = wireTime(joints.length, baud);
    if (controlPeriod.least < wire)
      refuse(
        `expected at least ${wire.toFixed(4)} s, which a command and its answer take on the line at ${baud} baud`,
        "controlPeriod",
      );
    const names = joints.map(({ name }) => name);
    for (const name of Object.keys(retarget?.joints ?? {}))
      if (!names.includes(name))
        refuse(`"${name}" is no joint of this robot: ${names.join(", ")}`, "retarget", "joints");
  });

export type OpencatRobot = z.output<typeof robotSchema>;

/** A file or a description that is no Petoi robot. */
export class InvalidOpencatRobot extends Error {
  override readonly name = "InvalidOpencatRobot";
}

/** `source`: how the user knows the input. Throws InvalidOpencatRobot. */
export function checkOpencatRobot(input: unknown, source: string): OpencatRobot {
  const { success, data, error } = robotSchema.safeParse(input);
  if (!success)
    throw new InvalidOpencatRobot(`${source} describes no Petoi robot:\n${z.prettifyError(error)}`);
  return data;
}

/** `text`: YAML. Throws InvalidOpencatRobot. */
export function parseOpencatRobot(text: string, source: string): OpencatRobot {
  let input: unknown;
  try {
    input = parse(text);
  } catch (error) {
    throw new InvalidOpencatRobot(`${source} is no YAML: ${messageOf(error)}`);
  }
  return checkOpencatRobot(input, source);
}

/** Seconds that a command for so many joints and its answer ("I", two ends of line) take on the line: 10 bits a byte. */
export function wireTime(joints: number, baud: number): number {
  return ((moveLength(joints) + 3) * 10) / baud;
}

export const noWatchdog =
  "the OpenCat firmware has none: a board whose cable is off keeps its pose, and goes on walking a skill; keep a hand at its switch";

export function opencatSpecOf({ name, version, joints, controlPeriod }: OpencatRobot): RobotSpec {
  return {
    name,
    version,
    joints: joints.map(({ index: _index, sign: _sign, ...joint }) => ({ ...joint, maxTorque: null })),
    channels: [],
    controlPeriod,
    feedback: "none",
    watchdog: { kind: "none", why: noWatchdog },
    stopProfiles: ["limp", "park", "hold"],
  };
}

function repeated<T>(values: readonly T[]): T[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}
