/**
 * What a robot is, as data: its joints, what it feels, how fast it may be commanded, and what protects it if nobody commands it.
 *
 * What flows in: a robot's own description, from the robot or from a file. What flows out: the same, checked. Angles in
 * rad, lengths in m, times in s. Joints have one order, and everything that is a number a joint keeps it.
 */
export interface RobotSpec {
  /** The kind of robot, such as "aibo". */
  readonly name: string;
  readonly version: string;
  readonly joints: readonly JointSpec[];
  readonly channels: readonly ChannelSpec[];
  /** Seconds between two commands: the shortest and the longest that the robot takes. */
  readonly controlPeriod: { readonly least: number; readonly most: number };
  /** "none": it cannot say where its joints are, so only open-loop motion makes sense. */
  readonly feedback: "measured" | "none";
  readonly watchdog: Watchdog;
  /** Stop profiles that it can do, the safest first. */
  readonly stopProfiles: readonly StopProfileName[];
}

export interface JointSpec {
  readonly name: string;
  /** What the body does as its angle grows, in words both sides write alike: "the foot swings forward". Two signs are told apart by it. */
  readonly positive: string;
  /** Where it may be sent, rad. */
  readonly low: number;
  readonly high: number;
  /** rad/s */
  readonly maxSpeed: number;
  /** rad/s² */
  readonly maxAcceleration: number;
  /** N·m at full torque share; null where the drive has no limit to set. */
  readonly maxTorque: number | null;
  /** Where it is while the robot stands, rad. */
  readonly stance: number;
}

/** Sensors that are read together and have one time stamp. */
export interface ChannelSpec {
  readonly name: string;
  readonly elements: readonly { readonly name: string; readonly unit: string }[];
  /** Older than this (s) it is stale. */
  readonly maxAge: number;
  /** Unchanged in every bit for this long (s) it is frozen; null for channels that may well stand still, such as touch. */
  readonly frozenAfter: number | null;
}

/** What the hardware does by itself when commands stop coming. */
export type Watchdog =
  | { readonly kind: "device" /** s */; readonly timeout: number; readonly reaction: string }
  | { readonly kind: "none"; readonly why: string };

export const stopProfileNames = ["damp", "park", "hold", "limp"] as const;

/**
 * - `damp`: targets follow the measured pose at a low torque share until the robot is still, then torque off.
 * - `park`: moves to the stance within the rate limit, then torque off.
 * - `hold`: keeps the command last sent, torque on.
 * - `limp`: torque off at once.
 */
export type StopProfileName = (typeof stopProfileNames)[number];

/** How the elements of all channels lie in one row: channel after channel. */
export function sensorCount({ channels }: RobotSpec): number {
  return channels.reduce((sum, { elements }) => sum + elements.length, 0);
}

/** The names of all sensor elements, in the order of the row. */
export function sensorNames({ channels }: RobotSpec): readonly string[] {
  return channels.flatMap(({ elements }) => elements.map(({ name }) => name));
}
