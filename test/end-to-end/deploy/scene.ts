/** Where faults are tried: a policy, an emulated bus, and a deployment that is brought to `running` on it. */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { aiboRobot } from "../../../envs/aibo/robot.ts";
import { busRobot } from "../../../src/deploy/drivers/dynamixel/bus-robot.ts";
import { monotonicClock } from "../../../src/deploy/loop/clock.ts";
import { packageRoot } from "../../support/package-root.ts";
import { EmulatedBus } from "./bus.ts";
import { Deployment } from "./deployment.ts";
import { saveStandingPolicy } from "./standing-policy.ts";

/** A tuned gait. */
const walking = join(packageRoot, "test", "bench", "deploy", "policies", "gait");

export const clock = monotonicClock();

/** s */
const timeToSafe = 0.1;
const watchdog = 0.08;

export interface Start {
  readonly policy?: string;
  readonly isAttended?: boolean;
  readonly hasParent?: boolean;
}

export class Scene implements AsyncDisposable {
  readonly bus: EmulatedBus;
  readonly folder: string;
  readonly slack: number;
  #count = 0;

  private constructor(bus: EmulatedBus, folder: string, slack: number) {
    this.bus = bus;
    this.folder = folder;
    this.slack = slack;
  }

  /** `slack`: so many times longer than by default the robot and its program may take before they are given up. */
  static async open(folder: string, slack: number): Promise<Scene> {
    await saveStandingPolicy(join(folder, "stand", "policy"));
    await saveStandingPolicy(join(folder, "broken", "policy"), { isBroken: true });
    cpSync(walking, join(folder, "walk", "policy"), { recursive: true });
    const robot = aiboRobot({ kind: "none", why: "servos have their own" });
    writeFileSync(
      join(folder, "robot.yaml"),
      JSON.stringify(busRobot(robot, { watchdog: watchdog * slack })),
    );
    return new Scene(await EmulatedBus.start(folder), folder, slack);
  }

  /** Not running yet. */
  deploy({ policy = "stand", isAttended = false, hasParent = false }: Start = {}): Deployment {
    const out = join(this.folder, `out-${this.#count++}`);
    mkdirSync(out);
    const args = [
      policy,
      "--to",
      `dynamixel:${this.bus.path}`,
      "--robot",
      "robot.yaml",
      "--unrehearsed",
      policy,
    ];
    args.push("--rung", "full", "--ramp", "0.1", "--shadow", "0.1", "--fade", "0.1", "--out", out);
    args.push("--time-to-safe", String(timeToSafe * this.slack));
    return new Deployment({ folder: this.folder, args, isAttended, hasParent });
  }

  /** Bus whole and silent: nothing that was there before counts. */
  async clear(): Promise<void> {
    await this.bus.fault("none");
    this.bus.begin(clock());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bus[Symbol.asyncDispose]();
  }
}
