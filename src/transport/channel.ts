/**
 * The asking side: one connection, one session, any number of requests under way.
 *
 *     await using channel = await Channel.open("ipc:///tmp/robot");
 *     const reply = await channel.request({ kind: "reset", envIds: [0], seeds: [7], options: {} });
 *
 * Every request ends: with its reply, the server's error, its deadline, its abort signal, the death of the peer, or the
 * close of the channel, whichever is first. What comes for a request that has ended is dropped and counted. Nothing is
 * sent twice. Heartbeats run from handshake to close.
 */

import type { ChannelOptions, DropCounts, ReplyTo, RequestOptions } from "./channel-options.ts";
import { decodeReply, encodeRequest } from "./codec.ts";
import { Deadlines } from "./deadlines.ts";
import {
  ChannelClosed,
  MalformedMessage,
  MessageTooLarge,
  QueueFull,
  VersionSkew,
  WrongPeer,
} from "./errors.ts";
import { requireWithin } from "./frames.ts";
import { errorOf, handshakeTimeout, minorWarning } from "./handshake.ts";
import { Heart } from "./heart.ts";
import type { HelloReply, Limits, Reply, RequestBody } from "./message.ts";
import { DEFAULT_LIMITS } from "./message.ts";
import { packageVersion } from "./package-version.ts";
import type { LastStatus, Pending } from "./pending.ts";
import { explainTimeout, silence } from "./pending.ts";
import { isNewer, sameBytes } from "./session.ts";
import type { Tensor } from "./tensor.ts";
import type { DealerLink } from "./zeromq.ts";
import { openDealer } from "./zeromq.ts";

const warn = (message: string) => process.emitWarning(message);
const CLOSE_TIMEOUT_MS = 250;
const NO_STATUS: LastStatus = { busy: [], at: Number.NEGATIVE_INFINITY };
const NO_SESSION = new Uint8Array(0);
const NO_TENSORS: readonly Tensor[] = [];
const NO_OPTIONS: RequestOptions = {};

export class Channel implements AsyncDisposable {
  readonly endpoint: string;
  readonly #timeoutMs: number;
  readonly #limits: Limits;
  readonly #link: DealerLink;
  readonly #pending = new Map<number, Pending>();
  readonly #deadlines = new Deadlines<Pending>(
    () => this.#pending.values(),
    (pending) => this.#expire(pending),
  );
  readonly #dropped = { late: 0, foreign: 0, malformed: 0 };
  #session = NO_SESSION;
  #lastId = 0;
  #peer: HelloReply | undefined;
  #peerLimits = DEFAULT_LIMITS;
  #heart: Heart | undefined;
  /** Why no request can be made any more. */
  #ended: Error | undefined;
  #closing: Promise<void> | undefined;

  private constructor(endpoint: string, { timeoutMs = 60_000, limits = DEFAULT_LIMITS }: ChannelOptions) {
    this.endpoint = endpoint;
    this.#timeoutMs = timeoutMs;
    this.#limits = limits;
    this.#link = openDealer(endpoint, limits, this.#receive, (cause) => {
      this.#end(new ChannelClosed(`the socket to ${endpoint} failed`, "connect again", { cause }));
    });
  }

  /**
   * Connects and shakes hands. Rejects with `PeerUnreachable` (nobody there), `RequestTimeout` (somebody, but no answer),
   * `WrongPeer`, `VersionSkew` or `RemoteError`, and then nothing is left open.
   */
  static async open(endpoint: string, options: ChannelOptions = {}): Promise<Channel> {
    const channel = new Channel(endpoint, options);
    try {
      await channel.#shakeHands(options);
      return channel;
    } catch (error) {
      channel.#end(error as Error);
      throw error;
    }
  }

  /** What the server said of itself. */
  get peer(): HelloReply {
    return this.#peer as HelloReply;
  }

  get dropped(): DropCounts {
    return this.#dropped;
  }

  /** What the last heartbeat said each environment is doing. */
  get status(): LastStatus {
    return this.#heart?.status ?? NO_STATUS;
  }

  /** Undefined while the channel works; afterwards why it does not. */
  get ended(): Error | undefined {
    return this.#ended;
  }

  /**
   * Asks, and resolves with the reply of the same kind. Rejects with `RequestTimeout`, `RemoteError`, `MessageTooLarge`,
   * `QueueFull` or the signal's reason, and the channel goes on; or with `PeerDead`, `SessionLost` or `ChannelClosed`,
   * and it does not.
   */
  request<B extends RequestBody>(body: B, options: RequestOptions = NO_OPTIONS): Promise<ReplyTo<B["kind"]>> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return this.#ask(body, options) as Promise<ReplyTo<B["kind"]>>;
  }

  /** Ends what is pending, tells the server, and closes within a fraction of a second whatever the server does. */
  close(): Promise<void> {
    this.#closing ??= this.#sayBye();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #ask(
    body: RequestBody,
    { tensors = NO_TENSORS, timeoutMs = this.#timeoutMs, signal }: RequestOptions,
  ): Promise<Reply> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.#pending.size >= this.#peerLimits.inFlight) {
        throw new QueueFull(
          `${this.#pending.size} requests wait for an answer`,
          "wait for answers before you ask for more",
        );
      }
      const requestId = this.#nextId();
      const frames = encodeRequest(this.#session, requestId, Math.ceil(timeoutMs), body, tensors);
      requireWithin(frames, tensors, this.#peerLimits);
      this.#link.send(frames, (error) => this.#take(requestId)?.reject(error));
      const deadlineAt = performance.now() + timeoutMs;
      const onAbort = signal && (() => this.#take(requestId)?.reject(signal.reason));
      signal?.addEventListener("abort", onAbort as () => void);
      this.#pending.set(requestId, {
        body,
        requestId,
        timeoutMs,
        deadlineAt,
        resolve,
        reject,
        signal,
        onAbort,
      });
      this.#deadlines.watch(deadlineAt);
    });
  }

  /** Request ids are 32 bits wide and skip 0. */
  #nextId(): number {
    this.#lastId = (this.#lastId + 1) >>> 0 || 1;
    return this.#lastId;
  }

  /** The pending request, which from now on has ended. */
  #take(requestId: number): Pending | undefined {
    const pending = this.#pending.get(requestId);
    if (pending === undefined) return undefined;
    this.#pending.delete(requestId);
    if (pending.onAbort) pending.signal?.removeEventListener("abort", pending.onAbort);
    return pending;
  }

  readonly #receive = (frames: Uint8Array[]): void => {
    try {
      this.#accept(decodeReply(frames, this.#limits));
    } catch (error) {
      this.#refuse(error as Error);
    }
  };

  #accept(reply: Reply): void {
    if (!this.#isOurs(reply.session)) {
      this.#dropped.foreign++;
      return;
    }
    this.#heart?.heard();
    const pending = this.#take(reply.requestId);
    if (pending !== undefined) this.#settle(pending, reply);
    else if (isNewer(reply.requestId, this.#lastId)) this.#dropped.foreign++;
    else this.#dropped.late++;
  }

  /** Before the handshake it is the answer to where we connected; after it, noise that concerns at most one request. */
  #refuse(error: Error): void {
    const requestId =
      error instanceof MalformedMessage || error instanceof MessageTooLarge ? error.requestId : 0;
    if (error instanceof WrongPeer || error instanceof VersionSkew) this.#dropped.foreign++;
    else this.#dropped.malformed++;
    if (this.#peer === undefined) this.#end(error);
    else this.#take(requestId)?.reject(error);
  }

  /** An error about a message that the server could not read has no session. */
  #isOurs(session: Uint8Array): boolean {
    return this.#peer === undefined || session.length === 0 || sameBytes(session, this.#session);
  }

  /** Resolves with a reply of the kind that was asked for, rejects with anything else. */
  #settle(pending: Pending, reply: Reply): void {
    const { body } = reply;
    if (body.kind === "error") {
      const error = errorOf(body.fault);
      if (!error.usable) this.#end(error);
      // Both sides watch the same deadline, and either may see it first.
      pending.reject(body.fault.code === "deadlineExceeded" ? this.#timeoutOf(pending, error) : error);
    } else if (body.kind === pending.body.kind) {
      pending.resolve(reply);
    } else {
      const got = `a reply to ${pending.body.kind}, got one to ${body.kind}`;
      pending.reject(new MalformedMessage(`expected ${got}`, reply.requestId));
    }
  }

  #expire(pending: Pending): void {
    this.#take(pending.requestId);
    pending.reject(this.#timeoutOf(pending));
  }

  /** `cause` is what the server said, if it was the first to notice. */
  #timeoutOf(pending: Pending, cause?: Error): Error {
    if (pending.body.kind === "hello") {
      return handshakeTimeout(this.endpoint, this.#link.reach, pending.timeoutMs);
    }
    const error = explainTimeout(pending, this.status, this.endpoint);
    if (cause !== undefined) error.cause = cause;
    return error;
  }

  async #shakeHands({ connectTimeoutMs = 5_000, onWarning = warn }: ChannelOptions): Promise<void> {
    const hello = { kind: "hello", packageVersion, capabilities: [], limits: this.#limits } as const;
    const reply = (await this.#ask(hello, { timeoutMs: connectTimeoutMs })) as ReplyTo<"hello">;
    this.#session = Uint8Array.from(reply.session);
    this.#peer = reply.body;
    this.#peerLimits = reply.body.limits;
    const warning = minorWarning(this.endpoint, reply.minor, reply.body.packageVersion);
    if (warning !== undefined) onWarning(warning);
    const { heartbeatIntervalMs: intervalMs, missedHeartbeats: missedLimit } = reply.body;
    const patienceMs = intervalMs * missedLimit;
    this.#heart = new Heart({
      intervalMs,
      missedLimit,
      ask: () => this.#ask({ kind: "heartbeat" }, { timeoutMs: 2 * patienceMs }),
      died: () => this.#end(silence(this.endpoint, patienceMs)),
    });
    this.#heart.heard();
  }

  /** Everything that waits rejects with `error`, and so does everything asked later. */
  readonly #end = (error: Error): void => {
    if (this.#ended !== undefined && this.#closing === undefined) return;
    this.#ended ??= error;
    this.#rejectAll(error);
    this.#heart?.stop();
    this.#deadlines.stop();
    this.#link.close();
  };

  #rejectAll(error: Error): void {
    for (const requestId of [...this.#pending.keys()]) this.#take(requestId)?.reject(error);
  }

  async #sayBye(): Promise<void> {
    if (this.#ended !== undefined) return;
    const closed = new ChannelClosed(`the channel to ${this.endpoint} was closed`, "connect again");
    this.#ended = closed;
    this.#rejectAll(closed);
    await this.#ask({ kind: "bye" }, { timeoutMs: CLOSE_TIMEOUT_MS }).catch(() => {});
    this.#end(closed);
  }
}
