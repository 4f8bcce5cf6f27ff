/**
 * `Recorded` of recording.proto ⇄ bytes, by hand: an envelope is kept as the very bytes that travelled.
 *
 * All but the session, whose bytes are overwritten with zeros in the copy: a file that is passed on must not let its
 * reader into a session that is still open.
 */
import { MalformedMessage } from "./errors.ts";
import type { Direction } from "./frames.ts";
import { MAGIC } from "./frames.ts";
import { recordingSchema } from "./generated/recording-schema.js";

/** The schema as MCAP wants it. */
export const RECORDED_SCHEMA = {
  name: "gaitway.v1.Recorded",
  encoding: "protobuf",
  data: new Uint8Array(Buffer.from(recordingSchema, "base64")),
} as const;

export interface Recorded {
  readonly connection: number;
  readonly frames: readonly Uint8Array[];
}

/** Field numbers × 8 + wire type. */
const tag = { request: 0x0a, reply: 0x12, frame: 0x1a, connection: 0x20 } as const;
const SESSION_TAG = 0x22;

/** What is not an envelope of this direction is kept among the frames, so that other tools can read the rest. */
export function writeRecorded(
  direction: Direction,
  connection: number,
  frames: readonly Uint8Array[],
): Uint8Array {
  const [envelope] = frames;
  const kept = envelope !== undefined && isEnvelope(envelope, direction);
  let size = 1 + varintLength(connection);
  for (const frame of frames) size += 1 + varintLength(frame.length) + frame.length;
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (let i = 0; i < frames.length; i++) {
    const frame = frames[i] as Uint8Array;
    bytes[at++] = kept && i === 0 ? tag[direction] : tag.frame;
    at = putVarint(bytes, at, frame.length);
    bytes.set(frame, at);
    if (i === 0) blankSession(bytes, at, at + frame.length);
    at += frame.length;
  }
  bytes[at++] = tag.connection;
  putVarint(bytes, at, connection);
  return bytes;
}

function isEnvelope(frame: Uint8Array, direction: Direction): boolean {
  if (frame.length < 5 || frame[0] !== 0x0d) return false;
  const magic = MAGIC[direction];
  for (let i = 0; i < 4; i++) if (frame[i + 1] !== ((magic >>> (8 * i)) & 0xff)) return false;
  return true;
}

function varintLength(value: number): number {
  let length = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) length++;
  return length;
}

function putVarint(bytes: Uint8Array, at: number, value: number): number {
  let [next, rest] = [at, value];
  for (; rest > 0x7f; rest >>>= 7) bytes[next++] = (rest & 0x7f) | 0x80;
  bytes[next++] = rest;
  return next;
}

let cursor = 0;

/** Reads the varint at `cursor`, and leaves the cursor behind it; beyond `end` where there is none. */
function pullVarint(bytes: Uint8Array, end: number): number {
  let value = 0;
  for (let factor = 1; cursor < end; factor *= 128) {
    const byte = bytes[cursor++] as number;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value;
  }
  cursor = Number.POSITIVE_INFINITY;
  return value;
}

/** Overwrites each field 4 of the message between `start` and `end`, up to where that is no protobuf any more. */
function blankSession(bytes: Uint8Array, start: number, end: number): void {
  cursor = start;
  while (cursor < end) {
    const field = pullVarint(bytes, end);
    const type = field & 7;
    if (type === 0) pullVarint(bytes, end);
    else if (type === 1) cursor += 8;
    else if (type === 5) cursor += 4;
    else if (type !== 2) return;
    else {
      const length = pullVarint(bytes, end);
      if (field === SESSION_TAG) bytes.fill(0, cursor, Math.min(cursor + length, end));
      cursor += length;
    }
  }
}

/** The frames are views. Throws `MalformedMessage` for what `writeRecorded` did not write. */
export function readRecorded(bytes: Uint8Array): Recorded {
  const frames: Uint8Array[] = [];
  let connection = 0;
  cursor = 0;
  while (cursor < bytes.length) {
    const field = pullVarint(bytes, bytes.length);
    const value = pullVarint(bytes, bytes.length);
    if (field === tag.connection) connection = value;
    else if (field === tag.request || field === tag.reply || field === tag.frame) {
      frames.push(bytes.subarray(cursor, cursor + value));
      cursor += value;
    } else throw new MalformedMessage(`expected a recorded message, got field ${field >>> 3}`);
  }
  if (cursor !== bytes.length) throw new MalformedMessage("a recorded message ends too early");
  return { connection, frames };
}
