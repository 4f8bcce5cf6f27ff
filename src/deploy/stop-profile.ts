/**
 * How a robot stops, and whether it has: the motion of a profile, then torque off, then a read-back that says so.
 *
 *     damp, park ─ over, or timeout ─▶ off ─ read back ─▶ stopped          hold ─▶ stopped, torque on
 *     limp ──────────────────────────▶ off ─ nobody says so, too often ─▶ not verified, or nobody can
 */
import type { Reason } from "./reasons.ts";
import type { RobotSpec, StopProfileName } from "./robot.ts";

/** Share of the plan's torque while a robot is damped. */
export const dampTorque = 0.3;

/** Read-backs that may say otherwise before the stop counts as not verified: a drive takes a moment. */
export const verifyTicks = 3;

/** How far a stop is; the same object every tick. */
export interface StopProgress {
  /** s since it began. */
  elapsed: number;
  /** For `damp`: the robot rests. */
  isStill: boolean;
  /** For `park`: the command is at the stance. */
  isParked: boolean;
}

/** Whether the motion of a profile is over and torque goes off. Written so that a time that is none is over. */
export function isOver(profile: StopProfileName, progress: StopProgress, timeout: number): boolean {
  switch (profile) {
    case "limp":
      return true;
    case "hold":
      return false;
    case "damp":
      return progress.isStill || !(progress.elapsed < timeout);
    case "park":
      return progress.isParked || !(progress.elapsed < timeout);
  }
}

/**
 * How a robot stops for a reason: by the plan; damped, where sensors or policy are not to be trusted; limp, where the drives are not. What cannot be damped stops in the
 * safest way it has, and a plan to go limp is not overruled.
 */
export function profileFor(stop: Reason["stop"], plan: StopProfileName, robot: RobotSpec): StopProfileName {
  if (stop === "limp" || plan === "limp") return "limp";
  if (stop !== "damp") return plan;
  return robot.stopProfiles.includes("damp") ? "damp" : (robot.stopProfiles[0] ?? "limp");
}

/** What the read-backs of a stop say so far. */
export class StopCheck {
  #asked = 0;
  #saidOn = false;
  #isOff = false;

  begin(): void {
    this.#asked = 0;
    this.#saidOn = false;
    this.#isOff = false;
  }

  /** `readBack`: 1 off, 0 on, −1 unknown, NaN not asked (tick-record.ts). */
  observe(readBack: number): void {
    this.#asked++;
    if (readBack === 0) this.#saidOn = true;
    if (readBack === 1) this.#isOff = true;
  }

  get isOff(): boolean {
    return this.#isOff;
  }

  get isNotVerified(): boolean {
    return !this.#isOff && this.#asked >= verifyTicks && this.#saidOn;
  }

  get isUnverifiable(): boolean {
    return !this.#isOff && this.#asked >= verifyTicks && !this.#saidOn;
  }
}
