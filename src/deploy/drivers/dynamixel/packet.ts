/**
 * Instruction packets of Protocol 2.0, written into a buffer that is there already: nothing is allocated.
 *
 *     FF FF FD 00 │ id │ length (2) │ instruction │ parameters │ CRC (2)
 *
 * Little-endian; length counts what follows it. FF FF FD among instruction and parameters is followed by one more FD, which
 * length and CRC count (byte stuffing), so FF FF FD 00 begins a packet and is nowhere inside one.
 *
 * Each `encode…` answers how many bytes it wrote. Source: ROBOTIS e-manual, DYNAMIXEL Protocol 2.0.
 */
import { crc16 } from "./crc.ts";

export const instructions = {
  ping: 0x01,
  read: 0x02,
  write: 0x03,
  status: 0x55,
  syncRead: 0x82,
  syncWrite: 0x83,
} as const;

/** Every device takes it as its own. */
export const broadcastId = 0xfe;
/** Where the instruction stands. */
export const instructionAt = 7;

export function encodePing(out: Uint8Array, id: number): number {
  return end(out, begin(out, id, instructions.ping));
}

export function encodeRead(out: Uint8Array, id: number, address: number, length: number): number {
  return end(out, putWord(out, putWord(out, begin(out, id, instructions.read), address), length));
}

/** `data`: the bytes for the registers from `address` on. */
export function encodeWrite(out: Uint8Array, id: number, address: number, data: ArrayLike<number>): number {
  let at = putWord(out, begin(out, id, instructions.write), address);
  for (let index = 0; index < data.length; index++) at = putByte(out, at, data[index] as number);
  return end(out, at);
}

/** Asks those of `ids` that `answered` does not mark; they answer in this order. */
export function encodeSyncRead(
  out: Uint8Array,
  address: number,
  length: number,
  ids: Uint8Array,
  answered: Uint8Array,
): number {
  let at = putWord(out, putWord(out, begin(out, broadcastId, instructions.syncRead), address), length);
  for (let index = 0; index < ids.length; index++)
    if (answered[index] === 0) at = putByte(out, at, ids[index] as number);
  return end(out, at);
}

/** `data`: `length` bytes for each of `ids`, one after another. Nobody answers. */
export function encodeSyncWrite(
  out: Uint8Array,
  address: number,
  length: number,
  ids: Uint8Array,
  data: Uint8Array,
): number {
  let at = putWord(out, putWord(out, begin(out, broadcastId, instructions.syncWrite), address), length);
  for (let index = 0; index < ids.length; index++) {
    at = putByte(out, at, ids[index] as number);
    for (let byte = 0; byte < length; byte++) at = putByte(out, at, data[index * length + byte] as number);
  }
  return end(out, at);
}

/** How long a packet is with `parameterCount` parameters, none of them stuffed. */
export function packetLength(parameterCount: number): number {
  return instructionAt + 1 + parameterCount + 2;
}

function begin(out: Uint8Array, id: number, instruction: number): number {
  out[0] = 0xff;
  out[1] = 0xff;
  out[2] = 0xfd;
  out[3] = 0;
  out[4] = id;
  out[instructionAt] = instruction;
  return instructionAt + 1;
}

function putByte(out: Uint8Array, at: number, value: number): number {
  out[at] = value;
  // An instruction is never FF, so nothing before the parameters can be the first of the three.
  if (value !== 0xfd || out[at - 1] !== 0xff || out[at - 2] !== 0xff) return at + 1;
  out[at + 1] = 0xfd;
  return at + 2;
}

function putWord(out: Uint8Array, at: number, value: number): number {
  return putByte(out, putByte(out, at, value & 0xff), value >> 8);
}

function end(out: Uint8Array, at: number): number {
  const length = at + 2 - instructionAt;
  out[5] = length & 0xff;
  out[6] = length >> 8;
  const crc = crc16(out, 0, at);
  out[at] = crc & 0xff;
  out[at + 1] = crc >> 8;
  return at + 2;
}
