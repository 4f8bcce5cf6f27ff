/** Policies of the closed loop with known behavior: a trot played open-loop, standing still, a robot that drops. */

import { controlPeriod } from "../../../envs/aibo/closed-loop/spec.ts";
import { type Gait, handTunedGait } from "../../../envs/aibo/gait.ts";
import { jointCommands } from "../../../envs/aibo/joint-commands.ts";
import { leanOf } from "../../../envs/aibo/loci.ts";

/** Joint targets for the `step`-th action of an episode, given the targets the robot stands with. */
export type OpenLoop = (step: number, standing: ArrayLike<number>) => Float64Array;

export function trot(gait: Gait = handTunedGait): OpenLoop {
  const lean = leanOf(gait);
  return (step) => {
    const targets = new Float64Array(12);
    jointCommands(gait, lean, ((step + 1) * controlPeriod) / gait.gaitPeriod, 0, targets);
    return targets;
  };
}

export const standStill: OpenLoop = (_, standing) => Float64Array.from(standing);

/** All legs stretched out sideways: the robot drops onto its shell. */
export const sprawl: OpenLoop = () =>
  Float64Array.from({ length: 12 }, (_, joint) => (joint % 3 === 1 ? 1.5 : 0));
