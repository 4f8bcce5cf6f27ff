/**
 * A gait and a policy on the robot in real time and on the emulated bus, beside the simulator they come from: how fast each walks while
 * the policy has the robot, and whether the recording decides every command again.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastValueFrom, tap } from "rxjs";
import { createAiboWalkPool } from "../../../envs/aibo/closed-loop/walk-pool.ts";
import { createAiboPool } from "../../../envs/aibo/pool.ts";
import { startRealTimeAibo } from "../../../envs/aibo/real-time/start.ts";
import { aiboRobot } from "../../../envs/aibo/robot.ts";
import { type Deployable, deployable } from "../../../src/cli/deployable.ts";
import { KeptFlight } from "../../../src/cli/kept-flight.ts";
import { agree } from "../../../src/deploy/contract.ts";
import { busRobot, robotSpecOf } from "../../../src/deploy/drivers/dynamixel/bus-robot.ts";
import { type DriverSource, driverSource } from "../../../src/deploy/drivers/open-driver.ts";
import { deploy } from "../../../src/deploy/loop/deploy.ts";
import { type DeployPlan, planFor } from "../../../src/deploy/plan.ts";
import { rehearsalCases } from "../../../src/deploy/rehearse/case.ts";
import { virtualRun } from "../../../src/deploy/rehearse/virtual-run.ts";
import type { RobotSpec } from "../../../src/deploy/robot.ts";
import { replayDeployment } from "../../../src/observe/flight/replay.ts";
import { loadPolicy } from "../../../src/policy/saved.ts";
import { EmulatedBus } from "./emulated-bus.ts";

export interface Walks {
  readonly robot: string;
  /** Of each walk, m/s. */
  readonly speeds: readonly number[];
  /** What the replay said of each recording; none of a simulator that waits. */
  readonly replays: readonly string[];
}

interface Walk {
  readonly speed: number;
  readonly replay: string;
}

/** s that the policy has the robot. */
const duration = 8;
const seeds = [11, 12, 13, 14, 15, 16, 17, 18];
/** A robot that cannot feel where it faces drifts, and one walk differs from the next by up to a fifth. */
const walkCount = 6;

export async function walksOf(path: string): Promise<Walks[]> {
  const policy = await deployable(path);
  return [
    { robot: "training simulator", speeds: await trainingSpeeds(policy), replays: [] },
    await repeated("sim:aibo", () => inRealTime(policy)),
    await repeated("emulated bus", () => onTheBus(policy)),
  ];
}

/** One after another: they keep time. */
async function repeated(robot: string, walk: () => Promise<Walk>): Promise<Walks> {
  const walks: Walk[] = [];
  while (walks.length < walkCount) walks.push(await walk());
  return { robot, speeds: walks.map(({ speed }) => speed), replays: walks.map(({ replay }) => replay) };
}

function planOn(policy: Deployable, robot: RobotSpec): DeployPlan {
  return planFor({
    robot,
    source: policy.source(agree(policy.terms, robot)),
    controlPeriod: policy.terms.controlPeriod,
    rung: "full",
    unattended: true,
    duration,
  });
}

async function trainingSpeeds(policy: Deployable): Promise<number[]> {
  if (policy.kind === "gait") return await lapSpeeds(policy.folder);
  const robot = aiboRobot({ kind: "none", why: "lock step" });
  const patient = { ...robot, channels: robot.channels.map((each) => ({ ...each, frozenAfter: null })) };
  const plan = planOn(policy, patient);
  const atOnce = {
    ...plan,
    duration: null,
    limits: { ...plan.limits, rampTime: 0, fadeTime: 0 },
    guards: { ...plan.guards, shadowTicks: 1 },
  };
  await using env = await createAiboWalkPool({ envCount: seeds.length, workers: 2 });
  const [perturbed] = rehearsalCases;
  if (perturbed === undefined) throw new Error("there is no case to rehearse");
  const episodes = await virtualRun({ env, plan: atOnce, seeds, perturbed });
  return episodes.map(
    ({ distance, lateral, time }) => apart({ x: 0, y: 0 }, { x: distance, y: lateral }) / time,
  );
}

/** Without the beacon that laps are steered by. */
async function lapSpeeds(folder: string): Promise<number[]> {
  const { policy } = await loadPolicy(folder);
  await using env = await createAiboPool({ workers: 1 });
  const speeds: number[] = [];
  for (const seed of seeds) {
    await env.reset({ envIds: [0], seeds: [seed], options: { steering: false } });
    const { rewards } = await env.step({ envIds: [0], actions: policy.act(new Float64Array(), [seedless]) });
    speeds.push(rewards[0] as number);
  }
  return speeds;
}

/** A gait draws nothing. */
const seedless = undefined as never;

async function inRealTime(policy: Deployable): Promise<Walk> {
  await using aibo = await startRealTimeAibo({ controlPeriod: policy.terms.controlPeriod });
  const driver = driverSource("sim:aibo", aibo.robot);
  return await walked(planOn(policy, aibo.robot.spec), driver, async () => {
    return aibo.track().at(-1) ?? { x: Number.NaN, y: Number.NaN, time: Number.NaN };
  });
}

async function onTheBus(policy: Deployable): Promise<Walk> {
  await using bus = await EmulatedBus.start();
  const description = busRobot(aiboRobot({ kind: "none", why: "servos have their own" }));
  const { controlPeriod } = policy.terms;
  const driver = driverSource(`dynamixel:${bus.path}`, { description, calibration: null, controlPeriod });
  const plan = planOn(policy, robotSpecOf(description));
  return await walked(plan, driver, async () => await bus.place());
}

/** Where the robot is, m, and when, s. */
type Place = { readonly x: number; readonly y: number; readonly time: number };

/** Straight from one place to the other: none of these robots can feel where it faces, so each drifts as it may. */
function apart(from: Omit<Place, "time">, to: Omit<Place, "time">): number {
  const [x, y] = [to.x - from.x, to.y - from.y];
  return Math.sqrt(x * x + y * y);
}

async function walked(plan: DeployPlan, driver: DriverSource, where: () => Promise<Place>): Promise<Walk> {
  const folder = await mkdtemp(join(tmpdir(), "gaitway-bench-"));
  const recording = join(folder, "flight.mcap");
  const places: Promise<Place>[] = [];
  let why = "";
  const kept = new KeptFlight(plan, recording, (error) => {
    throw error;
  });
  await lastValueFrom(
    deploy({ plan, driver, threadTimeout: 10, mainTimeout: 60 }).pipe(
      tap((event) => {
        kept.take(event);
        if (event.type === "state" && event.state === "stopping" && event.reason !== "durationOver")
          why = `; stopped: ${event.reason}`;
        if (event.type === "state" && (event.state === "running" || event.state === "stopping"))
          places.push(where());
      }),
    ),
  );
  await kept.close();
  const [from, to] = await Promise.all(places);
  const { difference, ticks, missing } = await replayDeployment(recording);
  await rm(folder, { recursive: true });
  const replay = difference
    ? `differs at tick ${difference.tick}`
    : missing.length > 0
      ? missing.join("; ")
      : `${ticks} ticks, all bits`;
  if (from === undefined || to === undefined) return { speed: Number.NaN, replay: `${replay}${why}` };
  return { speed: apart(from, to) / (to.time - from.time), replay: `${replay}${why}` };
}
