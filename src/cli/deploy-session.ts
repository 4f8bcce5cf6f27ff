/**
 * What `gaitway deploy` does: policy, robot and contract; the plan; the stream of the deployment into recording, terminal and report.
 * Nothing is opened that could move before policy and robot agree.
 */
import { mkdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { BehaviorSubject, lastValueFrom, merge, type Observable, Subject, takeUntil, tap } from "rxjs";
import { agree } from "../deploy/contract.ts";
import { goldenDifference } from "../deploy/golden-rows.ts";
import { type DeployEvent, deploy } from "../deploy/loop/deploy.ts";
import { type DeployPlan, planFor } from "../deploy/plan.ts";
import { unrehearsed } from "../deploy/rehearse/rehearsal.ts";
import type { RequestName } from "../deploy/requests.ts";
import type { StateName } from "../deploy/states.ts";
import { createLogger, type RoomLogger, roomLogger } from "../observe/logging.ts";
import { createTerminal } from "../observe/terminal.ts";
import type { DeployFlags } from "./deploy.ts";
import { deployOutput } from "./deploy-output.ts";
import { type DeployResult, deployResult } from "./deploy-result.ts";
import { type Deployable, deployable } from "./deployable.ts";
import { exitCodes, UsageError } from "./errors.ts";
import { KeptFlight } from "./kept-flight.ts";
import { curveOf } from "./key-options.ts";
import { operator } from "./operator.ts";
import { type RobotTarget, robotTarget } from "./robot-target.ts";
import { nextFree } from "./run-name.ts";

export interface DeploySessionOptions extends DeployFlags {
  readonly run: string;
  readonly to: string;
}

/** The exit code. Throws what was wrong before anything moved, and what ended the deployment otherwise than by a stop. */
export async function deploySession(options: DeploySessionOptions): Promise<number> {
  const { run, to, robot: robotFile, rung, json } = options;
  const terminal = createTerminal();
  await using logger = createLogger({ terminal });
  const log = roomLogger(logger, "deploy");
  const found = await deployable(run, options.policy);
  const { controlPeriod } = found.terms;
  const described = {
    controlPeriod,
    robotFile,
    id: options.id,
    curve: curveOf(options),
    isDry: rung === "dry",
  };
  await using robot = await robotTarget(to, described);
  const policy = robot.fitted(found);
  const plan = planOf(policy, robot, options);
  await requireRehearsed(policy, robot, options, log);
  sayWhatProtects(robot, log);

  const name = basename(resolve(run));
  const out = options.out ?? join("deployments", await nextFree("deployments", name));
  await mkdir(out, { recursive: true });
  const recording = join(out, "flight.mcap");
  const output = deployOutput({ terminal, log, json });
  try {
    await running({ plan, robot, options, log, recording, take: (event) => output.take(event) });
  } finally {
    output.end();
  }
  const result = await deployResult({ out, recording, plan, name, track: robot.track?.() });
  print(result, json);
  return result.ladder.passed ? exitCodes.done : exitCodes.failed;
}

interface Running {
  readonly plan: DeployPlan;
  readonly robot: RobotTarget;
  readonly options: DeploySessionOptions;
  readonly log: RoomLogger;
  readonly recording: string;
  readonly take: (event: DeployEvent) => void;
}

/** Resolves when the robot is latched and let go of, and its recording is closed. */
async function running({ plan, robot, options, log, recording, take }: Running): Promise<void> {
  const stops = new Subject<RequestName>();
  const state = new BehaviorSubject<StateName>("offline");
  const onFailure = (error: Error): void => {
    log.error(`stopping: ${error.message}`);
    stops.next("stop");
  };
  const asked = operator({ onNotice: (text) => log.warn(text), unattended: options.unattended });
  const requests = untilDone(merge(asked, stops), state, options.unattended);
  // What is left of the time goes to noticing, and to the message that stops the robot.
  const threadTimeout = 0.6 * options.timeToSafe;
  const events = deploy({ plan, driver: robot.driver, operator: requests, threadTimeout });
  const kept = new KeptFlight(plan, recording, onFailure);
  try {
    await lastValueFrom(
      events.pipe(
        tap((event) => {
          if (event.type === "state") state.next(event.state);
          kept.take(event);
          take(event);
        }),
      ),
      { defaultValue: undefined },
    );
  } finally {
    await kept.close();
  }
}

/** A latched robot has nothing more to be asked but a reset: unattended that is the end, and otherwise any other key is. */
function untilDone(
  asked: Observable<RequestName>,
  state: BehaviorSubject<StateName>,
  unattended: boolean,
): Observable<RequestName> {
  const done = new Subject<void>();
  return merge(
    asked.pipe(
      tap((request) => {
        if (request === "stop" && state.value === "latched") done.next();
      }),
    ),
    state.pipe(
      tap((name) => {
        if (unattended && name === "latched") done.next();
      }),
    ) as Observable<never>,
  ).pipe(takeUntil(done));
}

/** Hardware moves by what passed a rehearsal, or by what was named twice. */
async function requireRehearsed(
  { folder }: Deployable,
  { isHardware, spec }: RobotTarget,
  { run, rung, unrehearsed: named }: DeploySessionOptions,
  log: RoomLogger,
): Promise<void> {
  const different = await goldenDifference(folder);
  if (different !== undefined) throw new UsageError(`${folder}: ${different}`);
  if (!isHardware || rung === "dry" || rung === "shadow") return;
  const why = await unrehearsed(folder, spec);
  if (why === undefined) return;
  const name = basename(resolve(run));
  if (named === name) return log.warn(`${name} moves hardware although ${why}`);
  throw new UsageError(
    `${run} is not for hardware yet: ${why}. Run gaitway rehearse ${run}, or name it again with --unrehearsed ${name}`,
  );
}

function planOf(policy: Deployable, { spec }: RobotTarget, options: DeploySessionOptions): DeployPlan {
  const { rung, stop, duration, filter, ramp, shadow, fade, unattended, timeToSafe } = options;
  const agreement = agree(policy.terms, spec);
  if (stop !== undefined && !spec.stopProfiles.includes(stop))
    throw new UsageError(`${spec.name} cannot stop by ${stop}; it can ${spec.stopProfiles.join(", ")}`);
  const { controlPeriod } = policy.terms;
  return planFor({
    robot: spec,
    source: policy.source(agreement),
    controlPeriod,
    rung,
    unattended,
    timeToSafe,
    limits: {
      ...(filter !== undefined && { filter }),
      ...(ramp !== undefined && { rampTime: ramp }),
      ...(fade !== undefined && { fadeTime: fade }),
    },
    ...(shadow !== undefined && { guards: { shadowTicks: Math.ceil(shadow / controlPeriod) } }),
    ...(stop !== undefined && { stop: { profile: stop } }),
    duration: duration ?? null,
  });
}

function sayWhatProtects({ spec }: RobotTarget, log: RoomLogger): void {
  const { watchdog } = spec;
  if (watchdog.kind === "device")
    log.info(
      `when commands stop coming, the robot acts by itself after ${watchdog.timeout} s: ${watchdog.reaction}`,
    );
  else
    log.warn(
      `this robot has no watchdog of its own (${watchdog.why}): if this process dies, the guard process alone stops it`,
    );
}

function print(result: DeployResult, json: boolean): void {
  const { ladder, moved, distance, report, recording } = result;
  if (json) {
    process.stdout.write(`${JSON.stringify({ type: "end", ...result })}\n`);
    return;
  }
  const walked = distance === null ? "" : `, ${distance.toFixed(2)} m in the simulator`;
  process.stdout.write(
    `${[
      `rung ${ladder.rung} ${ladder.passed ? "passed" : "failed"}: the policy moved the robot for ${moved.toFixed(1)} s${walked}`,
      `  next       ${ladder.next}`,
      `  report     ${report}`,
      `  recording  ${recording}`,
      `  again      npx gaitway replay ${recording}`,
    ].join("\n")}\n`,
  );
}
