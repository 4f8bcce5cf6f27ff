/** A recording as requests with their replies: what a server has to repeat. */
import { decodeReply, decodeRequest } from "../codec.ts";
import type { Fault } from "../errors.ts";
import { messageOf } from "../errors.ts";
import type { HelloReply, Limits, Reply, Request } from "../message.ts";
import type { ServiceBody } from "../service.ts";
import type { Tensor } from "../tensor.ts";
import type { RecordedMessage } from "./recording.ts";

export interface RecordedExchange {
  /** Of the request in the file, from 1. */
  readonly number: number;
  readonly body: ServiceBody;
  readonly tensors: readonly Tensor[];
  readonly sentAt: number;
  /** None came: the agent gave up, or the recording ends first. */
  answer?: RecordedAnswer | undefined;
}

export interface RecordedAnswer {
  readonly reply: Pick<Reply, "body" | "tensors">;
  readonly number: number;
  readonly at: number;
}

export interface Conversation {
  readonly hello: HelloReply;
  readonly exchanges: readonly RecordedExchange[];
}

const most = 2 ** 32 - 1;
/** What was recorded was accepted once. */
const NO_LIMITS: Limits = {
  messageBytes: most,
  envelopeBytes: most,
  tensorCount: most,
  elementCount: most,
  inFlight: most,
};

interface Draft {
  hello?: HelloReply;
  readonly exchanges: Map<number, RecordedExchange>;
}

/** One conversation for each connection whose handshake succeeded; heartbeats and the like are left to the server. */
export async function conversationsOf(messages: AsyncIterable<RecordedMessage>): Promise<Conversation[]> {
  const drafts = new Map<number, Draft>();
  for await (const message of messages) {
    const draft = drafts.get(message.connection) ?? { exchanges: new Map<number, RecordedExchange>() };
    drafts.set(message.connection, draft);
    if (message.direction === "request") addRequest(draft, message);
    else addReply(draft, message);
  }
  return [...drafts.values()].flatMap(({ hello, exchanges }) =>
    hello === undefined ? [] : [{ hello, exchanges: [...exchanges.values()].filter(reachesService) }],
  );
}

/** A kind that the server did not offer is refused before anybody looks at it. */
function reachesService({ answer }: RecordedExchange): boolean {
  return answer?.reply.body.kind !== "error" || answer.reply.body.fault.code !== "unsupported";
}

function addRequest(draft: Draft, { frames, number, time }: RecordedMessage): void {
  const request = readRequest(frames);
  if (request === undefined) return;
  const { body, tensors, requestId } = request;
  switch (body.kind) {
    case "hello":
    case "heartbeat":
    case "bye":
    case "resume":
    case "unknown":
      return;
    // A robot is not served again: what it did depends on when.
    case "command":
    case "arm":
    case "stop":
    case "readRobot":
      return;
    default:
      draft.exchanges.set(requestId, { number, body, tensors, sentAt: time });
  }
}

function addReply(draft: Draft, { frames, number, time }: RecordedMessage): void {
  const reply = readReply(frames);
  if (reply.body.kind === "hello") draft.hello = reply.body;
  // What never arrived was asked again under another id.
  if (reply.body.kind === "resume") for (const id of reply.body.unseen) draft.exchanges.delete(id);
  const exchange = draft.exchanges.get(reply.requestId);
  if (exchange !== undefined && exchange.answer === undefined) exchange.answer = { reply, number, at: time };
}

/** Undefined for what no server could read, such as what `gaitway check` sends: it is not asked again. */
function readRequest(frames: readonly Uint8Array[]): Request | undefined {
  try {
    return decodeRequest(frames, NO_LIMITS);
  } catch {
    return undefined;
  }
}

/** The reply, or for one that could not be read an error that says so. */
function readReply(frames: readonly Uint8Array[]): Pick<Reply, "body" | "tensors" | "requestId"> {
  try {
    return decodeReply(frames, NO_LIMITS);
  } catch (error) {
    const remedy = "look for a fault in the server that was recorded";
    const known = { code: "malformed", message: messageOf(error), remedy } as const;
    const fault: Fault = { ...known, envIds: [], sessionUsable: true };
    const { requestId = 0 } = error as { readonly requestId?: number };
    return { requestId, body: { kind: "error", fault }, tensors: [] };
  }
}
