/**
 * Where a gait asks a leg for what it cannot do, in the words of the gait: which parameter, what it is, how far it
 * could go with the others as they are.
 *
 * A path out of reach is walked all the same, the leg going as far as it can (inverse-kinematics.ts); the foot then does
 * not draw the path the parameters describe.
 */
import type { Gait, GaitParameterName } from "./gait.ts";
import type { LegName } from "./legs.ts";
import { footLocus, isStance } from "./loci.ts";

export interface ReachProblem {
  readonly parameter: GaitParameterName;
  readonly value: number;
  /** The largest value, between 0 and `value`, with which the path can be walked; 0 when the cause lies elsewhere. */
  readonly reachable: number;
  /** Share of the cycle on which the foot is somewhere else than asked for. */
  readonly share: number;
}

/** A miss below this is not seen in how the robot walks, m. */
const tolerance = 0.0005;

/** What is out of reach of the front and of the rear legs, in the air and on the ground; empty when nothing is. */
export function reachProblems(gait: Gait): ReachProblem[] {
  return [
    ...problem(gait, "frontLeft", "frontStepHeight", false),
    ...problem(gait, "rearLeft", "rearStepHeight", false),
    ...problem(gait, "frontLeft", "halfStride", true),
    ...problem(gait, "rearLeft", "halfStride", true),
  ];
}

/** In the air the height of the path is blamed, on the ground its length. */
function problem(gait: Gait, leg: LegName, parameter: GaitParameterName, stance: boolean): ReachProblem[] {
  const share = missShare(gait, leg, stance);
  if (share === 0) return [];
  return [{ parameter, value: gait[parameter], reachable: largest(gait, leg, parameter, stance), share }];
}

function missShare(gait: Gait, leg: LegName, stance: boolean): number {
  const points = footLocus(gait, leg);
  return (
    points.filter(({ phase, miss }) => isStance(gait, phase) === stance && miss > tolerance).length /
    points.length
  );
}

/** Bisection: a path that is lower or shorter lies inside one that can be walked. */
function largest(gait: Gait, leg: LegName, parameter: GaitParameterName, stance: boolean): number {
  let [good, bad] = [0, gait[parameter]];
  if (missShare({ ...gait, [parameter]: good }, leg, stance) > 0) return 0;
  for (let halving = 0; halving < 12; halving += 1) {
    const middle = (good + bad) / 2;
    if (missShare({ ...gait, [parameter]: middle }, leg, stance) > 0) bad = middle;
    else good = middle;
  }
  return good;
}
