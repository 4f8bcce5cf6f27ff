/** What driver and link tell each other, as rows of doubles. Flags are 0 and 1; faults are codes. */
import { type RobotSpec, sensorCount } from "../../robot.ts";
import { Mailbox } from "./mailbox.ts";

/** Driver → link. */
export const order = {
  /** Grows with each command, and its share of the torque. */
  command: 0,
  torqueShare: 1,
  /** Grows with each order to switch torque, and what it asks for. */
  number: 2,
  torque: 3,
  targets: 4,
} as const;

/** Link → driver. */
export const news = {
  /** When the robot was heard last, s of the monotonic clock. */
  heardAt: 0,
  /** No joint gives torque. */
  limp: 1,
  /** How the last command ended. */
  commandFault: 2,
  /** The last order to switch torque that has ended, and how. */
  answered: 3,
  answer: 4,
  /** There is no session any more. */
  ended: 5,
  /** Of the newest reading; its values behind them. */
  stamps: 6,
} as const;

export interface Mail {
  readonly orders: Mailbox;
  readonly orderRow: Float64Array;
  readonly news: Mailbox;
  readonly newsRow: Float64Array;
  /** The parts of the rows that are rows themselves. */
  readonly targets: Float64Array;
  readonly stamps: Float64Array;
  readonly values: Float64Array;
}

/** Either end; both make it of the same file and the same robot. */
export function mailOf(fd: number, robot: RobotSpec): Mail {
  const [joints, channels] = [robot.joints.length, robot.channels.length];
  const orderRow = new Float64Array(order.targets + joints);
  const newsRow = new Float64Array(news.stamps + channels + sensorCount(robot));
  const newsAt = 8 * (orderRow.length + 2);
  return {
    orders: new Mailbox(fd, 0, orderRow.length),
    orderRow,
    news: new Mailbox(fd, newsAt, newsRow.length),
    newsRow,
    targets: orderRow.subarray(order.targets),
    stamps: newsRow.subarray(news.stamps, news.stamps + channels),
    values: newsRow.subarray(news.stamps + channels),
  };
}
