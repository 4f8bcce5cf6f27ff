/**
 * The message that crosses the wire at every step, written and read by hand: a third of what the generated code takes.
 *
 * Only its plain form is known here: fields in the order of their numbers, none unknown, no `min_batch`, no reasons, no
 * final observations, no failures. Anything else is answered `undefined` and left to the generated code, which therefore
 * stays the definition: the bytes written here are its bytes, and what is read here is what it reads (a test holds both
 * against each other on any input).
 */
import { type Direction, MAGIC, type TensorHeader } from "./frames.ts";
import { PROTOCOL_MAJOR, PROTOCOL_MINOR, type Step, type StepReply } from "./message.ts";

/** What an envelope says beside its body. */
export interface StepHeader {
  readonly session: Uint8Array;
  readonly requestId: number;
  /** Absent in a reply. */
  readonly timeToLiveMs?: number;
  readonly tensors: readonly TensorHeader[];
}

/** A decoded envelope in the shape of the generated messages. */
interface PlainMessage {
  session: Uint8Array;
  requestId: number;
  timeToLiveMs: number;
  minor: number;
  tensors: TensorHeader[];
  step: PlainStep;
}

interface PlainStep {
  envIds: number[];
  rewards: number[];
  terminated: boolean[];
  truncated: boolean[];
  reasons: never[];
  finalEnvIds: never[];
  failures: never[];
  clippedEnvIds: never[];
  lostEnvIds: never[];
  simulateSeconds: number;
}

/** Tags: field number × 8 + wire type. */
const tag = {
  magic: 0x0d,
  major: 0x10,
  minor: 0x18,
  session: 0x22,
  requestId: 0x28,
  timeToLiveMs: 0x30,
  tensor: 0x3a,
  step: 0x5a,
  dtype: 0x08,
  shape: 0x12,
  byteLength: 0x18,
  envIds: 0x0a,
  rewards: 0x12,
  terminated: 0x1a,
  truncated: 0x22,
  simulateSeconds: 0x51,
} as const;

/** Beyond this the generated code serves as well: the header no longer is what takes the time. */
const largestBatch = 64;
const largestTensorCount = 4;
const largestRank = 8;

// ── Writing ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Room for the largest envelope above: 64 × (5 + 8 + 1 + 1) + 9 bytes of body, 4 tensors of 60, and a header of 50. */
const scratch = new Uint8Array(2048);
const scratchView = new DataView(scratch.buffer);
let end = 0;

export function writeStepRequest(header: StepHeader, { envIds, minBatch }: Step): Uint8Array | undefined {
  if (minBatch !== undefined || !isSmall(header, envIds)) return undefined;
  writeHeader(MAGIC.request, header);
  const body = open(tag.step);
  writeVarints(tag.envIds, envIds);
  close(body);
  return written();
}

export function writeStepReply(header: StepHeader, reply: StepReply): Uint8Array | undefined {
  const { envIds, rewards, terminated, truncated } = reply;
  if (!isSmall(header, envIds) || !isPlain(reply)) return undefined;
  if (rewards.length > largestBatch || terminated.length > largestBatch || truncated.length > largestBatch)
    return undefined;
  writeHeader(MAGIC.reply, header);
  const body = open(tag.step);
  writeVarints(tag.envIds, envIds);
  writeDoubles(tag.rewards, rewards);
  writeBooleans(tag.terminated, terminated);
  writeBooleans(tag.truncated, truncated);
  writeDouble(tag.simulateSeconds, reply.simulateSeconds ?? 0);
  close(body);
  return written();
}

function isPlain({ reasons, finalEnvIds, failures, clippedEnvIds, lostEnvIds }: StepReply): boolean {
  return (
    reasons.length + finalEnvIds.length + failures.length + clippedEnvIds.length + lostEnvIds.length === 0
  );
}

/** A copy of what was written, in Node's pooled memory: an array of its own would cost more than everything before. */
function written(): Uint8Array {
  const bytes = Buffer.allocUnsafe(end);
  for (let i = 0; i < end; i++) bytes[i] = scratch[i] as number;
  return bytes;
}

function isSmall({ tensors, session }: StepHeader, envIds: readonly number[]): boolean {
  if (envIds.length > largestBatch || tensors.length > largestTensorCount || session.length > 16)
    return false;
  for (const { shape } of tensors) if (shape.length > largestRank) return false;
  return true;
}

function writeHeader(magic: number, { session, requestId, timeToLiveMs = 0, tensors }: StepHeader): void {
  scratch[0] = tag.magic;
  scratchView.setUint32(1, magic, true);
  end = 5;
  writeVarint(tag.major, PROTOCOL_MAJOR);
  writeVarint(tag.minor, PROTOCOL_MINOR);
  if (session.length > 0) {
    scratch[end++] = tag.session;
    scratch[end++] = session.length;
  }
  for (let i = 0; i < session.length; i++) scratch[end++] = session[i] as number;
  writeVarint(tag.requestId, requestId);
  writeVarint(tag.timeToLiveMs, timeToLiveMs);
  for (let i = 0; i < tensors.length; i++) writeTensor(tensors[i] as TensorHeader);
}

function writeTensor({ dtype, shape, byteLength }: TensorHeader): void {
  const start = open(tag.tensor);
  writeVarint(tag.dtype, dtype);
  writeVarints(tag.shape, shape);
  writeVarint(tag.byteLength, byteLength);
  close(start);
}

/** Begins a nested message and leaves two bytes for its length. */
function open(fieldTag: number): number {
  scratch[end++] = fieldTag;
  end += 2;
  return end;
}

/** Puts the length in front of what was written since `open`, in as few bytes as it takes. */
function close(start: number): void {
  const length = end - start;
  if (length < 0x80) {
    scratch.copyWithin(start - 1, start, end);
    scratch[start - 2] = length;
    end -= 1;
  } else {
    scratch[start - 2] = (length & 0x7f) | 0x80;
    scratch[start - 1] = length >>> 7;
  }
}

/** A plain number of proto3: 0 is not written. */
function writeVarint(fieldTag: number, value: number): void {
  if (value === 0) return;
  scratch[end++] = fieldTag;
  pushVarint(value);
}

function pushVarint(value: number): void {
  let rest = value >>> 0;
  while (rest > 0x7f) {
    scratch[end++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  scratch[end++] = rest;
}

function writeVarints(fieldTag: number, values: readonly number[]): void {
  if (values.length === 0) return;
  const start = open(fieldTag);
  for (let i = 0; i < values.length; i++) pushVarint(values[i] as number);
  close(start);
}

/** A plain number of proto3: 0 is not written, −0 is. */
function writeDouble(fieldTag: number, value: number): void {
  if (Object.is(value, 0)) return;
  scratch[end++] = fieldTag;
  scratchView.setFloat64(end, value, true);
  end += 8;
}

function writeDoubles(fieldTag: number, values: ArrayLike<number>): void {
  if (values.length === 0) return;
  const start = open(fieldTag);
  for (let i = 0; i < values.length; i++, end += 8) scratchView.setFloat64(end, values[i] as number, true);
  close(start);
}

function writeBooleans(fieldTag: number, values: readonly boolean[]): void {
  if (values.length === 0) return;
  const start = open(fieldTag);
  for (let i = 0; i < values.length; i++) scratch[end++] = values[i] === true ? 1 : 0;
  close(start);
}

// ── Reading ────────────────────────────────────────────────────────────────────────────────────────────────────────

let source: Uint8Array = scratch;
let position = 0;
/** Set when something is not in the plain form; what was read since means nothing. */
let unusual = false;

/** `envelope` has passed `openEnvelope`: its magic and major version are right. */
export function readStep(envelope: Uint8Array, direction: Direction): PlainMessage | undefined {
  source = envelope;
  position = 5;
  unusual = false;
  readVarint(tag.major);
  const minor = readVarint(tag.minor);
  const session = readBytes(tag.session);
  const requestId = readVarint(tag.requestId);
  const timeToLiveMs = direction === "request" ? readVarint(tag.timeToLiveMs) : 0;
  const tensors: TensorHeader[] = [];
  while (!unusual && source[position] === tag.tensor) tensors.push(readTensor());
  if (!enterStep(envelope)) return undefined;
  const step = direction === "request" ? stepOf(readVarints(tag.envIds), [], [], [], 0) : readReply();
  if (unusual || position !== envelope.length) return undefined;
  return { session, requestId, timeToLiveMs, minor, tensors, step };
}

function readReply(): PlainStep {
  const envIds = readVarints(tag.envIds);
  const rewards = readDoubles();
  const terminated = readBooleans(tag.terminated);
  const truncated = readBooleans(tag.truncated);
  return stepOf(envIds, rewards, terminated, truncated, readDouble(tag.simulateSeconds));
}

function stepOf(
  envIds: number[],
  rewards: number[],
  terminated: boolean[],
  truncated: boolean[],
  simulateSeconds: number,
): PlainStep {
  return { envIds, rewards, terminated, truncated, simulateSeconds, ...unsaid };
}

const none: never[] = [];
const unsaid = { reasons: none, finalEnvIds: none, failures: none, clippedEnvIds: none, lostEnvIds: none };

/** Whether what is left is one step, to the last byte. */
function enterStep(envelope: Uint8Array): boolean {
  return enter(tag.step) === envelope.length && !unusual;
}

function readTensor(): TensorHeader {
  const until = enter(tag.tensor);
  const dtype = readVarint(tag.dtype);
  const shape = readVarints(tag.shape);
  const byteLength = readVarint(tag.byteLength);
  if (position !== until) unusual = true;
  return { dtype, shape, byteLength };
}

/** Where the field with this tag ends; its content begins at `position`. */
function enter(fieldTag: number): number {
  if (source[position++] !== fieldTag) unusual = true;
  const length = pullVarint();
  if (position + length > source.length) unusual = true;
  return position + length;
}

/** A plain number of proto3: one that is not there is 0. */
function readVarint(fieldTag: number): number {
  if (source[position] !== fieldTag) return 0;
  position++;
  return pullVarint();
}

/** A varint of at most 32 bits in as few bytes as it takes; any other is unusual. */
function pullVarint(): number {
  let value = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = source[position++];
    if (byte === undefined) break;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  const last = source[position++];
  if (last === undefined || last > 0x0f) unusual = true;
  return (value | ((last ?? 0) << 28)) >>> 0;
}

function readVarints(fieldTag: number): number[] {
  const values: number[] = [];
  if (source[position] !== fieldTag) return values;
  const until = enter(fieldTag);
  while (!unusual && position < until) values.push(pullVarint());
  if (position !== until) unusual = true;
  return values;
}

function readDoubles(): number[] {
  const values: number[] = [];
  if (source[position] !== tag.rewards) return values;
  const until = enter(tag.rewards);
  if (unusual || (until - position) % 8 !== 0) {
    unusual = true;
    return values;
  }
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  for (; position < until; position += 8) values.push(view.getFloat64(position, true));
  return values;
}

function readDouble(fieldTag: number): number {
  if (source[position] !== fieldTag) return 0;
  const at = position + 1;
  position = at + 8;
  if (position > source.length) unusual = true;
  return unusual ? 0 : new DataView(source.buffer, source.byteOffset, source.byteLength).getFloat64(at, true);
}

function readBooleans(fieldTag: number): boolean[] {
  const values: boolean[] = [];
  if (source[position] !== fieldTag) return values;
  const until = enter(fieldTag);
  while (!unusual && position < until) {
    const byte = source[position++] as number;
    if (byte > 1) unusual = true;
    values.push(byte === 1);
  }
  return values;
}

function readBytes(fieldTag: number): Uint8Array {
  const until = enter(fieldTag);
  const start = position;
  position = until;
  return source.subarray(start, until);
}
