/**
 * All that decides a deployment, as plain data: it goes to the control thread, into the recording and, with a recording's
 * inputs, through the controller again. Same plan and same inputs, same commands, bit for bit.
 */
import type { RobotSpec, StopProfileName } from "./robot.ts";
import type { SourcePlan } from "./source/source.ts";

export const rungNames = ["dry", "shadow", "limited", "full"] as const;

/**
 * The bring-up ladder.
 *
 * - `dry`: no robot; the loop runs on the stance.
 * - `shadow`: sensors are read and actions computed; torque stays off.
 * - `limited`: at a quarter of torque and of speed.
 * - `full`: at the plan's limits.
 */
export type RungName = (typeof rungNames)[number];

export interface DeployPlan {
  readonly robot: RobotSpec;
  /** Seconds between two ticks; what the policy was trained with. */
  readonly controlPeriod: number;
  readonly source: SourcePlan;
  readonly rung: RungName;
  readonly limits: LimitPlan;
  readonly stop: StopPlan;
  readonly guards: GuardPlan;
  /** Without waiting for the operator: `arm` and `go` are taken as given. */
  readonly unattended: boolean;
  /** Seconds in `running` after which it stops by itself; null: until it is stopped. */
  readonly duration: number | null;
}

export interface LimitPlan {
  /** Narrower of robot and policy, one a joint, rad; the margin is off already. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** rad/s and rad/s², one a joint. */
  readonly maxSpeed: readonly number[];
  readonly maxAcceleration: readonly number[];
  /** Share 0 … 1 of each joint's torque limit. */
  readonly torqueShare: number;
  /** Corner frequency of the low-pass, Hz; null: no filter. */
  readonly filter: number | null;
  /** Seconds of the ramp to the stance at least, and of the fade. */
  readonly rampTime: number;
  readonly fadeTime: number;
}

export interface StopPlan {
  readonly profile: StopProfileName;
  /** Seconds after which `damp` and `park` end with torque off, wherever the joints are. */
  readonly timeout: number;
}

export interface GuardPlan {
  /** Ticks the last command is held for while a channel is stale or a read fails, before the robot is damped. */
  readonly holdTicks: number;
  /** The trunk this far from upright (rad) stops the robot; null: no such sensor, no guard. */
  readonly maxTilt: number | null;
  /** Share of observation elements outside training's range that stops the robot, over so many ticks on end; 1: never. */
  readonly maxOutOfRange: number;
  readonly outOfRangeTicks: number;
  /** Ticks of `shadow` before `fading`. */
  readonly shadowTicks: number;
  /** Skipped ticks on end that stop the robot. */
  readonly maxSkipped: number;
}
