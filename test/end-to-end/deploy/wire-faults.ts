/**
 * What can go wrong between `gaitway deploy --to tcp://…` and a robot with a controller of its own, each a process. What was done is
 * what the robot's log says: torque off, by whomever; only of a robot that is gone itself it is when the other side decided to stop.
 */
import { mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ReasonName } from "../../../src/deploy/reasons.ts";
import { RobotProcess } from "../../deploy/drivers/wire/robot-process.ts";
import { childrenOf } from "../../support/command.ts";
import { until } from "../../support/wait.ts";
import { Deployment } from "./deployment.ts";
import { clock } from "./scene.ts";
import { saveStandingPolicy } from "./standing-policy.ts";
import { attempts, type Trial, told } from "./trial.ts";

interface Stage {
  readonly robot: RobotProcess;
  readonly deployment: Deployment;
}

export interface WireFault {
  readonly name: string;
  /** The deployment says one of them, whichever it noticed first; none: whoever could say is gone. */
  readonly reasons: readonly ReasonName[];
  /** The robot is killed, or stopped and goes on later; absent where it lives. */
  readonly robot?: "killed" | "stopped";
  /** Why the robot switched torque off, in its own words, whichever came first; "arm" is an order of the deployment. */
  readonly off: readonly ("arm" | "watchdog" | "owner lost")[];
  /** Brings it about; resolves with when it was there, s. */
  inject(stage: Stage): Promise<number> | number;
}

/** s, of every one: the robot's watchdog (0.08 s) is shorter. */
const bound = 0.1;
const watchdog = 0.08;
/** The default of a deployment, rad. */
const maxTilt = 1;
/** So often a robot that falls is asked how far. */
const askingMs = 3;

/** The time is taken before: what is asked for is there at once. */
const at = (action: (stage: Stage) => void) => (stage: Stage) => {
  const now = clock();
  action(stage);
  return now;
};

const robotSays = (fault: string) => (stage: Stage) => stage.robot.fault(fault);
const toRobot = (name: NodeJS.Signals) => at(({ robot }) => robot.signal(name));
const toDeployment = (name: NodeJS.Signals) => at(({ deployment }) => deployment.signal(name));

export const wireFaults: readonly WireFault[] = [
  {
    name: "tcp: the robot is killed",
    reasons: ["sensorStale", "disconnected"],
    robot: "killed",
    off: [],
    inject: toRobot("SIGKILL"),
  },
  {
    name: "tcp: the robot is stopped (SIGSTOP)",
    reasons: ["sensorStale", "disconnected"],
    robot: "stopped",
    // Once it runs again it sees both at once: that nobody fed its watchdog, and that it is told to let go.
    off: ["watchdog", "arm"],
    inject: toRobot("SIGSTOP"),
  },
  {
    name: "tcp: the link is down",
    reasons: ["sensorStale", "disconnected"],
    off: ["watchdog"],
    inject: robotSays("drop"),
  },
  { name: "tcp: stamps stay", reasons: ["sensorStale"], off: ["arm"], inject: robotSays("stale") },
  { name: "tcp: readings stay", reasons: ["sensorFrozen"], off: ["arm"], inject: robotSays("freeze") },
  { name: "tcp: a reading is NaN", reasons: ["sensorNotFinite"], off: ["arm"], inject: robotSays("nan") },
  {
    name: "tcp: commands are refused",
    reasons: ["writeRefused"],
    off: ["arm", "watchdog"],
    inject: robotSays("refuse"),
  },
  { name: "tcp: pushed over", reasons: ["tilted"], off: ["arm"], inject: pushOver },
  { name: "tcp: Ctrl-C", reasons: ["stopRequest"], off: ["arm"], inject: toDeployment("SIGINT") },
  { name: "tcp: SIGKILL", reasons: [], off: ["owner lost"], inject: toDeployment("SIGKILL") },
  { name: "tcp: SIGSTOP", reasons: [], off: ["watchdog"], inject: toDeployment("SIGSTOP") },
  { name: "tcp: SIGKILL of everything on this side", reasons: [], off: ["watchdog"], inject: killAll },
];

/** Resolves with when it leaned too far: it takes a while to fall. */
async function pushOver({ robot }: Stage): Promise<number> {
  const pushed = await robot.fault("tilt");
  while (clock() - pushed < 20) {
    const { tilt, t } = await robot.report();
    if ((tilt as number) > maxTilt) return t;
    // A robot that is asked all the time has less time to be one.
    await delay(askingMs);
  }
  throw new Error("expected the robot to fall over within 20 s of the push, and it stands");
}

/** The process of the link, too, so that nobody says goodbye. */
async function killAll({ deployment }: Stage): Promise<number> {
  const children = await childrenOf(deployment.pid);
  const now = clock();
  for (const pid of [...children, deployment.pid]) process.kill(pid, "SIGKILL");
  return now;
}

/** `folder`: where its files go. `slack`: so many times longer than by default either side may take before it is given up. */
export async function tryWire(fault: WireFault, folder: string, slack: number): Promise<Trial> {
  const stage = await running(mkdtempSync(join(folder, "wire-")), slack);
  try {
    const injected = await fault.inject(stage);
    const safe = await (fault.robot === undefined ? torqueOff(stage) : decided(stage));
    if (fault.robot === "stopped") await goOn(stage);
    const said = await reasonOf(stage, fault);
    return {
      name: fault.name,
      reason: said || "(nobody is left to say)",
      timeToSafe: safe - injected,
      bound,
      ...lastOf(stage, fault, said),
    };
  } finally {
    await leave(stage);
  }
}

/** A machine with much else to do may be too late before anything was injected, and that robot is stopped as it should be. */
async function running(place: string, slack: number): Promise<Stage> {
  await saveStandingPolicy(join(place, "stand", "policy"));
  for (let attempt = 1; ; attempt++) {
    const robot = await RobotProcess.start("--watchdog", String(watchdog * slack));
    const stage = { robot, deployment: deployTo(robot, place, join(place, `out-${attempt}`), slack) };
    try {
      await stage.deployment.reached("running");
      return stage;
    } catch (error) {
      await leave(stage);
      if (attempt === attempts) throw error;
    }
  }
}

function deployTo(robot: RobotProcess, folder: string, out: string, slack: number): Deployment {
  mkdirSync(out);
  const args = [
    "stand",
    "--to",
    robot.endpoint,
    "--unrehearsed",
    "stand",
    "--rung",
    "full",
    "--stop",
    "limp",
  ];
  args.push("--ramp", "0.1", "--shadow", "0.1", "--fade", "0.1", "--out", out);
  args.push("--time-to-safe", String(bound * slack));
  return new Deployment({ folder, args, isAttended: false, hasParent: false });
}

async function leave({ robot, deployment }: Stage): Promise<void> {
  deployment.kill();
  await deployment.end();
  await robot[Symbol.asyncDispose]();
}

/** When torque went off by the robot's log, s. */
async function torqueOff({ robot }: Stage): Promise<number> {
  const last = () => robot.log("torque").at(-1);
  await until("torque off", () => last()?.on === false, 20_000);
  return last()?.t as number;
}

async function decided({ deployment }: Stage): Promise<number> {
  await until("the deployment to stop", () => deployment.stopReason !== undefined, 20_000);
  return deployment.stopTime;
}

/** What was sent meanwhile waits for it. */
async function goOn(stage: Stage): Promise<void> {
  await stage.deployment.end();
  stage.robot.signal("SIGCONT");
  await torqueOff(stage);
}

async function reasonOf({ deployment }: Stage, { reasons }: WireFault): Promise<string> {
  if (reasons.length > 0) await until("to be told why", () => told(deployment) !== "", 20_000);
  return told(deployment);
}

/** What the robot did last, and what of that, and of what was said, is not as it should be. */
function lastOf({ robot }: Stage, fault: WireFault, said: string): Pick<Trial, "last" | "wrong"> {
  const expected: readonly string[] = fault.reasons.length === 0 ? [""] : fault.reasons;
  const reason = expected.includes(said) ? "" : `expected ${expected.join(" or ")}, got ${said || "none"}`;
  if (fault.robot === "killed") return { last: "none: the robot is gone", wrong: reason };
  const torque = robot.log("torque").at(-1);
  const last = `torque ${torque?.on === false ? "off" : "on"} (${torque?.why})`;
  const isRight = fault.off.some((why) => last === `torque off (${why})`);
  const order = isRight ? "" : `expected torque off (${fault.off.join(" or ")}), got ${last}`;
  return { last, wrong: [reason, order].filter(Boolean).join("; ") };
}
