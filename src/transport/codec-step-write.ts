/** The step message in its plain form, written by hand: codec-step.ts. */
import { tag } from "./codec-step.ts";
import { MAGIC, type TensorHeader } from "./frames.ts";
import { PROTOCOL_MAJOR, PROTOCOL_MINOR, type Step, type StepReply } from "./message.ts";

/** What an envelope says beside its body. */
export interface StepHeader {
  readonly session: Uint8Array;
  readonly requestId: number;
  /** Absent in a reply. */
  readonly timeToLiveMs?: number;
  readonly tensors: readonly TensorHeader[];
}

/** Beyond this the generated code serves as well: the header no longer is what takes the time. */
const largestBatch = 64;
const largestTensorCount = 4;
const largestRank = 8;

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
