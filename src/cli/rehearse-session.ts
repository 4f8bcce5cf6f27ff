/** The cases of a rehearsal, one after another, by whatever moves the robot: a network in `aibo:walk`, a gait in `aibo`. */
import { lastValueFrom, toArray } from "rxjs";
import { aiboRobot } from "../../envs/aibo/robot.ts";
import { agree } from "../deploy/contract.ts";
import { controllerFor } from "../deploy/controller.ts";
import { saveGoldenRows } from "../deploy/golden-rows.ts";
import { type DeployPlan, planFor } from "../deploy/plan.ts";
import { openLoopCases, type RehearsalCase, rehearsalCases } from "../deploy/rehearse/case.ts";
import { type Rehearsal, saveRehearsal } from "../deploy/rehearse/rehearsal.ts";
import { type CaseResult, judge, type Rehearsed } from "../deploy/rehearse/verdict.ts";
import { virtualRun } from "../deploy/rehearse/virtual-run.ts";
import { type RobotSpec, sensorNames } from "../deploy/robot.ts";
import { connect } from "../env/connect.ts";
import type { Env } from "../env/env.ts";
import { createRng } from "../math/random.ts";
import { mean } from "../math/statistics.ts";
import type { RoomLogger } from "../observe/logging.ts";
import { loadPolicy } from "../policy/saved.ts";
import { evaluate, heldOutSeeds } from "../train/evaluate.ts";
import type { Deployable } from "./deployable.ts";
import { UsageError } from "./errors.ts";
import { version } from "./version.ts";

export interface RehearseOptions {
  readonly policy: Deployable;
  /** Of each case. */
  readonly episodes: number;
  readonly seed: number;
  readonly logger: RoomLogger;
  readonly signal: AbortSignal;
  readonly onCase: (result: CaseResult) => void;
}

/** Writes what it says into the policy. Throws UsageError for a policy of an environment that has no second simulator. */
export async function rehearse(options: RehearseOptions): Promise<Omit<Rehearsal, "version" | "weights">> {
  const { policy, seed } = options;
  const { name } = policy.environment;
  if (name !== "aibo" && name !== "aibo:walk")
    throw new UsageError(
      `${name} has no second simulator to rehearse in; aibo (gaits) and aibo:walk (policies) have one`,
    );
  const robot = aiboRobot({ kind: "none", why: "a rehearsal waits for its controller" });
  const plan = planOf(policy, robot);
  const walk = policy.kind === "network" ? networkWalks(plan) : await gaitWalks(policy.folder);
  const cases: CaseResult[] = [];
  let rows: Float64Array | undefined;
  let reference = Number.NaN;
  for (const perturbed of policy.kind === "network" ? rehearsalCases : openLoopCases) {
    await using env = await open(name, perturbed, options);
    const seeds = heldOutSeeds(createRng(seed).stream("rehearse"), options.episodes);
    const walked = await walk({ env, perturbed, seeds, signal: options.signal });
    if (Number.isNaN(reference)) reference = mean(walked.episodes.map(({ speed }) => speed));
    rows ??= walked.rows;
    const result = judge(perturbed, walked.episodes, reference);
    options.onCase(result);
    cases.push(result);
  }
  await saveGoldenRows(policy.folder, plan, rows ?? standingRows(plan));
  const rehearsal = {
    passed: cases.every(({ passed }) => passed),
    robot: { name: robot.name, version: robot.version },
    simulators: { training: "MuJoCo in WebAssembly", second: "native MuJoCo" },
    cases,
    seed,
    gaitway: version,
    date: new Date().toISOString(),
  };
  await saveRehearsal(policy.folder, rehearsal);
  return rehearsal;
}

/** Of a robot that is always measured where it stands: open-loop motion does not ask where it is. */
function standingRows(plan: DeployPlan): Float64Array {
  const controller = controllerFor(plan);
  const { head, rows, size } = controller.layout;
  const all = new Float64Array(goldenTicks * size);
  const names = sensorNames(plan.robot);
  for (let tick = 0; tick < goldenTicks; tick++) {
    const row = all.subarray(tick * size, (tick + 1) * size);
    const now = tick * plan.controlPeriod;
    row[head.tick] = tick;
    row[head.deadline] = row[head.begin] = row[head.end] = now;
    row[head.limpReadBack] = 1;
    row.fill(now, rows.stamps.at, rows.stamps.at + rows.stamps.length);
    row[rows.sensors.at + names.indexOf("gravityZ")] = -1;
    for (const { name, stance } of plan.robot.joints)
      row[rows.sensors.at + names.indexOf(`${name}Angle`)] = stance;
    controller.tick(row);
  }
  return all;
}

interface WalkOptions {
  readonly env: Env;
  readonly perturbed: RehearsalCase;
  readonly seeds: readonly number[];
  readonly signal: AbortSignal;
}

interface Walked {
  readonly episodes: readonly Rehearsed[];
  /** Tick records of the first episode's beginning; a gait that is walked by laps has none. */
  readonly rows?: Float64Array;
}

type Walk = (options: WalkOptions) => Promise<Walked>;

/** Ticks that become golden vectors. */
const goldenTicks = 60;

function networkWalks(plan: DeployPlan): Walk {
  return async (options) => {
    const episodes = await virtualRun({ plan, ...options });
    const [first] = episodes;
    const size = (first?.rows.length ?? 0) / Math.round((first?.time ?? 0) / plan.controlPeriod);
    return {
      episodes: episodes.map(({ distance, time, reason, stopped }) => ({
        speed: distance / time,
        fell: isFall(reason),
        stopped,
      })),
      ...(first && { rows: first.rows.slice(0, goldenTicks * size) }),
    };
  };
}

async function gaitWalks(folder: string): Promise<Walk> {
  const { policy } = await loadPolicy(folder);
  return async ({ env, perturbed, seeds }) => {
    const laps = await lastValueFrom(
      evaluate({ env, policy, seeds, resetOptions: perturbed.options }).pipe(toArray()),
    );
    return {
      episodes: laps.map(({ episode }) => ({
        speed: episode.return,
        fell: isFall(episode.reason),
        stopped: false,
      })),
    };
  };
}

/** Leaving the lane is none: where it faces the robot cannot feel. */
function isFall(reason: string): boolean {
  return reason === "fell" || reason === "diverged";
}

/** As it would be deployed, but that nothing is waited for: an episode begins standing, and lasts ten seconds. */
function planOf(policy: Deployable, robot: RobotSpec): DeployPlan {
  // In lock step nothing freezes: until the policy has the robot, ticks see the same reading.
  const patient = { ...robot, channels: robot.channels.map((each) => ({ ...each, frozenAfter: null })) };
  const { controlPeriod } = policy.terms;
  const plan = planFor({
    robot: patient,
    source: policy.source(agree(policy.terms, patient)),
    controlPeriod,
    rung: "full",
    unattended: true,
  });
  return {
    ...plan,
    limits: { ...plan.limits, rampTime: 0, fadeTime: 0 },
    guards: { ...plan.guards, shadowTicks: 1 },
  };
}

async function open(
  name: string,
  { simulator }: RehearsalCase,
  { episodes, logger, signal }: RehearseOptions,
): Promise<Env> {
  return await connect(name, {
    envs: Math.min(episodes, 8),
    native: simulator === "second",
    signal,
    onWarning: (message) => logger.warn(message),
    onLine: (line) => logger.debug(line),
  });
}

export function describeCase({ name, description, episodes, ...result }: CaseResult): string {
  const speed = `${(1000 * result.speed).toFixed(0)} ± ${(1000 * result.standardError).toFixed(0)} mm/s`;
  const share = `${(100 * result.share).toFixed(0)} %`;
  const verdict = result.passed ? "passed" : `failed: ${result.why}`;
  return `${name.padEnd(9)} ${speed.padStart(16)}  ${share.padStart(5)}  ${result.falls} of ${episodes} fell  ${verdict}  (${description})`;
}
