/**
 * A cycle as the data of an OpenCat skill, which the board plays by itself until it is sent something else.
 *
 *     frame count, roll, pitch, ratio │ eight angles a frame, joints 8 … 15
 *
 * Source: the open firmware, PetoiCamp/OpenCat, src/skill.h.
 */

import { boardJoints, firstLegJoint, largestAngle, skillCommand } from "../drivers/opencat/protocol.ts";
import type { OpencatRobot } from "../drivers/opencat/robot-file.ts";
import type { CyclePlan } from "../source/source.ts";

/** A count is a signed byte, and 126 ends a command. */
const mostFrames = 125;
const degreesPerRad = 180 / Math.PI;

/** A motion that is no skill of the board. */
export class NoSkill extends Error {
  override readonly name = "NoSkill";
}

export interface Skill {
  /** What follows "K". */
  readonly data: Uint8Array;
  /** All that is sent. */
  readonly bytes: Uint8Array;
  readonly frameCount: number;
  /** s that the board takes for a period, if a frame takes what the robot's file says. */
  readonly period: number;
}

/** `plan`: in the joints of the robot. Throws NoSkill. */
export function skillOf(plan: CyclePlan, robot: OpencatRobot): Skill {
  const frameCount = countFrames(plan.period, robot.frameTime);
  const frames = Array.from({ length: frameCount }, (_, frame) =>
    legAngles(rowAt(plan, frame / frameCount), robot),
  );
  const data = gaitData(frames);
  return { data, bytes: skillCommand(data), frameCount, period: frameCount * robot.frameTime };
}

/** Frames of eight whole angles, degrees. Large ones are halved, and the ratio says so. */
export function gaitData(frames: readonly (readonly number[])[]): Uint8Array {
  const largest = Math.max(...frames.flat().map(Math.abs));
  const ratio = largest > largestAngle ? 2 : 1;
  if (largest > 2 * largestAngle)
    throw new NoSkill(`an angle of ${largest}° is more than a skill holds, ${2 * largestAngle}°`);
  const angles = frames.flat().map((angle) => Math.round(angle / ratio));
  return Uint8Array.of(frames.length, 0, 0, ratio, ...angles);
}

function countFrames(period: number, frameTime: number): number {
  const count = Math.round(period / frameTime);
  if (count > 1 && count <= mostFrames) return count;
  throw new NoSkill(
    `a period of ${period} s is ${count} frames of ${frameTime} s: expected 2 to ${mostFrames}; look at frameTime in the robot's file`,
  );
}

/** s = N · x, k = ⌊s⌋: (1 − (s − k)) rowₖ + (s − k) row₍ₖ₊₁₎, with x the share of the period. */
function rowAt({ samples }: CyclePlan, share: number): number[] {
  const s = samples.length * share;
  const k = Math.floor(s);
  const [from, to] = [samples[k] ?? [], samples[(k + 1) % samples.length] ?? []];
  return from.map((angle, j) => (1 - (s - k)) * angle + (s - k) * (to[j] as number));
}

/** Degrees of joints 8 … 15. Throws NoSkill for a robot that has others, or lacks one: a gait says all eight and nothing else. */
function legAngles(row: readonly number[], { joints, name }: OpencatRobot): number[] {
  const angles = Array.from({ length: boardJoints - firstLegJoint }, (_, leg) => {
    const j = joints.findIndex(({ index }) => index === firstLegJoint + leg);
    return j < 0
      ? Number.NaN
      : Math.round((joints[j] as { sign: number }).sign * (row[j] as number) * degreesPerRad);
  });
  if (joints.length !== angles.length || angles.some(Number.isNaN))
    throw new NoSkill(
      `a gait of the board moves joints ${firstLegJoint} to ${boardJoints - 1}; ${name} has ${joints.map(({ index }) => index).join(", ")}`,
    );
  return angles;
}

/** To read: how long it takes, and every byte in decimals, a frame a line. `period`: of the gait that was tuned, s. */
export function skillText({ data, frameCount, period: played }: Skill, period: number): string {
  const legs = boardJoints - firstLegJoint;
  const angles = Array.from(Int8Array.from(data.subarray(4)));
  const rows = Array.from({ length: frameCount }, (_, frame) =>
    angles.slice(frame * legs, (frame + 1) * legs),
  );
  return [
    `K: ${frameCount} frames, ${played.toFixed(3)} s a period where ${period.toFixed(3)} s were tuned; sent with ~ at its end`,
    Array.from(data.subarray(0, 4)).join(", "),
    ...rows.map((row) => row.join(", ")),
    "",
  ].join("\n");
}
