/**
 * Pictures as PNG, and several of one size as animated PNG, which every browser plays: the chunks of ISO/IEC 15948 (third
 * edition), each a length, a name, its bytes and their CRC. Pixels are 8-bit red, green, blue; no row is filtered.
 */
import { promisify } from "node:util";
import { deflate } from "node:zlib";
import type { Image } from "../env.ts";

const compress = promisify(deflate);
const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** A picture that is kept for a file: small, and in the form it will have there. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly compressed: Uint8Array;
}

export async function frameOf({ width, height, pixels }: Image): Promise<Frame> {
  const rowBytes = width * 3;
  const raw = new Uint8Array(height * (rowBytes + 1));
  // Each row opens with the number of its filter: 0, none.
  for (let y = 0; y < height; y++)
    raw.set(pixels.subarray(y * rowBytes, (y + 1) * rowBytes), y * (rowBytes + 1) + 1);
  return { width, height, compressed: await compress(raw, { level: 6 }) };
}

/** There is one frame at least. `delayMs` is how long each is shown. Throws RangeError for frames of different sizes. */
export function animatedPng(frames: readonly Frame[], delayMs: number): Uint8Array {
  const [first] = frames as [Frame];
  const odd = frames.find(({ width, height }) => width !== first.width || height !== first.height);
  if (odd)
    throw new RangeError(
      `a video of ${first.width} × ${first.height} pixels cannot go on with ${odd.width} × ${odd.height}`,
    );
  const chunks = [header(first)];
  if (frames.length > 1) chunks.push(chunk("acTL", uint32(frames.length, 0)));
  let sequence = 0;
  for (const [i, { compressed }] of frames.entries()) {
    if (frames.length > 1) chunks.push(frameControl(sequence++, first, delayMs));
    // The first frame is also the picture that programs show which know nothing of animations.
    chunks.push(
      i === 0 ? chunk("IDAT", compressed) : chunk("fdAT", Buffer.concat([uint32(sequence++), compressed])),
    );
  }
  return Buffer.concat([signature, ...chunks, chunk("IEND", new Uint8Array(0))]);
}

function header({ width, height }: Frame): Uint8Array {
  const depthColorAndMethods = Uint8Array.of(8, 2, 0, 0, 0);
  return chunk("IHDR", Buffer.concat([uint32(width, height), depthColorAndMethods]));
}

/** The whole picture at 0, 0 for so many thousandths of a second; then nothing is cleared, the next one replaces it. */
function frameControl(sequence: number, { width, height }: Frame, delayMs: number): Uint8Array {
  const delay = Buffer.alloc(6);
  delay.writeUInt16BE(Math.min(Math.max(Math.round(delayMs), 1), 0xffff), 0);
  delay.writeUInt16BE(1000, 2);
  return chunk("fcTL", Buffer.concat([uint32(sequence, width, height, 0, 0), delay]));
}

function chunk(name: string, bytes: Uint8Array): Uint8Array {
  const named = Buffer.concat([Buffer.from(name, "latin1"), bytes]);
  return Buffer.concat([uint32(bytes.length), named, uint32(crc(named))]);
}

function uint32(...numbers: number[]): Uint8Array {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (const [i, number] of numbers.entries()) bytes.writeUInt32BE(number, 4 * i);
  return bytes;
}

/** CRC-32 of ISO 3309, bit by bit for each byte there is; Node has its own only since 20.15. */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

function crc(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (const byte of bytes) rest = (rest >>> 8) ^ (crcTable[(rest ^ byte) & 0xff] as number);
  return ~rest >>> 0;
}
