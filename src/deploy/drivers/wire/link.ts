/**
 * The connection to a robot, in a process of its own: the newest reading into the mail, the newest command out of it.
 *
 *     driver ══ mail ══ link ─┬─ Channel (DEALER): Arm, Command, heartbeats
 *                             └─ SUB: readings
 */
import { Channel } from "../../../transport/channel.ts";
import { SpecMismatch } from "../../../transport/errors.ts";
import { readKeyPair, readPublicKey } from "../../../transport/keys.ts";
import type { Reading, RobotState } from "../../../transport/robot-message.ts";
import { float64Tensor } from "../../../transport/tensor.ts";
import type { CurveKeys } from "../../../transport/zeromq.ts";
import { faultCode } from "../../faults.ts";
import { type DescribedRobot, described, sensorAddress, type WireOptions } from "./describe.ts";
import { faultOf } from "./fault-of.ts";
import { type Mail, mailOf, news, order } from "./rows.ts";
import { openSensorLink } from "./sensor-link.ts";

/** How long a command or an order may take, ms. */
const answerTime = 250;
/** How long the first answer and the first reading may take, ms. */
const openingTime = 2000;

export class Link {
  readonly robot: DescribedRobot;
  readonly #channel: Channel;
  readonly #clock: () => number;
  readonly #mail: Mail;
  #sensors: { close(): void } | undefined;
  /** The robot's own time of what it last said of itself. */
  #stateTime = Number.NEGATIVE_INFINITY;
  #order = 0;
  #command = 0;

  private constructor(channel: Channel, fd: number, clock: () => number) {
    this.robot = described(channel);
    this.#channel = channel;
    this.#clock = clock;
    this.#mail = mailOf(fd, this.robot.spec);
  }

  /**
   * Connects, becomes the owner of the robot, torque off, and hears its first reading. Rejects with what `Channel.open` and
   * `described` reject with, `RemoteError` where another session owns it, `SpecMismatch` where no readings come.
   */
  static async open(target: string, { curve }: WireOptions, fd: number, clock: () => number): Promise<Link> {
    const channel = await Channel.open(target, { curve, timeoutMs: answerTime });
    try {
      const link = new Link(channel, fd, clock);
      await link.#arm(false, openingTime);
      await link.#listen(curve && (await curveKeys(curve)));
      return link;
    } catch (error) {
      await channel.close();
      throw error;
    }
  }

  /** Takes what the driver wrote since the last time; to be called often. */
  carry(): void {
    const { orders, orderRow } = this.#mail;
    if (!orders.read(orderRow)) return;
    const [command, number] = [orderRow[order.command] as number, orderRow[order.number] as number];
    if (command !== this.#command) {
      this.#command = command;
      this.#send();
    }
    if (number !== this.#order) {
      this.#order = number;
      void this.#switch(number, orderRow[order.torque] === 1);
    }
    if (this.#channel.ended !== undefined) this.#tell(news.ended, 1);
  }

  /** Leaves a robot that is armed limp. */
  async close(): Promise<void> {
    this.#sensors?.close();
    await this.#channel.close();
  }

  #send(): void {
    const { orderRow, targets } = this.#mail;
    const torqueShare = orderRow[order.torqueShare] as number;
    const sequence = this.#command >>> 0;
    const body = { kind: "command", sequence, sent: this.#clock(), torqueShare } as const;
    const tensors = [float64Tensor(targets.slice(), [targets.length])];
    this.#channel.request(body, { tensors }).then(
      () => this.#tell(news.commandFault, faultCode.none),
      (error) => this.#tell(news.commandFault, faultOf(error)),
    );
  }

  async #switch(number: number, on: boolean): Promise<void> {
    let answer: number = faultCode.none;
    try {
      await this.#arm(on);
      this.#mail.newsRow[news.commandFault] = faultCode.none;
    } catch (error) {
      answer = faultOf(error);
    }
    this.#mail.newsRow[news.answer] = answer;
    this.#tell(news.answered, number);
  }

  async #arm(torque: boolean, timeoutMs = answerTime): Promise<void> {
    const arm = { kind: "arm", torque, sent: this.#clock() } as const;
    const { body } = await this.#channel.request(arm, { timeoutMs });
    this.#note(body.state);
  }

  /** What the robot said before, and came later, does not count. */
  #note({ time, torque }: RobotState): void {
    if (time < this.#stateTime) return;
    this.#stateTime = time;
    this.#mail.newsRow[news.limp] = Number(!torque.includes(true));
  }

  #tell(field: (typeof news)[keyof typeof news], value: number): void {
    this.#mail.newsRow[field] = value;
    this.#mail.news.write(this.#mail.newsRow);
  }

  #take({ stamps, values, state }: Reading, now: number): void {
    this.#mail.stamps.set(stamps);
    this.#mail.values.set(values);
    this.#note(state);
    this.#tell(news.heardAt, now);
  }

  async #listen(curve: CurveKeys | undefined): Promise<void> {
    const endpoint = sensorAddress(this.#channel);
    const silent = new SpecMismatch(
      `${this.robot.identity} gave no reading at ${endpoint ?? "any address"} within ${openingTime} ms`,
      "let its sensor socket be reached from here, too",
    );
    if (endpoint === undefined) throw silent;
    await new Promise<void>((resolve, reject) => {
      // Rejecting what is resolved does nothing.
      setTimeout(() => reject(silent), openingTime).unref();
      this.#sensors = openSensorLink({
        endpoint,
        curve,
        robot: this.robot.spec,
        clock: this.#clock,
        broken: () => this.#tell(news.ended, 1),
        receive: (reading, now) => {
          this.#take(reading, now);
          resolve();
        },
      });
    });
  }
}

async function curveKeys({
  serverKey,
  secretKeyFile,
}: NonNullable<WireOptions["curve"]>): Promise<CurveKeys> {
  return { ...(await readKeyPair(secretKeyFile)), serverKey: await readPublicKey(serverKey) };
}
