import type { Gait } from "./gait.ts";
import { inverseKinematics } from "./inverse-kinematics.ts";
import { legNames, legs, type Vector3 } from "./legs.ts";
import { footTarget, type Lean, toLegFrame } from "./loci.ts";

/** A foot this far from where it was sent (m) counts as out of reach. */
const reachTolerance = 0.0005;

const target: Vector3 = [0, 0, 0];
const angles: Vector3 = [0, 0, 0];

/**
 * The twelve joint angles (rad, order of `jointNames`) of a gait at phase 0 … 1 of its clock, written into `out`; answers
 * how many feet cannot get where the gait wants them. `turn` is −1 … 1, to the left positive; `lean` is `leanOf(gait)`.
 */
export function jointCommands(
  gait: Gait,
  lean: Lean,
  phase: number,
  turn: number,
  out: { set(values: ArrayLike<number>, offset: number): void },
): number {
  let unreachable = 0;
  for (let index = 0; index < legNames.length; index++) {
    const leg = legs[legNames[index] ?? "frontLeft"];
    const miss = inverseKinematics(
      leg,
      toLegFrame(leg, lean, footTarget(gait, leg, phase, turn, target)),
      angles,
    );
    if (miss > reachTolerance) unreachable++;
    out.set(angles, 3 * index);
  }
  return unreachable;
}
