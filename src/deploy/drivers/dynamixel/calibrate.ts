/** Where each servo stands when the robot is held in a known pose: its calibration. */
import { type Calibration, calibrationSchema } from "../../calibration.ts";
import type { Clock } from "../../driver.ts";
import { BusError } from "./bus-error.ts";
import type { BusRobot } from "./bus-robot.ts";
import { openBus, portOf } from "./open-driver.ts";
import { registers, stateAt } from "./registers.ts";
import { Replies } from "./replies.ts";
import { ticksOf } from "./scale.ts";

/** Ticks that a joint may move while it is held still: a third of a degree. */
const steady = 4;
const readings = 10;
/** s */
const between = 0.02;
const readTime = 2;

export interface CalibrateOptions {
  readonly target: string;
  readonly description: BusRobot;
  /** The name under which it is kept. */
  readonly robot: string;
  /** Where the joints are now, rad, in the joints' order. */
  readonly pose: readonly number[];
  readonly clock: Clock;
}

/**
 * Reads the limp robot, which somebody holds in `pose`. Moves nothing and stores nothing.
 *
 * Throws RangeError for a pose of another size, BusError while a joint moves, and what opening throws.
 */
export async function calibrate(options: CalibrateOptions): Promise<Calibration> {
  const { target, description, robot, pose, clock } = options;
  const { joints } = description;
  if (pose.length !== joints.length || !pose.every(Number.isFinite))
    throw new RangeError(`expected a pose of ${joints.length} angles (rad), got ${pose.join(", ")}`);
  const ticks = await readSteady(target, description, clock);
  const offsets = joints.map(({ name, sign }, index) => {
    const here = ticks[index] as number;
    return [name, here - ticksOf(pose[index] as number, sign, 0)] as const;
  });
  return calibrationSchema.parse({ format: 1, robot, unit: "ticks", offsets: Object.fromEntries(offsets) });
}

async function readSteady(target: string, description: BusRobot, clock: Clock): Promise<number[]> {
  const { bus } = await openBus(portOf(target), description, description.controlPeriod.least, clock);
  try {
    const replies = new Replies(
      description.joints.map(({ id }) => id),
      registers.state.size,
    );
    const rows: number[][] = [];
    for (let reading = 0; reading < readings; reading++) {
      if (bus.read(registers.state.address, replies, clock() + readTime) !== 0)
        throw new BusError("missing", "a servo stopped answering while it was read; check the cables");
      rows.push(
        description.joints.map((_, index) =>
          replies.view.getInt32(index * replies.length + stateAt.position, true),
        ),
      );
      await new Promise((resolve) => setTimeout(resolve, between * 1000));
    }
    return description.joints.map(({ name }, index) =>
      middleOf(
        name,
        rows.map((row) => row[index] as number),
      ),
    );
  } finally {
    bus.port.close();
  }
}

/** The median. Throws BusError where the values lie too far apart. */
function middleOf(name: string, values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const spread = (sorted.at(-1) as number) - (sorted[0] as number);
  if (spread > steady)
    throw new BusError(
      "moving",
      `${name} moved by ${spread} ticks while it was read, expected at most ${steady}; hold the robot still and calibrate again`,
    );
  return sorted[sorted.length >> 1] as number;
}
