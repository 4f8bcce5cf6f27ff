/**
 * Where the feet go: a half ellipse in the air, a straight line on the ground, diagonal legs together, the two pairs half
 * a cycle apart (a trot).
 *
 * Paths lie in a frame that stays parallel to the ground while the trunk leans nose-down over it; the robot stands on
 * uneven legs because its front and rear heights differ:  pitch = asin((rear height − front height) / hip distance).
 */
import { asin, cos, sin } from "../../src/math/elementary.ts";
import { forwardKinematics } from "./forward-kinematics.ts";
import type { Gait } from "./gait.ts";
import { inverseKinematics } from "./inverse-kinematics.ts";
import { footRadius, hipOffset, type Leg, type LegName, legs, type Vector3 } from "./legs.ts";

/** Share of a cycle by which each leg runs ahead of the clock. */
export const phaseOffsets: Readonly<Record<LegName, number>> = {
  frontLeft: 0,
  rearRight: 0,
  frontRight: 0.5,
  rearLeft: 0.5,
};

/** Nose-down lean of the trunk, rad; sin and cos beside it, which is what is used. */
export interface Lean {
  readonly pitch: number;
  readonly sin: number;
  readonly cos: number;
}

export function leanOf(gait: Gait): Lean {
  const sine = (gait.rearBodyHeight - gait.frontBodyHeight) / (2 * hipOffset.fore);
  const pitch = asin(Math.min(1, Math.max(-1, sine)));
  return { pitch, sin: sin(pitch), cos: cos(pitch) };
}

/** Fractional part, 0 … 1, of negative numbers too. */
const cyclic = (phase: number): number => phase - Math.floor(phase);

/** Whether the path has a foot on the ground at a phase of its own cycle: it starts at touchdown. */
export function isStance(gait: Gait, legPhase: number): boolean {
  return cyclic(legPhase) < gait.dutyFactor;
}

/**
 * The path of one foot relative to its home, at phase 0 … 1 of its cycle from touchdown, ground frame, m:
 *
 *   on the ground  s = phase / duty:              forward =  (1 − 2s)·L,    up = 0
 *   in the air     s = (phase − duty)/(1 − duty): forward = −L·cos(π s),    up = H·sin(π s)
 *
 * Steering turns the stroke sideways, front feet one way and rear feet the other:  left = ± skew · turn · forward.
 */
function strokeAt(gait: Gait, leg: Leg, legPhase: number, turn: number, out: Vector3): Vector3 {
  const phase = cyclic(legPhase);
  const duty = gait.dutyFactor;
  if (phase < duty) {
    out[0] = (1 - (2 * phase) / duty) * gait.halfStride;
    out[2] = 0;
  } else {
    const angle = (Math.PI * (phase - duty)) / (1 - duty);
    out[0] = -gait.halfStride * cos(angle);
    out[2] = (leg.isFront ? gait.frontStepHeight : gait.rearStepHeight) * sin(angle);
  }
  out[1] = leg.fore * gait.skew * turn * out[0];
  return out;
}

/**
 * The center of a foot relative to its hip at phase 0 … 1 of the gait's clock, ground frame (x forward, y left, z up, m).
 * `turn` is −1 … 1, to the left positive.
 */
export function footTarget(gait: Gait, leg: Leg, phase: number, turn: number, out: Vector3): Vector3 {
  strokeAt(gait, leg, phase + phaseOffsets[leg.name], turn, out);
  out[0] += leg.isFront ? gait.frontForeOffset : gait.rearForeOffset;
  out[1] += leg.side * (leg.isFront ? gait.frontLateralOffset : gait.rearLateralOffset);
  out[2] += footRadius - (leg.isFront ? gait.frontBodyHeight : gait.rearBodyHeight);
  return out;
}

/** From the ground frame into the leg frame: undo the lean of the trunk, then mirror. In place. */
export function toLegFrame(leg: Leg, lean: Lean, point: Vector3): Vector3 {
  const [x, y, z] = point;
  point[0] = leg.fore * (lean.cos * x - lean.sin * z);
  point[1] = leg.side * y;
  point[2] = lean.sin * x + lean.cos * z;
  return point;
}

/** The inverse of `toLegFrame`. In place. */
export function toGroundFrame(leg: Leg, lean: Lean, point: Vector3): Vector3 {
  const x = leg.fore * point[0];
  const z = point[2];
  point[0] = lean.cos * x + lean.sin * z;
  point[1] = leg.side * point[1];
  point[2] = -lean.sin * x + lean.cos * z;
  return point;
}

/** One point of a foot path: commanded, what the leg can reach of it, and the distance between them, ground frame, m. */
export interface LocusPoint {
  readonly phase: number;
  readonly commanded: Readonly<Vector3>;
  readonly reachable: Readonly<Vector3>;
  readonly miss: number;
}

/** The path of one foot at `pointCount` phases of its own cycle, from touchdown, relative to its hip: for drawing. */
export function footLocus(gait: Gait, name: LegName, pointCount = 128): LocusPoint[] {
  const leg = legs[name];
  const lean = leanOf(gait);
  return Array.from({ length: pointCount }, (_, index) => {
    const phase = index / pointCount;
    const commanded = footTarget(gait, leg, phase - phaseOffsets[name], 0, [0, 0, 0]);
    const angles: Vector3 = [0, 0, 0];
    const miss = inverseKinematics(leg, toLegFrame(leg, lean, [...commanded]), angles);
    const reachable = toGroundFrame(leg, lean, forwardKinematics(leg, angles, [0, 0, 0]));
    return { phase, commanded, reachable, miss };
  });
}
