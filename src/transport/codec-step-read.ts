/** The step message in its plain form, read by hand: codec-step.ts. */
import { tag } from "./codec-step.ts";
import type { Direction, TensorHeader } from "./frames.ts";

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

let source: Uint8Array = new Uint8Array();
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
