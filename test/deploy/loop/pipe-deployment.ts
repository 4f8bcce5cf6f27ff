/** Deployments on the pipe robot: a hip that swings, 100 times a second. */
import type { DriverSource } from "../../../src/deploy/drivers/open-driver.ts";
import { type DeployPlan, planFor } from "../../../src/deploy/plan.ts";
import { type PipeRobotOptions, pipeRobot } from "./pipe-robot.ts";

export function swingingPlan(choices: { unattended?: boolean; duration?: number | null } = {}): DeployPlan {
  return planFor({
    robot: pipeRobot,
    source: { kind: "cycle", period: 0.4, samples: [[0], [0.1], [0], [-0.1]] },
    controlPeriod: 0.01,
    rung: "full",
    limits: { rampTime: 0.05, fadeTime: 0.05 },
    // However busy the machine is.
    guards: { shadowTicks: 2, maxSkipped: 10_000 },
    unattended: true,
    ...choices,
  });
}

export function pipeDriver(path: string, robot: PipeRobotOptions = {}): DriverSource {
  return { target: path, module: new URL("./pipe-robot.js", import.meta.url).href, robot };
}
