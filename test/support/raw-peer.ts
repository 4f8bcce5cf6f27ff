/** Peers that say what a test wants, byte by byte, instead of what the protocol wants. */
import type { SocketOptions } from "zeromq";
import { Dealer, Router } from "zeromq";
import { decodeReply, decodeRequest, encodeReply, encodeRequest } from "../../src/transport/codec.ts";
import type { Reply, ReplyBody, Request, RequestBody } from "../../src/transport/message.ts";
import { DEFAULT_LIMITS } from "../../src/transport/message.ts";
import type { Tensor } from "../../src/transport/tensor.ts";

export interface RawAgent extends Disposable {
  readonly send: (frames: Uint8Array[]) => Promise<void>;
  /** The next reply; rejects when none comes within a while. */
  readonly receive: () => Promise<Reply>;
  /** The session of a proper handshake. */
  readonly hello: () => Promise<Uint8Array>;
}

export function rawAgent(endpoint: string, options: SocketOptions<Dealer> = {}): RawAgent {
  const socket = new Dealer({ linger: 0, receiveTimeout: 3_000, ...options });
  socket.connect(endpoint);
  const receive = async () => decodeReply(await socket.receive(), DEFAULT_LIMITS);
  const hello = async () => {
    const body = { kind: "hello", packageVersion: "raw", capabilities: [], limits: DEFAULT_LIMITS } as const;
    await socket.send(encodeRequest(new Uint8Array(0), 1, 1_000, body, []));
    return Uint8Array.from((await receive()).session);
  };
  return { send: (frames) => socket.send(frames), receive, hello, [Symbol.dispose]: () => socket.close() };
}

/** Frames of a request with an envelope as it should be. */
export function requestFrames(
  session: Uint8Array,
  requestId: number,
  body: RequestBody = { kind: "heartbeat" },
  tensors: readonly Tensor[] = [],
): Uint8Array[] {
  return encodeRequest(session, requestId, 1_000, body, tensors);
}

export interface RawServer extends Disposable {
  readonly endpoint: string;
  /** Requests that were received. */
  readonly requests: Request[];
}

/** What to send back for a request: any number of messages. */
export type Respond = (request: Request, raw: Uint8Array[]) => Uint8Array[][];

/** A ROUTER that answers what `respond` says. */
export async function rawServer(
  endpoint: string,
  respond: Respond,
  options: SocketOptions<Router> = {},
): Promise<RawServer> {
  const socket = new Router({ linger: 0, ...options });
  await socket.bind(endpoint);
  const requests: Request[] = [];
  const loop = async () => {
    for await (const [routingId, ...frames] of socket) {
      const request = decodeRequest(frames, DEFAULT_LIMITS);
      requests.push(request);
      for (const message of respond(request, frames)) await socket.send([routingId as Buffer, ...message]);
    }
  };
  loop().catch(() => {});
  return { endpoint: socket.lastEndpoint ?? endpoint, requests, [Symbol.dispose]: () => socket.close() };
}

const SESSION = new Uint8Array(16).fill(9);

export function replyFrames(request: Request, body: ReplyBody, session = SESSION, id = request.requestId) {
  return encodeReply(session, id, body, []);
}

/** Another major version in an envelope: the value of field 2 is its seventh byte. */
export function withMajor(frames: Uint8Array[], major: number): Uint8Array[] {
  const [envelope, ...rest] = frames;
  const changed = Uint8Array.from(envelope!);
  changed[6] = major;
  return [changed, ...rest];
}

/** Another minor version in an envelope: the value of field 3 is its ninth byte. */
export function withMinor(frames: Uint8Array[], minor: number): Uint8Array[] {
  const [envelope, ...rest] = frames;
  const changed = Uint8Array.from(envelope!);
  changed[8] = minor;
  return [changed, ...rest];
}
