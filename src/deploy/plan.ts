/**
 * All that decides a deployment, as plain data: it goes to the control thread, into the recording and, with a recording's
 * inputs, through the controller again. Same plan and same inputs, same commands, bit for bit.
 */
import { checkFit, checkPlan } from "./check-plan.ts";
import type { RobotSpec, StopProfileName } from "./robot.ts";
import { sourceFor } from "./source/make.ts";
import type { Source, SourcePlan } from "./source/source.ts";
import { feelsGravity } from "./tilt.ts";

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

export interface PlanChoices {
  readonly robot: RobotSpec;
  readonly source: SourcePlan;
  readonly controlPeriod: number;
  readonly rung: RungName;
  /** As they are meant for `full`; `limited` takes its share of them. */
  readonly limits?: Partial<LimitPlan>;
  readonly stop?: Partial<StopPlan>;
  readonly guards?: Partial<GuardPlan>;
  readonly unattended?: boolean;
  readonly duration?: number | null;
  /** s from something that goes wrong to the command that answers it; 0.1 when absent. */
  readonly timeToSafe?: number;
}

/** Of torque and of speed, in rung `limited`. */
const limitedShare = 0.25;

/**
 * A plan whose limits and guards are all on: position limits the narrower of robot and policy, speed and acceleration those of the robot,
 * guards as far as the robot feels what they need. The rung `limited` holds the rate stage to a quarter of the speed: a
 * policy or a cycle that asks for more is clipped there, its own time runs as ever.
 *
 * Throws RangeError for a source that is none, or a plan that does not hang together.
 */
export function planFor(choices: PlanChoices): DeployPlan {
  const {
    robot,
    source,
    controlPeriod,
    rung,
    unattended = false,
    duration = null,
    timeToSafe = 0.1,
  } = choices;
  const made = sourceFor(source, controlPeriod);
  checkFit(choices, made);
  const limits = { ...fullLimits(robot, made), ...choices.limits };
  const plan: DeployPlan = {
    robot,
    controlPeriod,
    source,
    rung,
    limits: rung === "limited" ? limited(limits) : limits,
    stop: stopPlan(robot, limits.rampTime, choices.stop),
    guards: { ...defaultGuards(robot, controlPeriod, timeToSafe), ...choices.guards },
    unattended,
    duration,
  };
  checkPlan(plan);
  return plan;
}

function fullLimits({ joints }: RobotSpec, { bounds, scaling }: Source): LimitPlan {
  const ranges = joints.map((joint, j) => {
    const ends = [bounds.low, bounds.high].map(
      (bound) => (scaling.gain[j] as number) * (bound[j] as number) + (scaling.offset[j] as number),
    );
    const low = Math.max(joint.low, Math.min(...ends));
    const high = Math.min(joint.high, Math.max(...ends));
    // Kept free at each end: rounding, and drives that overshoot.
    const margin = Math.min(0.01, 0.01 * (high - low));
    return { low: low + margin, high: high - margin };
  });
  return {
    low: ranges.map(({ low }) => low),
    high: ranges.map(({ high }) => high),
    maxSpeed: joints.map(({ maxSpeed }) => maxSpeed),
    maxAcceleration: joints.map(({ maxAcceleration }) => maxAcceleration),
    torqueShare: 1,
    filter: null,
    rampTime: 2,
    fadeTime: 1,
  };
}

function limited(limits: LimitPlan): LimitPlan {
  return {
    ...limits,
    maxSpeed: limits.maxSpeed.map((speed) => limitedShare * speed),
    torqueShare: limitedShare * limits.torqueShare,
  };
}

function stopPlan({ stopProfiles }: RobotSpec, rampTime: number, chosen: Partial<StopPlan> = {}): StopPlan {
  const profile = chosen.profile ?? stopProfiles[0] ?? "limp";
  return { timeout: profile === "park" ? rampTime + 2 : 1, ...chosen, profile };
}

/**
 * Errors that are waited out take their time from what there is until the robot must be safe: of h that are tolerated the first comes up to a
 * period after its cause, and the one too many h periods later, itself read for up to a period.
 *
 *     (h + 2) T ≤ time to safe
 */
function defaultGuards(robot: RobotSpec, period: number, timeToSafe: number): GuardPlan {
  const ticks = (seconds: number): number => Math.max(1, Math.floor(seconds / period));
  return {
    holdTicks: Math.max(0, Math.floor(timeToSafe / period) - 2),
    maxTilt: feelsGravity(robot) ? 1 : null,
    maxOutOfRange: 0.3,
    outOfRangeTicks: ticks(0.25),
    shadowTicks: ticks(1),
    maxSkipped: Math.max(2, ticks(timeToSafe)),
  };
}
