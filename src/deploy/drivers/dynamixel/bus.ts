/**
 * Questions and answers on the bus, synchronous and within a time: what is lost is asked for again while there is time.
 *
 * Nothing is allocated by `read` and `syncWrite`. What comes unasked is dropped and counted.
 */
import type { Clock } from "../../driver.ts";
import { faultCode } from "../../faults.ts";
import type { SerialPort } from "../serial/port.ts";
import {
  encodePing,
  encodeRead,
  encodeSyncRead,
  encodeSyncWrite,
  encodeWrite,
  packetLength,
} from "./packet.ts";
import type { Register } from "./registers.ts";
import { Replies } from "./replies.ts";
import { StatusParser } from "./status-parser.ts";

/** Start bit, eight, stop bit. */
const bitsPerByte = 10;
/** Seconds of silence after which nobody is thought to answer any more, while the robot is opened; of an answer that comes after all. */
const openPatience = 0.1;
const longestDelay = 1;
/** Seconds to wait for those that were passed over by a later device. */
const straggling = 0.0005;
/** An instruction is ours if it is one of the last so many. */
const remembered = 16;
/** More than this at once is a device that never stops. */
const mostReads = 16;

export class Bus {
  readonly port: SerialPort;
  readonly parser = new StatusParser();
  readonly #clock: Clock;
  readonly #secondsPerByte: number;
  readonly #out = new Uint8Array(4096);
  readonly #sent = new Int32Array(remembered).fill(-1);
  #sentCount = 0;

  #patience = openPatience;
  #isInTicks = false;
  /** Answers that were asked for and have not come. */
  #owed = 0;

  /** Requests that were sent again. */
  retries = 0;
  /** Instructions on the bus that are not ours: another controller's. */
  foreign = 0;
  /** Answers that were not asked for, outside of any request. */
  unasked = 0;
  /** When the last request was sent, s. */
  lastSent = -Infinity;

  constructor(port: SerialPort, baud: number, clock: Clock) {
    this.port = port;
    this.#clock = clock;
    this.#secondsPerByte = bitsPerByte / baud;
    this.parser.onInstruction = (crc) => {
      if (!this.#sent.includes(crc)) this.foreign++;
    };
  }

  /** From now on a silence of `patience` (s) is an end, and there is no time to wait for late answers. */
  beginTicks(patience: number): void {
    this.#patience = patience;
    this.#isInTicks = true;
  }

  /** Asks all of `replies` for what is at `address`, again and again while the answers can be there by `until` (s). Answers a fault code. */
  read(address: number, replies: Replies, until: number): number {
    const corrupt = this.parser.corrupt;
    replies.clear();
    if (!this.#isInTicks) this.#settle();
    for (let isFirst = true; ; isFirst = false) {
      if (this.#clock() + this.#wireTime(replies) > until)
        return this.parser.corrupt > corrupt ? faultCode.corrupt : faultCode.noAnswer;
      if (!isFirst) this.retries++;
      replies.ask();
      const length =
        replies.ids.length === 1
          ? encodeRead(this.#out, replies.ids[0] as number, address, replies.length)
          : encodeSyncRead(this.#out, address, replies.length, replies.ids, replies.answered);
      const fault = this.#exchange(length, replies, until);
      if (fault !== faultCode.none || replies.missing === 0) return fault;
    }
  }

  /** Writes `register` of all `ids`; nobody answers. Answers a fault code. */
  syncWrite({ address, size }: Register, ids: Uint8Array, data: Uint8Array): number {
    return this.#send(encodeSyncWrite(this.#out, address, size, ids, data));
  }

  /** Model number and firmware, or null where nobody answers. */
  ping(id: number): { readonly model: number; readonly firmware: number } | null {
    const replies = new Replies([id], 3);
    replies.ask();
    this.#exchange(encodePing(this.#out, id), replies, Infinity);
    // No other answer is like a ping's.
    this.#owed = 0;
    if (replies.missing > 0) return null;
    return { model: replies.view.getUint16(0, true), firmware: replies.view.getUint8(2) };
  }

  /** Writes and waits for the acknowledgement: its error byte, or null without one. */
  write(id: number, address: number, data: ArrayLike<number>): number | null {
    const replies = new Replies([id], 0);
    replies.ask();
    this.#exchange(encodeWrite(this.#out, id, address, data), replies, Infinity);
    return replies.missing > 0 ? null : (replies.errors[0] as number);
  }

  /** Sends the first `length` bytes of #out and gathers what comes until `until`, or until nothing does. */
  #exchange(length: number, replies: Replies, until: number): number {
    const fault = this.#drain() ? this.#send(length) : faultCode.disconnected;
    if (fault !== faultCode.none) return fault;
    this.#owed += replies.missing;
    let silence = this.#clock() + length * this.#secondsPerByte + this.#patience;
    while (replies.missing > 0) {
      const count = this.#receive();
      if (count < 0) return faultCode.disconnected;
      const hasProgress = this.#sort(replies);
      const now = this.#clock();
      if (hasProgress)
        silence = now + (replies.isOver ? straggling : this.#replyTime(replies) + this.#patience);
      if (now >= until || now >= silence) break;
      if (count === 0) this.port.pause();
    }
    return faultCode.none;
  }

  #send(length: number): number {
    const sent = this.port.write(this.#out, length);
    if (sent < 0) return faultCode.disconnected;
    this.lastSent = this.#clock();
    this.#sent[this.#sentCount++ % remembered] =
      (this.#out[length - 2] as number) | ((this.#out[length - 1] as number) << 8);
    return sent === length ? faultCode.none : faultCode.noAnswer;
  }

  /** What came before a question is no answer to it. False when the port is gone. */
  #drain(): boolean {
    for (let reads = 0; reads < mostReads; reads++) {
      const count = this.#receive();
      if (count < 0) return false;
      if (count === 0) break;
      this.#dropAll();
    }
    this.parser.reset();
    return true;
  }

  /** Many registers look alike when they are read: answers to the last question come before the next is asked, or never. */
  #settle(): void {
    const until = this.lastSent + longestDelay;
    while (this.#owed > 0 && this.#clock() < until && this.#receive() >= 0) {
      this.#dropAll();
      this.port.pause();
    }
    this.#owed = 0;
  }

  #dropAll(): void {
    while (this.parser.next()) {
      this.unasked++;
      this.#owed--;
    }
  }

  #receive(): number {
    const { parser } = this;
    const count = this.port.read(parser.bytes, parser.end, parser.room);
    if (count > 0) parser.received(count);
    return count;
  }

  #sort(replies: Replies): boolean {
    let hasProgress = false;
    while (this.parser.next()) {
      this.#owed--;
      if (replies.take(this.parser)) hasProgress = true;
    }
    return hasProgress;
  }

  /** Of a sync read of those who are missing and their answers, s. */
  #wireTime(replies: Replies): number {
    return (
      packetLength(4 + replies.missing) * this.#secondsPerByte + replies.missing * this.#replyTime(replies)
    );
  }

  #replyTime({ length }: Replies): number {
    return packetLength(1 + length) * this.#secondsPerByte;
  }
}
