/** What the joints are sent, without physics: the open-loop part of a gait. */

import type { Gait } from "./gait.ts";
import { inverseKinematics } from "./inverse-kinematics.ts";
import { commandPeriod } from "./lap.ts";
import { legNames, legs, type Vector3 } from "./legs.ts";
import { footTarget, leanOf, toLegFrame } from "./loci.ts";

export interface JointCommand {
  /** From the start of the cycle, s. */
  readonly time: number;
  /** One angle a joint in the order of `jointNames`, rad. */
  readonly joints: Float64Array;
}

/** The commands of one cycle walked straight ahead, one every `commandPeriod`. */
export function commandedJoints(gait: Gait): JointCommand[] {
  const lean = leanOf(gait);
  return Array.from({ length: Math.ceil(gait.gaitPeriod / commandPeriod) }, (_, tick) => {
    const time = tick * commandPeriod;
    const joints = new Float64Array(3 * legNames.length);
    legNames.forEach((name, index) => {
      const angles: Vector3 = [0, 0, 0];
      const target = footTarget(gait, legs[name], time / gait.gaitPeriod, 0, [0, 0, 0]);
      inverseKinematics(legs[name], toLegFrame(legs[name], lean, target), angles);
      joints.set(angles, 3 * index);
    });
    return { time, joints };
  });
}
