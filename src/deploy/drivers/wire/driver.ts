/**
 * `tcp://…`: a robot on the wire. This side is synchronous and touches the mail alone; the sockets are in the link process.
 *
 * What a write answers is how the one before ended, as nobody waits for the robot at every tick. Whether the robot is there is
 * told by when it was heard last, so a link that hangs or died is noticed as well.
 */
import type { Driver } from "../../driver.ts";
import { faultCode } from "../../faults.ts";
import type { RobotSpec } from "../../robot.ts";
import type { SensorFrame } from "../../sensor-frame.ts";
import type { DescribedRobot } from "./describe.ts";
import { type Mail, mailOf, news, order } from "./rows.ts";

/** A robot that was not heard for so long is gone, s. */
const silenceTime = 0.25;
/** Switching torque waits for the robot so long at most, s; so often it looks, ms. */
const torquePatience = 0.05;
const lookTime = 0.5;

export class WireDriver implements Driver {
  readonly robot: RobotSpec;
  readonly identity: string;
  /** Nothing is sent twice: the next command is the better one. */
  readonly retries = 0;
  /** The robot's own watchdog stops it, and the link as soon as this process is gone. */
  readonly emergency = null;
  readonly #mail: Mail;
  readonly #clock: () => number;
  readonly #letGo: () => void;
  readonly #nap = new Int32Array(new SharedArrayBuffer(4));

  /** `letGo` ends the link. */
  constructor({ spec, identity }: DescribedRobot, fd: number, clock: () => number, letGo: () => void) {
    this.robot = spec;
    this.identity = identity;
    this.#mail = mailOf(fd, spec);
    this.#clock = clock;
    this.#letGo = letGo;
  }

  read(frame: SensorFrame): number {
    if (!this.#look()) return faultCode.noAnswer;
    if (this.#isGone) return faultCode.disconnected;
    frame.stamps.set(this.#mail.stamps);
    frame.values.set(this.#mail.values);
    return faultCode.none;
  }

  write(targets: Float64Array, torqueShare: number): number {
    if (this.#look() && this.#isGone) return faultCode.disconnected;
    for (let joint = 0; joint < targets.length; joint++)
      if (!Number.isFinite(targets[joint])) return faultCode.implausible;
    const { orders, orderRow } = this.#mail;
    this.#mail.targets.set(targets);
    orderRow[order.torqueShare] = torqueShare;
    orderRow[order.command] = (orderRow[order.command] as number) + 1;
    orders.write(orderRow);
    return this.#mail.newsRow[news.commandFault] as number;
  }

  torque(on: boolean): number {
    const { orders, orderRow, newsRow } = this.#mail;
    const number = (orderRow[order.number] as number) + 1;
    orderRow[order.number] = number;
    orderRow[order.torque] = Number(on);
    orders.write(orderRow);
    const until = this.#clock() + torquePatience;
    do {
      Atomics.wait(this.#nap, 0, 0, lookTime);
      this.#look();
      if (newsRow[news.answered] === number) return newsRow[news.answer] as number;
    } while (newsRow[news.ended] !== 1 && this.#clock() < until);
    return newsRow[news.ended] === 1 ? faultCode.disconnected : faultCode.noAnswer;
  }

  isLimp(): number {
    return !this.#look() || this.#isGone ? -1 : (this.#mail.newsRow[news.limp] as number);
  }

  close(): void {
    this.torque(false);
    this.#letGo();
  }

  /** Whether the newest of the link could be had. */
  #look(): boolean {
    return this.#mail.news.read(this.#mail.newsRow);
  }

  get #isGone(): boolean {
    const { newsRow } = this.#mail;
    return newsRow[news.ended] === 1 || this.#clock() - (newsRow[news.heardAt] as number) > silenceTime;
  }
}
