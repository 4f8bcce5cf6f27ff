/**
 * What can go wrong with the robot itself, on `sim:aibo` in this process, which has no wire: the orders are those in the records of
 * ticks, and the last one is what the memory shared with the robot says.
 */
import { join } from "node:path";
import { Subject } from "rxjs";
import { controlPeriod } from "../../../envs/aibo/closed-loop/spec.ts";
import { aiboCycle } from "../../../envs/aibo/cycle.ts";
import { handTunedGait } from "../../../envs/aibo/gait.ts";
import { type RealTimeAibo, startRealTimeAibo } from "../../../envs/aibo/real-time/start.ts";
import { deployable } from "../../../src/cli/deployable.ts";
import { agree } from "../../../src/deploy/contract.ts";
import { driverSource } from "../../../src/deploy/drivers/open-driver.ts";
import { SharedRobot } from "../../../src/deploy/drivers/shared-robot.ts";
import { deploy } from "../../../src/deploy/loop/deploy.ts";
import { type DeployPlan, planFor } from "../../../src/deploy/plan.ts";
import type { ReasonName } from "../../../src/deploy/reasons.ts";
import type { RequestName } from "../../../src/deploy/requests.ts";
import type { RobotSpec } from "../../../src/deploy/robot.ts";
import type { SourcePlan } from "../../../src/deploy/source/source.ts";
import { type StateName, stateCode } from "../../../src/deploy/states.ts";
import type { RecordLayout } from "../../../src/deploy/tick-record.ts";
import { until } from "../../support/wait.ts";
import { clock } from "./scene.ts";
import { saveStandingPolicy } from "./standing-policy.ts";
import type { Trial } from "./trial.ts";

export interface SimulatedFault {
  readonly name: string;
  readonly reason: ReasonName;
  readonly fault: Parameters<RealTimeAibo["inject"]>[0] | "unseen";
  /** s; 0.1 when absent. */
  readonly bound?: number;
}

export const simulatedFaults: readonly SimulatedFault[] = [
  { name: "sim: stamps stay", reason: "sensorStale", fault: "stale" },
  { name: "sim: readings stay", reason: "sensorFrozen", fault: "freeze" },
  { name: "sim: a reading is NaN", reason: "sensorNotFinite", fault: "nan" },
  { name: "sim: the link is cut", reason: "disconnected", fault: "cut" },
  { name: "sim: thrown onto its side", reason: "tilted", fault: "push" },
  { name: "sim: its thread dies", reason: "sensorStale", fault: "die" },
  // A quarter of a second of it, so that one stumble is none, and two ticks.
  {
    name: "sim: feels what training never saw",
    reason: "outOfRange",
    fault: "unseen",
    bound: 0.25 + 2 * controlPeriod,
  },
];

/** rad */
const maxTilt = 1;

export async function trySimulated(
  { name, reason, fault, bound = 0.1 }: SimulatedFault,
  folder: string,
  slack: number,
): Promise<Trial> {
  await using aibo = await startRealTimeAibo({ controlPeriod });
  const source = fault === "unseen" ? await narrowMinded(folder, aibo.robot.spec) : aiboCycle(handTunedGait);
  const run = new Run(aibo, planOf(aibo.robot.spec, source, slack));
  await run.reached(fault === "unseen" ? "stopping" : "running");
  const injected = fault === "unseen" ? run.entered("shadow") : await inject(aibo, fault);
  await run.reached("latched");
  const shared = new SharedRobot(aibo.robot.memory, aibo.robot.spec);
  await run.end();
  const got = run.stopReason;
  const isOff = !shared.torque || fault === "cut";
  const wrong = [got === reason ? "" : `expected ${reason}, got ${got}`, isOff ? "" : "torque is on"];
  return {
    name,
    reason: got ?? "",
    timeToSafe: run.firstSafe - injected,
    last: fault === "cut" ? "none: its watchdog switches torque off" : "torque off",
    bound,
    wrong: wrong.filter(Boolean).join("; "),
  };
}

/** When it was there, s: a robot that is thrown is tilted a little later. */
async function inject(
  aibo: RealTimeAibo,
  fault: Exclude<SimulatedFault["fault"], "unseen">,
): Promise<number> {
  const now = clock();
  aibo.inject(fault);
  if (fault !== "push") return now;
  let fallen: number | undefined;
  await until("the robot lies on its side", () => {
    fallen ??= aibo.track().find(({ time, upright }) => time > now && upright < Math.cos(maxTilt))?.time;
    return fallen !== undefined;
  });
  return fallen as number;
}

/** A policy that is said to have seen nothing but zeros. */
async function narrowMinded(folder: string, robot: RobotSpec): Promise<SourcePlan> {
  const path = join(folder, "narrow-minded");
  const zeros = (): number[] => Array(49).fill(0);
  await saveStandingPolicy(path, {
    seen: { count: 1, low: zeros(), high: zeros(), mean: zeros(), std: zeros() },
  });
  const policy = await deployable(path);
  return policy.source(agree(policy.terms, robot));
}

function planOf(robot: RobotSpec, source: SourcePlan, slack: number): DeployPlan {
  return planFor({
    robot,
    source,
    controlPeriod,
    rung: "full",
    limits: { rampTime: 0.1, fadeTime: 0.1 },
    stop: { profile: "damp", timeout: 0.3 },
    guards: { shadowTicks: 20, maxTilt },
    unattended: true,
    timeToSafe: 0.1 * slack,
  });
}

/** A deployment on the simulated robot, and its records. */
class Run {
  readonly #states: { readonly state: StateName; readonly reason: ReasonName; readonly time: number }[] = [];
  readonly #rows: Float64Array[] = [];
  readonly #operator = new Subject<RequestName>();
  #layout: RecordLayout | undefined;
  #isOver = false;

  constructor({ robot }: RealTimeAibo, plan: DeployPlan) {
    const over = () => {
      this.#isOver = true;
    };
    const driver = driverSource("sim:aibo", robot);
    deploy({ plan, driver, operator: this.#operator, threadTimeout: 30 }).subscribe({
      next: (event) => {
        if (event.type === "opened") this.#layout = event.layout;
        else if (event.type === "rows") this.#rows.push(event.rows);
        else this.#states.push(event);
      },
      complete: over,
      error: over,
    });
  }

  async reached(state: StateName): Promise<void> {
    const come = () => this.#states.some((entry) => entry.state === state);
    await until(`${state}, got ${JSON.stringify(this.#states)}`, () => come() || this.#isOver, 30_000);
  }

  entered(state: StateName): number {
    return this.#states.find((entry) => entry.state === state)?.time ?? Number.NaN;
  }

  get stopReason(): ReasonName | undefined {
    return this.#states.find(({ state }) => state === "stopping")?.reason;
  }

  /** When the first order of the stop was given, s; all that follow are the stop's too, or none. */
  get firstSafe(): number {
    const { head, size } = this.#layout as RecordLayout;
    for (const rows of this.#rows)
      for (let at = 0; at < rows.length; at += size)
        if (rows[at + head.state] === stateCode.stopping) return rows[at + head.end] as number;
    return Infinity;
  }

  async end(): Promise<void> {
    this.#operator.complete();
    await until("the end of the deployment", () => this.#isOver, 30_000);
  }
}
