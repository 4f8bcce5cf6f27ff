/**
 * The decision of one tick: which state the robot is in, and what it is sent.
 *
 * What flows in: a row laid out by `recordLayout`, with its inputs filled in (times, requests, skipped ticks, faults, read-back, stamps,
 * sensors). What flows out: the rest of the row. Time is the row's `begin`; there is no clock, no randomness and no allocation in a
 * tick, so the recorded inputs of a run give the same outputs again, bit for bit. Imports: math, policy, robot, source.
 *
 *     inputs ─ watch ─ policy ─ guards ─ edge ─▶ state ─ motion ─ rate ─▶ sent
 */
import { checkFit, checkPlan } from "./check-plan.ts";
import { faultCode } from "./faults.ts";
import { Motion } from "./motion.ts";
import type { DeployPlan } from "./plan.ts";
import { PolicyPath } from "./policy-path.ts";
import { type ReasonName, reasonCode, reasonOf } from "./reasons.ts";
import { requestBits } from "./requests.ts";
import type { StopProfileName } from "./robot.ts";
import { sourceFor } from "./source/make.ts";
import { type Edge, edgesFrom, type GuardName, type StateName, stateCode } from "./states.ts";
import { dampTorque, isOver, profileFor, StopCheck, type StopProgress } from "./stop-profile.ts";
import { type RecordLayout, recordLayout } from "./tick-record.ts";
import { TickRow } from "./tick-row.ts";
import { Watch } from "./watch.ts";

/** How far (rad) a joint may be measured outside its limits, and from the stance to stand. */
const poseTolerance = 0.2;
/** s that `limp` waits for channels, and `ramping` for the joints to follow. */
const patience = 5;

export interface Controller {
  readonly layout: RecordLayout;
  /** Fills in the outputs of a row whose inputs are filled in. Throws nothing for what a robot does. */
  tick(row: Float64Array): void;
}

/** Throws RangeError for a plan that does not hang together. */
export function controllerFor(plan: DeployPlan): Controller {
  checkPlan(plan);
  return new Deployment(plan);
}

class Deployment implements Controller {
  readonly layout: RecordLayout;
  readonly #plan: DeployPlan;
  readonly #row: TickRow;
  readonly #watch: Watch;
  readonly #policy: PolicyPath;
  readonly #motion: Motion;
  readonly #check = new StopCheck();
  readonly #progress: StopProgress = { elapsed: 0, isStill: false, isParked: false };
  /** `dry` has no robot, `shadow` none that moves. */
  readonly #isThere: boolean;
  readonly #hasTorque: boolean;
  readonly #longestRamp: number;

  #state: StateName = "offline";
  #reason: ReasonName = "none";
  /** Ticks in this state, skipped ones included, and ticks that the policy has been moving the robot. */
  #stateTicks = 0;
  #motionTicks = 0;
  #fadeTicks = 0;
  #cleanTicks = 0;
  /** The policy's rows of this tick: not computed, up to the action, all of them. */
  #decided: "no" | "action" | "all" = "no";
  #policyFault: ReasonName | null = null;
  #profile: StopProfileName = "limp";
  /** Of a stop: torque is to be off. */
  #isOff = true;

  constructor(plan: DeployPlan) {
    const source = sourceFor(plan.source, plan.controlPeriod);
    checkFit(plan, source);
    this.layout = recordLayout({ ...source, robot: plan.robot });
    this.#plan = plan;
    this.#isThere = plan.rung !== "dry";
    this.#hasTorque = plan.rung === "limited" || plan.rung === "full";
    this.#longestRamp = longestRamp(plan) + patience;
    this.#row = new TickRow(this.layout);
    this.#watch = new Watch(plan);
    this.#policy = new PolicyPath(plan, source);
    this.#motion = new Motion(plan);
  }

  tick(row: Float64Array): void {
    this.#row.take(row);
    const { inputs } = this.#row;
    const { skipped, limpReadBack } = inputs;
    this.#watch.observe(inputs, this.#hasTorque && this.#isPosed ? this.#motion.sent : null);
    this.#check.observe(limpReadBack);
    this.#stateTicks += skipped > 0 && skipped < Infinity ? 1 + skipped : 1;
    this.#motion.flags.fill(0);
    this.#decide();
    this.#leave();
    this.#move();
    this.#put(row);
  }

  /** Lets the policy act, in the states that it acts in and while there is something sound to act on. */
  #decide(): void {
    const isTrying = this.#state === "shadow";
    this.#decided = "no";
    this.#policyFault = null;
    if (!isTrying && this.#state !== "fading" && this.#state !== "running") return;
    if (!this.#watch.isSound) {
      this.#cleanTicks = 0;
      return;
    }
    if (!isTrying || this.#plan.rung === "shadow") this.#motionTicks++;
    const { range } = this.#policy;
    const { sensors, skipped } = this.#row.inputs;
    const isSound = this.#policy.decide(sensors, this.#motionTicks);
    this.#decided = isSound ? "all" : "action";
    if (isSound) this.#policy.shape(this.#motion.flags);
    if (range.isAlarmed) this.#policyFault = "outOfRange";
    if (!isSound) this.#policyFault = "actionNotFinite";
    this.#cleanTicks = isSound && !range.isOutside && skipped === 0 ? this.#cleanTicks + 1 : 0;
  }

  /** Takes the first edge whose guard holds. */
  #leave(): void {
    const out = edgesFrom[stateCode[this.#state]] as readonly Edge[];
    for (let e = 0; e < out.length; e++) {
      const edge = out[e] as Edge;
      if (!this.#holds(edge.guard)) continue;
      if (edge.reason === "fault") this.#reason = this.#fault() ?? this.#reason;
      else if (edge.reason !== "kept") this.#reason = edge.reason;
      this.#enter(edge);
      return;
    }
  }

  #holds(guard: GuardName): boolean {
    const { rung, guards } = this.#plan;
    switch (guard) {
      case "connected":
        return this.#row.inputs.readFault === faultCode.none;
      case "ready":
        return this.#watch.isSound && (!this.#isThere || this.#isLimp);
      case "watching":
        return rung === "shadow";
      case "armed":
        return this.#consents(requestBits.arm);
      case "poseReached":
        return this.#motion.isRampOver && this.#watch.pose.isNear(this.#motion.stance, poseTolerance);
      case "going":
        return this.#consents(requestBits.go);
      case "proven":
        return rung !== "shadow" && this.#cleanTicks >= guards.shadowTicks;
      case "fadedIn":
        return this.#fade >= 1;
      case "over":
        return this.#isOver;
      case "faulty":
        return this.#fault() !== null;
      case "stopAsked":
        return this.#asks(requestBits.stop);
      case "stopped":
        return this.#isOff ? !this.#isThere || this.#check.isOff : this.#isHolding;
      case "notVerified":
        return this.#isOff && this.#check.isNotVerified;
      case "unverifiable":
        return this.#isOff && this.#check.isUnverifiable;
      case "resetAsked":
        return this.#asks(requestBits.reset);
    }
  }

  /** s in this state; from a count, so that rounding does not add up. */
  get #stateTime(): number {
    return this.#stateTicks * this.#plan.controlPeriod;
  }

  get #motionTime(): number {
    return this.#motionTicks * this.#plan.controlPeriod;
  }

  #asks(bit: number): boolean {
    return (this.#row.inputs.requests & bit) !== 0;
  }

  /** Where nothing can move nobody has to be asked. */
  #consents(bit: number): boolean {
    return this.#plan.unattended || !this.#hasTorque || this.#asks(bit);
  }

  /** Read back, or as far as the robot can say. */
  get #isLimp(): boolean {
    const { limpReadBack } = this.#row.inputs;
    return limpReadBack === 1 || limpReadBack === -1;
  }

  get #isOver(): boolean {
    const { duration, rung } = this.#plan;
    // A shadow on the way to `fading` is no run.
    if (duration === null || (this.#state === "shadow" && rung !== "shadow")) return false;
    return this.#stateTime >= duration;
  }

  /** `hold` has braked what was moving. */
  get #isHolding(): boolean {
    return this.#profile === "hold" && this.#motion.isAtRest;
  }

  get #fade(): number {
    const { limits, controlPeriod } = this.#plan;
    if (this.#fadeTicks === 0) return 0;
    return limits.fadeTime > 0 ? Math.min((this.#fadeTicks * controlPeriod) / limits.fadeTime, 1) : 1;
  }

  /** What stops the robot in the state that it is in; the gravest. */
  #fault(): ReasonName | null {
    const watch = this.#watch;
    switch (this.#state) {
      case "limp":
        return watch.driverFault ?? (this.#stateTime > patience ? "notReady" : null);
      case "checked":
        return watch.fault ?? this.#armFault();
      case "ramping":
        return this.#movingFault ?? (this.#motion.rampTime > this.#longestRamp ? "poseNotReached" : null);
      case "holding":
      case "shadow":
      case "fading":
      case "running":
        return this.#movingFault ?? this.#policyFault;
      default:
        return null;
    }
  }

  /** Says to whoever wants to arm it why it cannot be. */
  #armFault(): ReasonName | null {
    if (!this.#hasTorque || !this.#consents(requestBits.arm)) return null;
    return this.#movingFault;
  }

  /** A joint that is measured where it cannot be is measured wrong. */
  get #movingFault(): ReasonName | null {
    const { movingFault, pose } = this.#watch;
    return movingFault ?? (pose.isPossible(poseTolerance) ? null : "poseOutsideLimits");
  }

  #enter({ from, to }: Edge): void {
    this.#state = to;
    this.#stateTicks = 0;
    switch (to) {
      case "limp":
        this.#watch.clear();
        this.#isOff = true;
        this.#check.begin();
        return;
      case "ramping":
        this.#isOff = false;
        this.#motion.restAt(this.#watch.pose);
        this.#motion.beginRamp();
        return;
      case "shadow":
        this.#policy.clear();
        this.#motionTicks = 0;
        this.#fadeTicks = 0;
        this.#cleanTicks = 0;
        return;
      case "stopping":
        this.#beginStop(from);
    }
  }

  #beginStop(from: StateName): void {
    const { stop, robot } = this.#plan;
    const isStill = from === "limp" || from === "checked" || !this.#hasTorque;
    this.#profile = isStill
      ? "limp"
      : profileFor(reasonOf(reasonCode[this.#reason]).stop, stop.profile, robot);
    this.#isOff = false;
    this.#motion.beginRamp();
  }

  #move(): void {
    const { pose, isSound } = this.#watch;
    const motion = this.#motion;
    const state = this.#state;
    if (state === "stopping" || state === "latched") this.#stop();
    else if (!this.#isPosed) motion.restAt(pose);
    // The first command is where the robot is.
    else if (!isSound || (state === "ramping" && this.#stateTicks === 0)) motion.hold();
    else if (state === "ramping") motion.ramp();
    else if (state === "holding" || state === "shadow") motion.stand();
    else if (this.#decided === "all") this.#follow();
    else motion.hold();
  }

  /** Whether the command is this program's, not where the robot happens to be; `dry` plays it through without a robot. */
  get #isPosed(): boolean {
    const state = this.#state;
    if (state === "offline" || state === "limp" || state === "checked") return false;
    return state !== "shadow" || this.#plan.rung !== "shadow";
  }

  #follow(): void {
    this.#fadeTicks++;
    this.#motion.follow(this.#policy.positioned, this.#fade);
  }

  #stop(): void {
    const motion = this.#motion;
    const watch = this.#watch;
    const progress = this.#progress;
    if (watch.driverFault !== null) this.#profile = "limp";
    progress.elapsed = this.#stateTime;
    progress.isStill = watch.pose.isStill;
    progress.isParked = motion.isRampOver;
    if (!this.#isOff && isOver(this.#profile, progress, this.#plan.stop.timeout)) {
      this.#isOff = true;
      this.#check.begin();
    }
    if (this.#isOff) motion.restAt(watch.pose);
    else if (this.#profile === "damp") motion.damp(watch.pose);
    else if (this.#profile === "park") motion.ramp();
    else motion.hold();
  }

  #put(row: Float64Array): void {
    const { head } = this.layout;
    const isOn = this.#hasTorque && !this.#isOff;
    const share = this.#plan.limits.torqueShare;
    const isDamped = this.#state === "stopping" && this.#profile === "damp";
    row[head.state] = stateCode[this.#state];
    row[head.reason] = reasonCode[this.#reason];
    row[head.motionTime] = this.#motionTime;
    row[head.fade] = this.#state === "fading" || this.#state === "running" ? this.#fade : 0;
    row[head.torqueShare] = isOn ? (isDamped ? dampTorque * share : share) : 0;
    row[head.torque] = isOn ? 1 : 0;
    row[head.write] = isOn ? 1 : 0;
    row[head.askLimp] = this.#asksLimp ? 1 : 0;
    row[head.outOfRange] = this.#decided === "no" ? 0 : this.#policy.range.share;
    this.#putRows(row);
  }

  /** While limp, so that nothing is armed that is not; and in a stop until it is said. */
  get #asksLimp(): boolean {
    if (!this.#isThere || !this.#isOff) return false;
    return (
      this.#state === "limp" ||
      this.#state === "stopping" ||
      (this.#state === "latched" && !this.#check.isOff)
    );
  }

  #putRows(row: Float64Array): void {
    const io = this.#row;
    const { observation, action, clipped, scaled, filtered, positioned } = this.#policy;
    const { faded, sent, flags } = this.#motion;
    io.put(row, "observation", this.#decided === "no" ? null : observation);
    io.put(row, "action", this.#decided === "no" ? null : action);
    const isWhole = this.#decided === "all";
    io.put(row, "clipped", isWhole ? clipped : null);
    io.put(row, "scaled", isWhole ? scaled : null);
    io.put(row, "filtered", isWhole ? filtered : null);
    io.put(row, "positioned", isWhole ? positioned : null);
    io.put(row, "faded", faded);
    io.put(row, "rated", sent);
    io.put(row, "sent", sent);
    io.put(row, "flags", flags);
  }
}

/** s that the way to the stance takes at most, from anywhere that the robot can be. */
function longestRamp({ robot, limits: { maxSpeed, maxAcceleration, rampTime } }: DeployPlan): number {
  const times = robot.joints.map(({ low, high }, j) => {
    const speed = maxSpeed[j] as number;
    return (high - low + 2 * poseTolerance) / speed + (2 * speed) / (maxAcceleration[j] as number);
  });
  return rampTime + Math.max(...times);
}
