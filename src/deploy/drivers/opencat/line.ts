/**
 * The serial line to a board, synchronous: what was sent and not yet answered. A board hears nothing while it moves; it keeps 64 bytes, and what is
 * more is lost, and commands with it. So no more than `mostWaiting` moves are ever under way.
 *
 * Nothing is allocated but by `lines`.
 */
import type { Clock } from "../../driver.ts";
import { faultCode } from "../../faults.ts";
import type { SerialPort } from "../serial/port.ts";
import { AnswerReader, isUnasked, restBytes, token } from "./protocol.ts";

/** 3 · 18 bytes, a rest and an emergency are less than 64. */
const mostWaiting = 3;
/** s after which an answer that did not come is thought to be lost. */
const lostAfter = 1;
/** Reads at once, at most: more is a device that never stops. */
const mostReads = 16;

export class BoardLine {
  readonly port: SerialPort;
  readonly clock: Clock;
  /** Lines that are no single letter, while somebody gathers them. */
  lines: string[] | null = null;
  /** Our own bytes came back. */
  hasEcho = false;
  /** Letters that answer nothing of ours. */
  foreign = 0;
  /** Whether the answer to the last move has come. */
  isAnswered = true;
  movedAt = -Infinity;
  restedAt = -Infinity;
  /** Rest was the last command, and the board has said that it is done. */
  isResting = false;
  /** Moves, and rests, whose answers may still come. */
  #moves = 0;
  #rests = 0;
  #queries = 0;
  readonly #reader = new AnswerReader();
  readonly #buffer = new Uint8Array(256);

  constructor(port: SerialPort, clock: Clock) {
    this.port = port;
    this.clock = clock;
  }

  get hasRoom(): boolean {
    if (this.clock() - this.movedAt > lostAfter) this.#moves = 0;
    return this.#moves < mostWaiting;
  }

  /** Whole and at once, as a pause of 5 ms ends a command. Answers a fault code. */
  move(bytes: Uint8Array, length: number): number {
    this.isResting = false;
    this.isAnswered = false;
    this.movedAt = this.clock();
    this.#moves++;
    return this.#send(bytes, length);
  }

  rest(): number {
    this.isResting = false;
    this.restedAt = this.clock();
    this.#rests++;
    return this.#send(restBytes, restBytes.length);
  }

  query(bytes: Uint8Array): number {
    this.#queries++;
    return this.#send(bytes, bytes.length);
  }

  /** Takes in what there is. Answers a fault code. */
  receive(): number {
    const { foreign } = this;
    for (let reads = 0; reads < mostReads; reads++) {
      const count = this.port.read(this.#buffer, 0, this.#buffer.length);
      if (count < 0) return faultCode.disconnected;
      if (count === 0) break;
      for (let at = 0; at < count; at++) this.#take(this.#buffer[at] as number);
    }
    return this.foreign > foreign ? faultCode.secondWriter : faultCode.none;
  }

  #take(byte: number): void {
    const letter = this.#reader.take(byte);
    if (letter === 0) return;
    if (this.lines !== null) this.#gather(this.lines, letter);
    if (letter < 0 || isUnasked(letter)) return;
    if (letter === token.move) this.#moved();
    else if (letter === token.rest) this.#rested();
    else if (letter === token.query && this.#queries > 0) this.#queries--;
    else this.foreign++;
  }

  /** The board ends its lines with a carriage return too; what we sent has none. */
  #gather(lines: string[], letter: number): void {
    const { text } = this.#reader;
    if (letter < 0 && text === "?") this.hasEcho = true;
    else lines.push(text);
  }

  #moved(): void {
    if (this.#moves === 0 && this.clock() - this.movedAt < lostAfter) this.foreign++;
    this.#moves = Math.max(0, this.#moves - 1);
    this.isAnswered = true;
  }

  #rested(): void {
    if (this.#rests === 0) this.foreign++;
    this.#rests = Math.max(0, this.#rests - 1);
    // What was sent before the rest is done, or lost.
    this.isResting = this.restedAt >= this.movedAt && this.#rests === 0;
    if (this.isResting) this.isAnswered = true;
  }

  #send(bytes: Uint8Array, length: number): number {
    const sent = this.port.write(bytes, length);
    if (sent < 0) return faultCode.disconnected;
    return sent === length ? faultCode.none : faultCode.noAnswer;
  }
}
