/** Which environments are robots whose joints are known by name. */
import { jointDirections, jointKinds, jointNames } from "../../envs/aibo/legs.ts";
import type { TrainedJoint } from "../policy/trained-joint.ts";

/** In the order of the action; undefined where the environment is no such robot. */
export function trainedJoints(envName: string): readonly TrainedJoint[] | undefined {
  if (envName !== "aibo:walk") return undefined;
  return jointNames.map((name, j) => ({
    name,
    positive: jointDirections[jointKinds[j % jointKinds.length] ?? "swing"],
  }));
}
