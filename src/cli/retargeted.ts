/** A gait as a Petoi robot can play it: its terms and its cycle in the robot's own joints. */
import { retarget } from "../deploy/drivers/opencat/retarget.ts";
import type { OpencatRobot } from "../deploy/drivers/opencat/robot-file.ts";
import type { Deployable } from "./deployable.ts";

/** A policy that closes the loop is left as it is: the contract refuses it. Throws NotMappable. */
export function retargeted(found: Deployable, robot: OpencatRobot): Deployable {
  const plan = found.kind === "gait" ? found.source({ observation: [], low: [], high: [] }) : undefined;
  if (plan?.kind !== "cycle") return found;
  const mapped = retarget({ terms: found.terms, plan }, robot);
  return { ...found, terms: mapped.terms, source: () => mapped.plan };
}
