/** A plan is checked where it comes in; behind that its numbers are trusted. */
import type { DeployPlan } from "./plan.ts";
import { sensorCount } from "./robot.ts";
import type { Source } from "./source/source.ts";

/** Throws RangeError naming the first thing that does not hang together, what was expected and what to do. */
export function checkPlan(plan: DeployPlan): void {
  const { robot, controlPeriod, stop, duration } = plan;
  const { rampTime, fadeTime, filter, torqueShare } = plan.limits;
  require(controlPeriod > 0 && controlPeriod < Infinity, "controlPeriod", controlPeriod, "more than 0 s");
  checkJoints(plan);
  require(torqueShare > 0 && torqueShare <= 1, "limits.torqueShare", torqueShare, "more than 0, at most 1");
  require(filter === null ||
    (filter > 0 && filter < Infinity), "limits.filter", filter, "null or more than 0 Hz");
  require(rampTime >= 0 && rampTime < Infinity, "limits.rampTime", rampTime, "0 s or more");
  require(fadeTime >= 0 && fadeTime < Infinity, "limits.fadeTime", fadeTime, "0 s or more");
  require(stop.timeout >= 0 && stop.timeout < Infinity, "stop.timeout", stop.timeout, "0 s or more");
  require(duration === null || duration >= 0, "duration", duration, "null or 0 s and more");
  const profiles = [...new Set([...robot.stopProfiles, "limp"])];
  require(profiles.includes(
    stop.profile,
  ), "stop.profile", stop.profile, `one of ${profiles.join(", ")}, which "${robot.name}" can do`);
  checkGuards(plan);
}

function checkJoints({ robot, limits }: DeployPlan): void {
  for (const name of ["low", "high", "maxSpeed", "maxAcceleration"] as const)
    require(limits[name].length ===
      robot.joints
        .length, `limits.${name}`, `${limits[name].length} numbers`, `${robot.joints.length}, one a joint of "${robot.name}"`);
  for (const [j, { name, stance }] of robot.joints.entries()) {
    const [low, high] = [limits.low[j] as number, limits.high[j] as number];
    const [speed, acceleration] = [limits.maxSpeed[j] as number, limits.maxAcceleration[j] as number];
    require(Number.isFinite(high - low) &&
      low < high, `limits of ${name}`, `${low} … ${high}`, "a lower and a higher angle, rad");
    require(stance >= low &&
      stance <= high, `stance of ${name}`, stance, `an angle inside its limits, ${low} … ${high} rad`);
    require(speed > 0 && speed < Infinity, `limits.maxSpeed of ${name}`, speed, "more than 0 rad/s");
    require(acceleration > 0 &&
      acceleration < Infinity, `limits.maxAcceleration of ${name}`, acceleration, "more than 0 rad/s²");
  }
}

function checkGuards({ guards }: DeployPlan): void {
  const { maxTilt, maxOutOfRange } = guards;
  for (const name of ["holdTicks", "shadowTicks"] as const)
    require(Number.isSafeInteger(guards[name]) && guards[name] >= 0, `guards.${name}`, guards[
      name
    ], "a whole number, 0 or more");
  for (const name of ["outOfRangeTicks", "maxSkipped"] as const)
    require(Number.isSafeInteger(guards[name]) && guards[name] >= 1, `guards.${name}`, guards[
      name
    ], "a whole number, 1 or more");
  require(maxTilt === null ||
    (maxTilt > 0 && maxTilt <= Math.PI), "guards.maxTilt", maxTilt, "null or an angle, 0 … π rad");
  require(maxOutOfRange >= 0 && maxOutOfRange <= 1, "guards.maxOutOfRange", maxOutOfRange, "a share, 0 … 1");
}

function require(holds: boolean, what: string, got: unknown, expected: string): void {
  if (!holds) throw new RangeError(`${what} of the plan is ${got}: expected ${expected}`);
}

/** Throws RangeError where the source does not fit the robot. */
export function checkFit(
  { robot, source: plan }: Pick<DeployPlan, "robot" | "source">,
  source: Source,
): void {
  const joints = robot.joints.length;
  if (source.actionSize !== joints)
    throw new RangeError(
      `the action has ${source.actionSize} elements, "${robot.name}" has ${joints} joints: expected one a joint`,
    );
  const sensors = sensorCount(robot);
  if (plan.kind !== "network") return;
  const wrong = plan.observation.findIndex((from) => !(from < sensors && from >= -joints));
  if (wrong >= 0)
    throw new RangeError(
      `observation element ${wrong} comes from ${plan.observation[wrong]}: expected a sensor 0 … ${sensors - 1} of "${robot.name}", or −1 … ${-joints} for the previous action`,
    );
}
