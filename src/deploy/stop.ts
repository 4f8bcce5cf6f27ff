/**
 * A robot is stopped: by which profile, when torque goes off, and whether that was read back. stop-profile.ts says what each profile is.
 *
 *     begin ─ move, tick by tick ─▶ isOff ─ observe ─▶ isStopped, or isNotVerified, or isUnverifiable
 */
import type { CurrentState } from "./current-state.ts";
import type { Motion } from "./motion.ts";
import type { DeployPlan } from "./plan.ts";
import { reasonCode, reasonOf } from "./reasons.ts";
import type { StopProfileName } from "./robot.ts";
import { hasRobot, hasTorque } from "./rung.ts";
import type { StateName } from "./states.ts";
import { dampTorque, isOver, profileFor, StopCheck, type StopProgress } from "./stop-profile.ts";
import type { Watch } from "./watch.ts";

export class Stop {
  readonly #plan: DeployPlan;
  readonly #watch: Watch;
  readonly #motion: Motion;
  readonly #check = new StopCheck();
  readonly #progress: StopProgress = { elapsed: 0, isStill: false, isParked: false };
  readonly #isThere: boolean;
  readonly #hasTorque: boolean;
  #profile: StopProfileName = "limp";
  #isOff = true;

  constructor(plan: DeployPlan, watch: Watch, motion: Motion) {
    this.#plan = plan;
    this.#watch = watch;
    this.#motion = motion;
    this.#isThere = hasRobot(plan.rung);
    this.#hasTorque = hasTorque(plan.rung);
  }

  /** Torque is to be off. */
  get isOff(): boolean {
    return this.#isOff;
  }

  /** The profile is over, and where it ends without torque that was read back. */
  get isStopped(): boolean {
    if (this.#isOff) return !this.#isThere || this.#check.isOff;
    // `hold` has braked what was moving.
    return this.#profile === "hold" && this.#motion.isAtRest;
  }

  /** Torque was read back as on, tick after tick. */
  get isNotVerified(): boolean {
    return this.#isOff && this.#check.isNotVerified;
  }

  /** Nobody could say whether torque is off. */
  get isUnverifiable(): boolean {
    return this.#isOff && this.#check.isUnverifiable;
  }

  /** Whether torque is to be read back: while limp, so that nothing is armed that is not; and in a stop until it is said. */
  asksLimp(state: StateName): boolean {
    if (!this.#isThere || !this.#isOff) return false;
    return state === "limp" || state === "stopping" || (state === "latched" && !this.#check.isOff);
  }

  /** Share of the plan's torque that the drives may use while they are on. */
  torqueShare(state: StateName): number {
    return state === "stopping" && this.#profile === "damp" ? dampTorque : 1;
  }

  observe(limpReadBack: number): void {
    this.#check.observe(limpReadBack);
  }

  /** Torque is to be off from now on. */
  release(): void {
    this.#isOff = true;
    this.#check.begin();
  }

  /** Torque may be on from now on. */
  engage(): void {
    this.#isOff = false;
  }

  /** Out of the state `from`, for the reason of the one it is in now. */
  begin(from: StateName, { reason }: CurrentState): void {
    const { stop, robot } = this.#plan;
    const isStill = from === "limp" || from === "checked" || !this.#hasTorque;
    this.#profile = isStill ? "limp" : profileFor(reasonOf(reasonCode[reason]).stop, stop.profile, robot);
    this.#isOff = false;
    this.#motion.beginRamp();
  }

  /** The command of a tick. */
  move(state: CurrentState): void {
    const motion = this.#motion;
    const watch = this.#watch;
    const progress = this.#progress;
    if (watch.driverFault !== null) this.#profile = "limp";
    progress.elapsed = state.time;
    progress.isStill = watch.pose.isStill;
    progress.isParked = motion.isRampOver;
    if (!this.#isOff && isOver(this.#profile, progress, this.#plan.stop.timeout)) this.release();
    if (this.#isOff) motion.restAt(watch.pose);
    else if (this.#profile === "damp") motion.damp(watch.pose);
    else if (this.#profile === "park") motion.ramp();
    else motion.hold();
  }
}
