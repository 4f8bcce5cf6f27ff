/** What the loop does while its lateness is measured: a policy of two layers closes it, a hundred times a second. */
import { type DeployPlan, planFor } from "../../../src/deploy/plan.ts";
import { jitterRobot } from "./jitter-robot.ts";
import { randomPolicy } from "./random-policy.ts";

export function jitterPlan(rate: number, seconds: number): DeployPlan {
  return planFor({
    robot: jitterRobot,
    source: randomPolicy(jitterRobot),
    controlPeriod: 1 / rate,
    rung: "full",
    limits: { rampTime: 0.1, fadeTime: 0.1 },
    // What is too late is counted here, and stops nothing.
    guards: { shadowTicks: 2, maxSkipped: 1_000_000 },
    unattended: true,
    duration: seconds,
  });
}
