/**
 * Typed messages ⇄ frames. With codec-body and codec-space the only code that sees generated code.
 *
 * Bytes from a peer are believed step by step: who is talking, which version, size against the limits, then protobuf,
 * then headers against frames, then the body. Decoding returns a valid message or throws `WrongPeer`, `VersionSkew`,
 * `MessageTooLarge` or `MalformedMessage`, and allocates no more than a small multiple of the envelope's limit;
 * tensor frames are viewed, not copied, where their address allows.
 */
import protobuf from "protobufjs/minimal.js";
import { readReplyBody, readRequestBody, writeReplyBody, writeRequestBody } from "./codec-body.ts";
import { readStep } from "./codec-step-read.ts";
import { writeStepReply, writeStepRequest } from "./codec-step-write.ts";
import { MalformedMessage, MessageTooLarge, VersionSkew } from "./errors.ts";
import type { Direction } from "./frames.ts";
import { framesOf, MAGIC, openEnvelope, readTensors, writeHeader } from "./frames.ts";
import { gaitway as generated } from "./generated/gaitway.js";
import type { Limits, Reply, ReplyBody, Request, RequestBody } from "./message.ts";
import { PROTOCOL_MAJOR, PROTOCOL_MINOR } from "./message.ts";
import type { Tensor } from "./tensor.ts";

const { Writer } = protobuf;
type Writer = protobuf.Writer;

const proto = generated.v1;
const SESSION_BYTES = 16;

/** One frame of envelope, then one borrowed frame a tensor: leave the tensors alone until they are sent. */
export function encodeRequest(
  session: Uint8Array,
  requestId: number,
  timeToLiveMs: number,
  body: RequestBody,
  tensors: readonly Tensor[],
): Uint8Array[] {
  const header = { session, requestId, timeToLiveMs, tensors: tensors.map(writeHeader) };
  const plain = body.kind === "step" ? writeStepRequest(header, body) : undefined;
  if (plain !== undefined) return framesOf(plain, tensors);
  const versions = { magic: MAGIC.request, major: PROTOCOL_MAJOR, minor: PROTOCOL_MINOR };
  const envelope = { ...versions, ...header, [body.kind]: writeRequestBody(body) };
  return framesOf(write(proto.Request, envelope), tensors);
}

/** As `encodeRequest`, for the way back. */
export function encodeReply(
  session: Uint8Array,
  requestId: number,
  body: ReplyBody,
  tensors: readonly Tensor[],
): Uint8Array[] {
  const header = { session, requestId, tensors: tensors.map(writeHeader) };
  const plain = body.kind === "step" ? writeStepReply(header, body) : undefined;
  if (plain !== undefined) return framesOf(plain, tensors);
  const versions = { magic: MAGIC.reply, major: PROTOCOL_MAJOR, minor: PROTOCOL_MINOR };
  const envelope = { ...versions, ...header, [body.kind]: writeReplyBody(body) };
  return framesOf(write(proto.Reply, envelope), tensors);
}

/** One writer for all envelopes: it grows once, and what it wrote is copied out. */
let writer = Writer.create();

function write(type: { encode(message: object, writer: Writer): Writer }, envelope: object): Uint8Array {
  try {
    return type.encode(envelope, writer.reset()).finish();
  } catch (error) {
    writer = Writer.create(); // the old one is in the middle of a message
    throw error;
  }
}

export function decodeRequest(frames: readonly Uint8Array[], limits: Limits): Request {
  const message = parse(proto.Request, frames, limits, "request");
  const { requestId, timeToLiveMs, minor } = message;
  if (requestId === 0) throw new MalformedMessage("expected a request id above 0, got none");
  if (timeToLiveMs === 0) throw new MalformedMessage("expected a deadline above 0 ms, got none", requestId);
  const session = sessionOf(message.session, message.hello != null, requestId);
  const body = readRequestBody(message);
  return { session, requestId, minor, timeToLiveMs, tensors: tensorsOf(message, frames, limits), body };
}

export function decodeReply(frames: readonly Uint8Array[], limits: Limits): Reply {
  const message = parse(proto.Reply, frames, limits, "reply");
  const { requestId, minor } = message;
  const session = sessionOf(message.session, message.error != null, requestId);
  const body = readReplyBody(message);
  return { session, requestId, minor, tensors: tensorsOf(message, frames, limits), body };
}

function parse<T>(
  type: { decode(bytes: Uint8Array): T },
  frames: readonly Uint8Array[],
  limits: Limits,
  direction: Direction,
): T {
  const envelope = open(frames, limits, direction);
  try {
    return (readStep(envelope, direction) as T | undefined) ?? type.decode(envelope);
  } catch (cause) {
    throw new MalformedMessage(`the envelope of a ${direction} is not protobuf`, 0, { cause });
  }
}

/** The header means the same in every version, so what cannot be read can still be refused by its id. */
function open(frames: readonly Uint8Array[], limits: Limits, direction: Direction): Uint8Array {
  try {
    return openEnvelope(frames, limits, direction);
  } catch (error) {
    const [envelope] = frames;
    if (envelope === undefined || envelope.length > limits.envelopeBytes) throw error;
    if (error instanceof VersionSkew) throw new VersionSkew(error.what, error.remedy, requestIdOf(envelope));
    if (error instanceof MessageTooLarge) throw new MessageTooLarge(error.what, requestIdOf(envelope));
    throw error;
  }
}

function requestIdOf(envelope: Uint8Array): number {
  try {
    return proto.Request.decode(envelope).requestId;
  } catch {
    return 0;
  }
}

function tensorsOf(
  message: Pick<generated.v1.Request, "tensors" | "requestId">,
  frames: readonly Uint8Array[],
  limits: Limits,
): readonly Tensor[] {
  return readTensors(message.tensors, frames, limits, message.requestId);
}

function sessionOf(session: Uint8Array, mayBeEmpty: boolean, requestId: number): Uint8Array {
  if (session.length === SESSION_BYTES || (mayBeEmpty && session.length === 0)) return session;
  throw new MalformedMessage(
    `expected a session of ${SESSION_BYTES} bytes, got ${session.length}`,
    requestId,
  );
}
