/**
 * Why a state was entered, as numbers that fit a record, with what a person can do about it.
 *
 * New ones go to the end: recordings hold the numbers.
 */
export interface Reason {
  readonly name: string;
  /**
   * How a stop for this reason goes: by the plan's profile; the robot damped, as what it feels or what it was told is not to be trusted; or
   * torque off, as its drives do not listen or listen to somebody else. Null where it stops nothing.
   */
  readonly stop: "plan" | "damp" | "limp" | null;
  /** What happened and, of a fault, what to do. */
  readonly text: string;
}

const reasons = [
  { name: "none", stop: null, text: "nothing has happened yet" },
  { name: "connected", stop: null, text: "the robot answers" },
  { name: "ready", stop: null, text: "every sensor channel is fresh and torque is off" },
  { name: "watching", stop: null, text: "the shadow rung reads and computes; torque stays off" },
  { name: "armed", stop: null, text: "the operator consents to torque" },
  { name: "poseReached", stop: null, text: "the robot stands" },
  { name: "going", stop: null, text: "the operator consents to the policy" },
  { name: "proven", stop: null, text: "the policy was finite, in range and in time" },
  { name: "fadedIn", stop: null, text: "the policy has the whole command" },
  { name: "stopRequest", stop: "plan", text: "the operator asked to stop" },
  { name: "durationOver", stop: "plan", text: "the duration of the plan is over" },
  {
    name: "sensorStale",
    stop: "damp",
    text: "a sensor channel was older than its bound; look at the link and at what else uses the bus, or lower the rate",
  },
  {
    name: "sensorFrozen",
    stop: "damp",
    text: "a sensor channel did not change in a single bit; look whether its sensor still measures",
  },
  {
    name: "sensorNotFinite",
    stop: "damp",
    text: "a sensor value was no finite number; look at the driver and its calibration",
  },
  {
    name: "actionNotFinite",
    stop: "damp",
    text: "the policy gave a number that is none; rehearse it with the observations recorded here",
  },
  {
    name: "readFailing",
    stop: "damp",
    text: "reading the robot failed too often; look at cables, termination and baud rate",
  },
  {
    name: "writeFailing",
    stop: "damp",
    text: "writing to the robot failed too often; look at cables, termination and baud rate",
  },
  {
    name: "writeRefused",
    stop: "limp",
    text: "the robot refused a command: its watchdog has tripped or it is not armed; connect again",
  },
  {
    name: "hardwareError",
    stop: "limp",
    text: "a servo reports an error (overload, heat, voltage); let it cool, look at the supply, free the joint",
  },
  { name: "disconnected", stop: "limp", text: "the device is gone; plug it in and connect again" },
  {
    name: "secondWriter",
    stop: "limp",
    text: "somebody else commands the robot; end the other program, then reset",
  },
  {
    name: "clockJump",
    stop: "damp",
    text: "the time of a tick went backwards or leapt; the computer slept or its clock is broken",
  },
  {
    name: "tooManySkipped",
    stop: "damp",
    text: "too many ticks on end came too late; take load off the computer or lower the rate",
  },
  { name: "tilted", stop: "damp", text: "the trunk leans too far; set the robot upright, then reset" },
  {
    name: "outOfRange",
    stop: "damp",
    text: "the robot feels what training never saw; compare observations with the simulator before trying again",
  },
  {
    name: "poseNotReached",
    stop: "damp",
    text: "the joints did not follow to the stance; free them, look at torque share and calibration",
  },
  {
    name: "poseOutsideLimits",
    stop: "limp",
    text: "a joint is measured where it cannot be sent; calibrate it, or move it by hand",
  },
  {
    name: "notReady",
    stop: "limp",
    text: "the channels did not become fresh, or torque was not off, in time; look at the sensors and the link",
  },
  {
    name: "stopNotVerified",
    stop: null,
    text: "torque is still read back as on after the stop; cut the power by hand",
  },
  {
    name: "stopUnverifiable",
    stop: null,
    text: "the robot cannot say whether torque is off; see that it is before you touch it",
  },
  { name: "reset", stop: null, text: "the operator reset the latch; torque is off" },
  {
    name: "jointStuck",
    stop: "damp",
    text: "a joint did not move while its command did; free it, look at its drive and at what measures its angle",
  },
] as const satisfies readonly Reason[];

export type ReasonName = (typeof reasons)[number]["name"];

export const reasonNames: readonly ReasonName[] = reasons.map(({ name }) => name);

export const reasonCode = Object.fromEntries(reasons.map(({ name }, code) => [name, code])) as Readonly<
  Record<ReasonName, number>
>;

/** What is known of a reason, by its number. Throws RangeError for a number that is none. */
export function reasonOf(code: number): Reason & { readonly name: ReasonName } {
  const reason = reasons[code];
  if (reason === undefined)
    throw new RangeError(
      `expected the number of a reason, 0 … ${reasons.length - 1}, got ${code}; is the recording of a newer version?`,
    );
  return reason;
}
