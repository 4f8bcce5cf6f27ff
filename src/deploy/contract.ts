/**
 * The contract between a policy and a robot: what one says and what the other hears, compared name by name before anything moves.
 *
 * What flows in: the spaces a policy was saved with, and the robot that is connected. What flows out: where each element of an
 * observation comes from and the limits both keep to, or `ContractMismatch` with everything that differs, not the first alone.
 */
import type { BoxSpace, Space } from "../env/space.ts";
import type { TrainedJoint } from "../policy/trained-joint.ts";
import type { Dtype } from "../transport/tensor.ts";
import { type JointSpec, type RobotSpec, sensorNames } from "./robot.ts";

export interface PolicyTerms {
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  /** s */
  readonly controlPeriod: number;
  /** In the order of the action; absent where the environment was no robot. */
  readonly joints?: readonly TrainedJoint[];
}

export interface Agreement {
  /** As `NetworkPlan.observation`: an index into the robot's sensor row, or −1 − i for the previous action's element i. */
  readonly observation: readonly number[];
  /** The narrower of both, rad, one a joint. */
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** One line of the diff. */
export interface Difference {
  readonly what: string;
  readonly policy: string;
  readonly robot: string;
}

/** Policy and robot do not fit; nothing was moved. */
export class ContractMismatch extends Error {
  override readonly name = "ContractMismatch";
  readonly differences: readonly Difference[];

  constructor(differences: readonly Difference[], robot: RobotSpec) {
    const lines = differences.map(
      ({ what, policy, robot: is }) => `  ${what}: policy ${policy}, robot ${is}`,
    );
    super(
      `the policy does not fit the robot ${robot.name} ${robot.version}; nothing was moved:\n${lines.join("\n")}\n` +
        "Use a policy trained for this robot, or describe the robot as it is",
    );
    this.differences = differences;
  }
}

/** Targets are named after their joints. */
const suffix = "Target";
/** Limits that differ by less are the same (rad): angles are written in degrees in many descriptions. */
const angleTolerance = 1e-6;
/** Relative difference of periods that is none. */
const periodTolerance = 1e-9;

/** Throws `ContractMismatch` unless `robot` is what the policy was trained for. */
export function agree(policy: PolicyTerms, robot: RobotSpec): Agreement {
  const differences = [
    ...periodDifferences(policy.controlPeriod, robot),
    ...actionDifferences(policy.actionSpace, robot),
    ...signDifferences(policy.joints, robot),
    ...observationDifferences(policy, robot),
  ];
  if (differences.length > 0) throw new ContractMismatch(differences, robot);
  const { low, high } = policy.actionSpace as BoxSpace;
  return {
    observation: names(policy.observationSpace).map((name) => origin(name, robot)),
    low: robot.joints.map((joint, j) => Math.max(joint.low, low[j] as number)),
    high: robot.joints.map((joint, j) => Math.min(joint.high, high[j] as number)),
  };
}

function periodDifferences(period: number, { controlPeriod }: RobotSpec): Difference[] {
  const { least, most } = controlPeriod;
  if (period >= least * (1 - periodTolerance) && period <= most * (1 + periodTolerance)) return [];
  return [{ what: "control period", policy: `${period} s`, robot: `takes ${least} to ${most} s` }];
}

function actionDifferences(space: Space, robot: RobotSpec): Difference[] {
  if (space.type !== "box")
    return [{ what: "action", policy: `a ${space.type} space`, robot: "joint targets in a box" }];
  if (space.low.length !== robot.joints.length)
    return [
      { what: "action size", policy: String(space.low.length), robot: `${robot.joints.length} joints` },
    ];
  return robot.joints.flatMap((joint, j) => jointDifferences(space, j, joint));
}

function jointDifferences(space: BoxSpace<Dtype>, j: number, joint: JointSpec): Difference[] {
  const expected = `${joint.name}${suffix}`;
  const name = space.names[j] ?? "unnamed";
  // Limits of another joint say nothing about this one.
  if (name !== expected) return [{ what: `action ${j + 1}`, policy: name, robot: expected }];
  const unit = space.units[j] ?? "";
  const [low, high] = [space.low[j] as number, space.high[j] as number];
  const reaches = low < joint.low - angleTolerance || high > joint.high + angleTolerance;
  return [
    ...(unit === "rad" ? [] : [{ what: `${name}, unit`, policy: unit || "none", robot: "rad" }]),
    ...(reaches
      ? [
          {
            what: `${name}, range`,
            policy: rangeOf(low, high),
            robot: `${rangeOf(joint.low, joint.high)}${isMirrored(low, high, joint) ? " (mirrored: is the sign right?)" : ""}`,
          },
        ]
      : []),
  ];
}

function isMirrored(low: number, high: number, joint: JointSpec): boolean {
  return Math.abs(low + joint.high) < angleTolerance && Math.abs(high + joint.low) < angleTolerance;
}

function signDifferences(trained: readonly TrainedJoint[] | undefined, robot: RobotSpec): Difference[] {
  return (trained ?? []).flatMap(({ name, positive }) => {
    const joint = robot.joints.find((each) => each.name === name);
    if (joint === undefined || joint.positive === positive) return [];
    return [{ what: `${name}, positive direction`, policy: positive, robot: joint.positive }];
  });
}

/** Open-loop motion observes nothing of the robot: its space has no elements. */
function observationDifferences({ observationSpace }: PolicyTerms, robot: RobotSpec): Difference[] {
  if (observationSpace.type !== "box")
    return [{ what: "observation", policy: `a ${observationSpace.type} space`, robot: "sensors in a box" }];
  const size = observationSpace.low.length;
  if (size > 0 && robot.feedback === "none")
    return [
      { what: "observation", policy: `${size} elements`, robot: "has no feedback: open-loop gaits only" },
    ];
  if (observationSpace.names.length !== size)
    return [{ what: "observation names", policy: "none", robot: sensorNames(robot).join(", ") }];
  const units = robot.channels.flatMap(({ elements }) => elements.map(({ unit }) => unit));
  return observationSpace.names.flatMap((name, i) => {
    const at = origin(name, robot);
    if (Number.isNaN(at))
      return [{ what: `observation ${i + 1}`, policy: name, robot: "has no such sensor" }];
    const [unit = "", is = "rad"] = [observationSpace.units[i], at < 0 ? "rad" : units[at]];
    return unit === is ? [] : [{ what: `${name}, unit`, policy: unit || "none", robot: is }];
  });
}

/** Where an element comes from; NaN where the robot has nothing of that name. */
function origin(name: string, robot: RobotSpec): number {
  const sensor = sensorNames(robot).indexOf(name);
  if (sensor >= 0) return sensor;
  const joint = robot.joints.findIndex((each) => `${each.name}${suffix}` === name);
  return joint < 0 ? Number.NaN : -1 - joint;
}

function names(space: Space): readonly string[] {
  return space.type === "box" ? space.names : [];
}

function rangeOf(low: number, high: number): string {
  return `${low.toFixed(4)} to ${high.toFixed(4)} rad`;
}
