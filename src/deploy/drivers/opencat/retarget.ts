/**
 * A gait of another robot on the joints of this one: angle = offset + Σ gain · angle, as the robot's file has it.
 *
 * What flows in: the terms and the cycle of the gait, the robot. What flows out: both in the robot's own joints, or `NotMappable` with
 * everything that is in the way. What is played then is another motion than the one that was tuned.
 */
import type { BoxSpace } from "../../../env/space.ts";
import type { Difference, PolicyTerms } from "../../contract.ts";
import type { CyclePlan } from "../../source/source.ts";
import type { OpencatRobot } from "./robot-file.ts";

export interface Retargeted {
  readonly terms: PolicyTerms;
  readonly plan: CyclePlan;
}

/** Nothing was moved. */
export class NotMappable extends Error {
  override readonly name = "NotMappable";
  readonly differences: readonly Difference[];
  constructor(differences: readonly Difference[], { name }: OpencatRobot) {
    const lines = differences.map(({ what, policy, robot }) => `  ${what}: gait ${policy}, robot ${robot}`);
    super(
      `the gait cannot be mapped to ${name}; nothing was moved:\n${lines.join("\n")}\nCorrect retarget in the robot's file, or tune a gait within the robot's limits`,
    );
    this.differences = differences;
  }
}

const suffix = "Target";
/** rad: a twentieth of the degree that the board counts in. */
const tolerance = 1e-3;

/** Answers what it is given where the joints are the robot's own. Throws NotMappable. */
export function retarget(gait: Retargeted, robot: OpencatRobot): Retargeted {
  const { terms, plan } = gait;
  const names = gaitJoints(terms);
  if (robot.joints.every(({ name }, j) => names[j] === name) && names.length === robot.joints.length)
    return gait;
  const unmapped = missing(names, robot);
  if (unmapped.length > 0) throw new NotMappable(unmapped, robot);
  const samples = plan.samples.map((row) => mapped(row, names, robot));
  const outside = outOfLimits(samples, robot);
  if (outside.length > 0) throw new NotMappable(outside, robot);
  return { terms: { ...terms, ...termsOf(robot) }, plan: { ...plan, samples } };
}

function gaitJoints({ actionSpace }: PolicyTerms): readonly string[] {
  if (actionSpace.type !== "box") return [];
  return actionSpace.names.map((name) => (name.endsWith(suffix) ? name.slice(0, -suffix.length) : name));
}

/** What the file says nothing of. */
function missing(names: readonly string[], { joints, retarget: map }: OpencatRobot): Difference[] {
  const mappings = Object.entries(map?.joints ?? {});
  const used = new Set(mappings.flatMap(([, { of }]) => Object.keys(of)));
  const dropped = new Set(map?.drop);
  return [
    ...names
      .filter((name) => !used.has(name) && !dropped.has(name))
      .map((name) => ({ what: name, policy: "moves it", robot: "neither uses nor drops it" })),
    ...[...used, ...dropped]
      .filter((name) => !names.includes(name))
      .map((name) => ({ what: name, policy: "has no such joint", robot: "names it in retarget" })),
    ...joints
      .filter(({ name }) => map?.joints[name] === undefined)
      .map(({ name }) => ({ what: name, policy: "has nothing for it", robot: "has no mapping for it" })),
  ];
}

function mapped(row: readonly number[], names: readonly string[], robot: OpencatRobot): number[] {
  const mappings = robot.retarget?.joints ?? {};
  return robot.joints.map(({ name }) => {
    const { offset = 0, of = {} } = mappings[name] ?? {};
    return Object.entries(of).reduce(
      (angle, [from, gain]) => angle + gain * (row[names.indexOf(from)] as number),
      offset,
    );
  });
}

function outOfLimits(samples: readonly (readonly number[])[], { joints }: OpencatRobot): Difference[] {
  return joints.flatMap(({ name, low, high }, j) => {
    const angles = samples.map((row) => row[j] as number);
    const [least, most] = [Math.min(...angles), Math.max(...angles)];
    if (least >= low - tolerance && most <= high + tolerance) return [];
    return [{ what: name, policy: range(least, most), robot: `takes ${range(low, high)}` }];
  });
}

function termsOf({ joints }: OpencatRobot): Pick<PolicyTerms, "actionSpace" | "joints"> {
  const actionSpace: BoxSpace = {
    type: "box",
    dtype: "float64",
    shape: [joints.length],
    low: Float64Array.from(joints, ({ low }) => low),
    high: Float64Array.from(joints, ({ high }) => high),
    names: joints.map(({ name }) => `${name}${suffix}`),
    units: joints.map(() => "rad"),
  };
  return { actionSpace, joints: joints.map(({ name, positive }) => ({ name, positive })) };
}

function range(low: number, high: number): string {
  const degrees = (angle: number): string => ((angle * 180) / Math.PI).toFixed(0);
  return `${degrees(low)} to ${degrees(high)}°`;
}
