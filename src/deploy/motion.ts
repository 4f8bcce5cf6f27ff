/** What the robot is sent in each kind of state: nothing, a ramp, a pose, the policy, a stop. Everything goes through the rate stage. */
import { fade } from "./command-path.ts";
import type { MeasuredPose } from "./measured-pose.ts";
import type { DeployPlan } from "./plan.ts";
import { Ramp } from "./ramp.ts";
import { Rate, rateLimits } from "./rate.ts";

/** A command this near (rad) is there. */
const reached = 1e-6;

export class Motion {
  /** Desired of this tick, and the same within the rate limits, which is what is sent. */
  readonly faded: Float64Array;
  readonly sent: Float64Array;
  /** Of each joint, bits of command-path.ts. */
  readonly flags: Float64Array;
  readonly stance: Float64Array;
  readonly #rate: Rate;
  readonly #ramp: Ramp;

  constructor({ robot, limits, controlPeriod }: DeployPlan) {
    const joints = robot.joints.length;
    this.stance = Float64Array.from(robot.joints, ({ stance }) => stance);
    this.faded = Float64Array.from(this.stance);
    this.flags = new Float64Array(joints);
    this.#ramp = new Ramp(limits.rampTime, controlPeriod, joints);
    this.#rate = new Rate(rateLimits(limits, controlPeriod));
    this.sent = this.#rate.sent;
    this.#rate.restAt(this.stance);
  }

  /** No torque: where the robot is is where a motion will begin. Where it cannot say, the command last sent. */
  restAt(pose: MeasuredPose): void {
    this.#rate.restAt(pose.isMeasured ? pose.allowed : this.sent);
    this.faded.set(this.sent);
  }

  beginRamp(): void {
    this.#ramp.begin(this.sent);
  }

  /** s since the ramp began; it stands still while the command is held. */
  get rampTime(): number {
    return this.#ramp.elapsed;
  }

  ramp(): void {
    this.#ramp.advance(this.stance, this.faded);
    this.#rate.follow(this.faded, this.flags);
  }

  stand(): void {
    this.faded.set(this.stance);
    this.#rate.follow(this.faded, this.flags);
  }

  /** The share of the policy's targets, the rest of the stance. */
  follow(targets: Float64Array, share: number): void {
    fade(targets, this.stance, share, this.faded, this.flags);
    this.#rate.follow(this.faded, this.flags);
  }

  /** Yields to wherever the robot is pushed or falls; one that cannot say where that is, holds. */
  damp(pose: MeasuredPose): void {
    if (pose.isMeasured) {
      this.faded.set(pose.allowed);
      this.#rate.follow(this.faded, this.flags);
    } else this.hold();
  }

  /** Keeps the command last sent: what was moving is braked. */
  hold(): void {
    this.#rate.brake(this.flags);
    this.faded.set(this.sent);
  }

  /** The ramp is over, and the command at the stance. */
  get isRampOver(): boolean {
    if (!this.#ramp.isOver) return false;
    for (let j = 0; j < this.sent.length; j++)
      if (Math.abs((this.sent[j] as number) - (this.stance[j] as number)) > reached) return false;
    return true;
  }

  get isAtRest(): boolean {
    return this.#rate.isAtRest;
  }
}
