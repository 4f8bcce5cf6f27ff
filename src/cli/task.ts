/** What the command line knows of a task beyond its spec: starts by name, ε, and what a report says of it. */
import { type Gait, type GaitParameter, gaitFrom, gaitParameters, gaitValues } from "../../envs/aibo/gait.ts";
import { jointCommands } from "../../envs/aibo/joint-commands.ts";
import { commandPeriod } from "../../envs/aibo/lap.ts";
import { footRadius, jointNames, type LegName } from "../../envs/aibo/legs.ts";
import { footLocus, leanOf } from "../../envs/aibo/loci.ts";
import { type ReachProblem, reachProblems } from "../../envs/aibo/reach.ts";
import type { AnyEnv, EnvSpec } from "../env/env.ts";
import type { FootLocus, LegPairLoci, ReferenceValue } from "../observe/report/data.ts";
import type { GoldenVector } from "../policy/saved.ts";
import { UsageError } from "./errors.ts";

export interface Task {
  readonly description: string;
  /** What a result is and is not. */
  readonly notice: string;
  readonly parameters: readonly GaitParameter[];
  readonly references: readonly ReferenceValue[];
  /** How an episode may end, the wanted word first. */
  readonly outcomes: readonly string[];
  /** What the gait asks of the robot that it cannot do, a sentence each. */
  warnings(gait: Float64Array): string[];
  loci(before: Float64Array, after?: Float64Array): LegPairLoci[];
  golden(gait: Float64Array): GoldenVector[];
}

/** The task that `spec` serves. Throws UsageError when its actions are not a gait this version can tune. */
export function taskFor(spec: EnvSpec): Task {
  requireGait(spec);
  return aibo;
}

/** Throws UsageError when an action of the environment is not a gait. */
export function requireGait({ name, actionSpace }: AnyEnv["spec"]): void {
  const isBox = actionSpace.type === "box";
  if (name === "aibo" && isBox && actionSpace.shape[0] === gaitParameters.length) return;
  throw new UsageError(
    `environment "${name}" is not one whose gait can be tuned: expected aibo, whose action is a gait of ${gaitParameters.length} numbers, ` +
      `found ${isBox ? `${actionSpace.shape.join(" × ")} numbers` : `a ${actionSpace.type} action`}`,
  );
}

const aibo: Task = {
  description: "AIBO ERS-210 in MuJoCo",
  notice:
    "Measured in a simulator, not on a robot. Six numbers of its servos and its floor were calibrated so that two gaits of " +
    "the paper walk at their published speeds: calibrated, not validated.",
  parameters: gaitParameters,
  references: [
    { label: "robot, hand-tuned 2003", value: 0.245 },
    { label: "robot, learned 2004", value: 0.291 },
  ],
  outcomes: ["finished", "timedOut", "circled", "fell", "diverged"],
  warnings: (gait) => reachProblems(gaitFrom(gait)).map(describeProblem),
  loci: (before, after) => [
    legPair("Rear legs", "rearLeft", before, after),
    legPair("Front legs", "frontLeft", before, after),
  ],
  golden: (gait) => goldenVectors(gaitFrom(gait)),
};

function describeProblem({ parameter, value, reachable, share }: ReachProblem): string {
  const mm = (meters: number): string => `${(meters * 1000).toFixed(1)} mm`;
  const limit =
    reachable > 0
      ? `the legs reach up to ${mm(reachable)} with the others as they are`
      : "the legs cannot reach the path at all";
  return `${parameter} is ${mm(value)}, ${limit}; on ${(share * 100).toFixed(0)} % of the cycle the foot goes as far as it can instead`;
}

/** What the joints are sent in one cycle straight ahead, one vector a command period. */
export function goldenVectors(gait: Gait): GoldenVector[] {
  const lean = leanOf(gait);
  return Array.from({ length: Math.ceil(gait.gaitPeriod / commandPeriod) }, (_, tick) => {
    const time = tick * commandPeriod;
    const command = new Float64Array(jointNames.length);
    jointCommands(gait, lean, time / gait.gaitPeriod, 0, command);
    return { observation: [], action: Array.from(gaitValues(gait)), time, command: Array.from(command) };
  });
}

function legPair(name: string, leg: LegName, before: Float64Array, after?: Float64Array): LegPairLoci {
  const drawn = { name, before: drawLocus(leg, gaitFrom(before)) };
  return after === undefined ? drawn : { ...drawn, after: drawLocus(leg, gaitFrom(after)) };
}

/** From the hip-centered path of the ball's center to the path of its lowest point above the ground. */
function drawLocus(leg: LegName, gait: Gait): FootLocus {
  const hipHeight = leg === "frontLeft" ? gait.frontBodyHeight : gait.rearBodyHeight;
  const onGround = ([x, , z]: readonly number[]) => ({ x: x ?? 0, z: (z ?? 0) + hipHeight - footRadius });
  const points = footLocus(gait, leg);
  return {
    hipHeight,
    commanded: points.map(({ commanded }) => onGround(commanded)),
    reachable: points.map(({ reachable }) => onGround(reachable)),
  };
}
