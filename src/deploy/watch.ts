/**
 * All that may stop a robot from outside the policy, looked at once a tick: the clock, the driver's faults, age and soundness of what it feels, its
 * tilt, joints that do not follow. What flows in: the inputs of a tick. What flows out: whether to hold, and the gravest fault. Imports: math, robot.
 */
import { ChannelAges } from "./age.ts";
import { allFinite } from "./command-path.ts";
import { FaultWindow } from "./fault-window.ts";
import { faultCode } from "./faults.ts";
import { MeasuredPose } from "./measured-pose.ts";
import { Pace } from "./pace.ts";
import type { DeployPlan } from "./plan.ts";
import type { ReasonName } from "./reasons.ts";
import { StuckJoints } from "./stuck.ts";
import { type TiltGuard, tiltGuard } from "./tilt.ts";

/** Of one tick; the same object every time. */
export interface TickInputs {
  begin: number;
  skipped: number;
  /** Whole numbers. */
  readFault: number;
  writeFault: number;
  readonly stamps: Float64Array;
  readonly sensors: Float64Array;
}

export class Watch {
  readonly pose: MeasuredPose;
  readonly #ages: ChannelAges;
  readonly #reads: FaultWindow;
  readonly #writes: FaultWindow;
  readonly #pace: Pace;
  readonly #leans: TiltGuard;
  readonly #stuck: StuckJoints;
  /** Rung `dry`: there is no robot whose sensors could be stale. */
  readonly #isThere: boolean;
  #isFinite = false;
  #failed = false;
  #isTilted = false;
  #driverFault: ReasonName | null = null;

  constructor({ robot, controlPeriod, guards, rung }: DeployPlan) {
    this.#isThere = rung !== "dry";
    this.pose = new MeasuredPose(robot, controlPeriod, this.#isThere);
    this.#ages = new ChannelAges(robot, guards.holdTicks);
    this.#reads = new FaultWindow(guards.holdTicks);
    this.#writes = new FaultWindow(guards.holdTicks);
    this.#pace = new Pace(controlPeriod, guards.maxSkipped);
    this.#leans = tiltGuard(robot, guards.maxTilt);
    this.#stuck = new StuckJoints(robot.joints.length, controlPeriod);
  }

  /** `sent`: the command of the tick before, rad; null where no torque makes the joints follow it. */
  observe(inputs: TickInputs, sent: Float64Array | null): void {
    const { readFault, writeFault, sensors } = inputs;
    this.#pace.observe(inputs);
    this.#driverFault = gravest(readFault, writeFault);
    this.#reads.observe(readFault !== faultCode.none);
    this.#writes.observe(writeFault !== faultCode.none);
    this.#failed = readFault !== faultCode.none || writeFault !== faultCode.none;
    this.#isFinite = !this.#isThere || allFinite(sensors);
    if (!this.#isThere) return;
    this.#ages.observe(inputs);
    this.#isTilted = this.#leans(sensors);
    if (sent === null) this.#stuck.clear();
    if (readFault !== faultCode.none || !this.#isFinite) return;
    this.pose.observe(sensors);
    if (sent !== null && this.pose.isMeasured) this.#stuck.observe(this.pose.angles, sent);
  }

  /** Every channel is fresh and finite, and the last reading and writing went well. */
  get isSound(): boolean {
    return this.#isFinite && !this.#failed && (!this.#isThere || this.#ages.isFresh);
  }

  /** The drives do not listen, are broken, or listen to somebody else: what stops the robot in every state. */
  get driverFault(): ReasonName | null {
    return this.#driverFault;
  }

  /** What keeps a robot from being armed or going on, whether or not it moves; the gravest. */
  get fault(): ReasonName | null {
    if (this.#driverFault !== null) return this.#driverFault;
    if (this.#pace.hasJumped) return "clockJump";
    if (!this.#isFinite) return "sensorNotFinite";
    if (this.#isThere && this.#ages.isLost) return this.#ages.isFrozen ? "sensorFrozen" : "sensorStale";
    if (this.#reads.isTooMany) return "readFailing";
    if (this.#writes.isTooMany) return "writeFailing";
    return null;
  }

  /** The same, and what only matters to a robot that moves or is about to. */
  get movingFault(): ReasonName | null {
    if (this.fault !== null) return this.fault;
    if (this.#pace.isTooSlow) return "tooManySkipped";
    if (this.#isTilted) return "tilted";
    return this.#stuck.isStuck ? "jointStuck" : null;
  }

  /** After a reset: what was counted is forgotten. */
  clear(): void {
    this.#reads.clear();
    this.#writes.clear();
  }
}

/** Faults that nothing is tolerated of, the gravest first. */
const grave = ["disconnected", "secondWriter", "hardwareError"] as const;

function gravest(readFault: number, writeFault: number): ReasonName | null {
  for (const name of grave) if (readFault === faultCode[name] || writeFault === faultCode[name]) return name;
  return writeFault === faultCode.refused ? "writeRefused" : null;
}
