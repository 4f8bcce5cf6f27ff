/** What a rung of the bring-up ladder has to do with: `dry` has no robot, `shadow` none that moves. */
import type { RungName } from "./plan.ts";

export function hasRobot(rung: RungName): boolean {
  return rung !== "dry";
}

export function hasTorque(rung: RungName): boolean {
  return rung === "limited" || rung === "full";
}
