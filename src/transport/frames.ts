/** The checks that come before protobuf: sizes, who is talking, which version; and tensor headers against their frames. */
import { MalformedMessage, MessageTooLarge, VersionSkew, WrongPeer } from "./errors.ts";
import type { Limits } from "./message.ts";
import { PROTOCOL_MAJOR, PROTOCOL_MINOR } from "./message.ts";
import type { Tensor } from "./tensor.ts";
import { borrowBytes, dtypeCode, dtypeOf, elementCount, elementsOf } from "./tensor.ts";

/** The bytes "GWY?", "GWY!" and "GWY~", little-endian. */
export const MAGIC = { request: 0x3f595747, reply: 0x21595747, reading: 0x7e595747 } as const;
type Envelope = keyof typeof MAGIC;
export type Direction = Exclude<Envelope, "reading">;

/** Tags of fields 1 (fixed32), 2 and 3 (varint), which open every envelope in this order. */
const MAGIC_TAG = 0x0d;
const MAJOR_TAG = 0x10;
const MINOR_TAG = 0x18;

export interface TensorHeader {
  readonly dtype: number;
  readonly shape: number[];
  readonly byteLength: number;
}

const NO_TENSORS: readonly Tensor[] = [];

/** The envelope of a message whose size, magic and major version are right. */
export function openEnvelope(frames: readonly Uint8Array[], limits: Limits, direction: Envelope): Uint8Array {
  const envelope = frames[0];
  if (envelope === undefined) throw new MalformedMessage("expected an envelope, got no frame at all");
  requireMagic(envelope, direction);
  requireMajor(envelope);
  requireSize(frames, limits);
  return envelope;
}

function requireMagic(envelope: Uint8Array, direction: Envelope): void {
  const magic = envelope[0] === MAGIC_TAG ? fixed32At(envelope, 1) : undefined;
  if (magic === MAGIC[direction]) return;
  const other = Object.entries(MAGIC).find(([, value]) => value === magic)?.[0];
  const isOurs = other !== undefined;
  const got = isOurs ? `a ${other}` : `bytes that are not Gaitway's`;
  throw new WrongPeer(
    `expected a Gaitway ${direction}, got ${got} (${envelope.length} bytes)`,
    isOurs
      ? "connect an agent to a server, not to its like"
      : "check the address: another program listens there",
  );
}

function requireMajor(envelope: Uint8Array): void {
  const major = envelope[5] === MAJOR_TAG ? varintAt(envelope, 6) : { value: 0, next: 5 };
  if (major.value === PROTOCOL_MAJOR) return;
  const minor = envelope[major.next] === MINOR_TAG ? varintAt(envelope, major.next + 1).value : 0;
  throw new VersionSkew(
    `this side speaks protocol ${PROTOCOL_MAJOR}.${PROTOCOL_MINOR}, the peer speaks ${major.value}.${minor}`,
    `install a Gaitway of the same major version on both sides`,
  );
}

function fixed32At(bytes: Uint8Array, at: number): number | undefined {
  const [low, middle] = [bytes[at] ?? 0, bytes[at + 1] ?? 0];
  const [high, top] = [bytes[at + 2] ?? 0, bytes[at + 3]];
  return top === undefined ? undefined : (low | (middle << 8) | (high << 16) | (top << 24)) >>> 0;
}

/** A varint of at most 32 bits; one that is longer or cut short reads as what is there. */
function varintAt(bytes: Uint8Array, at: number): { readonly value: number; readonly next: number } {
  let value = 0;
  let next = at;
  for (let shift = 0; shift < 35 && next < bytes.length; shift += 7) {
    const byte = bytes[next++] as number;
    value = (value | ((byte & 0x7f) << shift)) >>> 0;
    if (byte < 0x80) break;
  }
  return { value, next };
}

/** Throws `MessageTooLarge` for more bytes or tensors than `limits` allow. */
function requireSize(frames: readonly Uint8Array[], limits: Limits): void {
  const envelopeBytes = frames[0]?.length ?? 0;
  if (envelopeBytes > limits.envelopeBytes) {
    throw tooLarge("an envelope", envelopeBytes, limits.envelopeBytes, "bytes");
  }
  if (frames.length - 1 > limits.tensorCount) {
    throw tooLarge("a message", frames.length - 1, limits.tensorCount, "tensors");
  }
  let bytes = 0;
  for (const frame of frames) bytes += frame.length;
  if (bytes > limits.messageBytes) throw tooLarge("a message", bytes, limits.messageBytes, "bytes");
}

function tooLarge(what: string, got: number, limit: number, unit: string, requestId = 0): MessageTooLarge {
  return new MessageTooLarge(`expected ${what} of at most ${limit} ${unit}, got ${got}`, requestId);
}

/** Throws `MessageTooLarge` if a peer with these limits would refuse the message; for the sender. */
export function requireWithin(
  frames: readonly Uint8Array[],
  tensors: readonly Tensor[],
  limits: Limits,
): void {
  requireSize(frames, limits);
  for (const { data } of tensors) {
    if (data.length > limits.elementCount) {
      throw tooLarge("a tensor", data.length, limits.elementCount, "elements");
    }
  }
}

export function writeHeader({ dtype, shape, data }: Tensor): TensorHeader {
  if (elementCount(shape) !== data.length) {
    throw new RangeError(`a tensor of shape [${shape.join(", ")}] does not hold ${data.length} elements`);
  }
  return { dtype: dtypeCode(dtype), shape: shape as number[], byteLength: data.byteLength };
}

/** The frames of a message: its envelope, then each tensor's own bytes, borrowed. */
export function framesOf(envelope: Uint8Array, tensors: readonly Tensor[]): Uint8Array[] {
  const frames = [envelope];
  for (const tensor of tensors) frames.push(borrowBytes(tensor));
  return frames;
}

/** The tensors of a message; each header is checked against its frame and the limits before its frame is touched. */
export function readTensors(
  headers: readonly Partial<{ [K in keyof TensorHeader]: TensorHeader[K] | null }>[],
  frames: readonly Uint8Array[],
  limits: Limits,
  requestId: number,
): readonly Tensor[] {
  if (headers.length !== frames.length - 1) {
    const got = `${headers.length} headers and ${frames.length - 1} frames`;
    throw new MalformedMessage(`expected one header a tensor frame, got ${got}`, requestId);
  }
  if (headers.length === 0) return NO_TENSORS;
  return headers.map((header, i) => readTensor(header, frames[i + 1] as Uint8Array, limits, requestId));
}

function readTensor(
  header: Partial<{ [K in keyof TensorHeader]: TensorHeader[K] | null }>,
  frame: Uint8Array,
  limits: Limits,
  requestId: number,
): Tensor {
  const type = dtypeOf(header.dtype ?? 0);
  const shape = header.shape ?? [];
  if (type === undefined) throw new MalformedMessage(`unknown element type ${header.dtype}`, requestId);
  const elements = elementCount(shape);
  if (elements > limits.elementCount) {
    throw tooLarge("a tensor", elements, limits.elementCount, "elements", requestId);
  }
  const bytes = elements * type.bytes;
  if (header.byteLength !== bytes || frame.length !== bytes) {
    const said = `${bytes} bytes by shape, ${header.byteLength} by header, ${frame.length} in the frame`;
    throw new MalformedMessage(`the lengths of a ${type.name} tensor disagree: ${said}`, requestId);
  }
  return { dtype: type.name, shape, data: elementsOf(frame, type.name) };
}
