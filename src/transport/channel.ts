/**
 * The asking side: one connection, one session, any number of requests under way.
 *
 *     await using channel = await Channel.open("ipc:///tmp/robot");
 *     const reply = await channel.request({ kind: "reset", envIds: [0], seeds: [7], options: {} });
 *
 * Every request ends: with its reply, the server's error, its deadline, its abort signal, the death of the peer, or the
 * close of the channel, whichever is first. What comes for a request that has ended is dropped and counted. Nothing is
 * done twice: after a lost link, with `resumeTimeoutMs`, the server says what never arrived, and only that is asked again.
 * Heartbeats run from handshake to close.
 */

import type { ChannelOptions, CurveOptions, DropCounts, ReplyTo, RequestOptions } from "./channel-options.ts";
import { decodeReply, encodeRequest } from "./codec.ts";
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
import { readKeyPair, readPublicKey } from "./keys.ts";
import type { HelloReply, Limits, Reply, RequestBody, ResumeReply } from "./message.ts";
import { DEFAULT_LIMITS } from "./message.ts";
import { packageVersion } from "./package-version.ts";
import type { LastStatus, Pending } from "./pending.ts";
import { explainTimeout, silence } from "./pending.ts";
import { Requests } from "./requests.ts";
import { askUntilAnswered, goneWith } from "./resume-channel.ts";
import { sameBytes } from "./session.ts";
import type { Tensor } from "./tensor.ts";
import type { CurveKeys, DealerLink } from "./zeromq.ts";
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
  readonly #resumeTimeoutMs: number;
  readonly #limits: Limits;
  readonly #curve: CurveKeys | undefined;
  readonly #onWarning: (message: string) => void;
  readonly #requests = new Requests((pending) => pending.reject(this.#timeoutOf(pending)));
  readonly #dropped = { late: 0, foreign: 0, malformed: 0 };
  #link: DealerLink;
  #session = NO_SESSION;
  /** The link is lost, and what is asked waits for another one. */
  #resuming = false;
  #resumed = 0;
  #peer: HelloReply | undefined;
  #peerLimits = DEFAULT_LIMITS;
  #heart: Heart | undefined;
  /** Why no request can be made any more. */
  #ended: Error | undefined;
  #closing: Promise<void> | undefined;

  private constructor(endpoint: string, options: ChannelOptions, curve: CurveKeys | undefined) {
    const { timeoutMs = 60_000, resumeTimeoutMs = 0, limits = DEFAULT_LIMITS, onWarning = warn } = options;
    this.endpoint = endpoint;
    this.#timeoutMs = timeoutMs;
    this.#resumeTimeoutMs = resumeTimeoutMs;
    this.#limits = limits;
    this.#curve = curve;
    this.#onWarning = onWarning;
    this.#link = this.#connect();
  }

  /**
   * Connects and shakes hands. Rejects with `PeerUnreachable` (nobody there), `RequestTimeout` (somebody, but no answer),
   * `WrongPeer`, `NotAllowed`, `KeyUnusable`, `VersionSkew` or `RemoteError`, and then nothing is left open.
   */
  static async open(endpoint: string, options: ChannelOptions = {}): Promise<Channel> {
    const channel = new Channel(endpoint, options, options.curve && (await readCurve(options.curve)));
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

  /** How often the session went on after the link was lost. */
  get resumed(): number {
    return this.#resumed;
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
      if (this.#requests.size >= this.#peerLimits.inFlight) {
        throw new QueueFull(
          `${this.#requests.size} requests wait for an answer`,
          "wait for answers before you ask for more",
        );
      }
      const requestId = this.#requests.nextId();
      const frames = encodeRequest(this.#session, requestId, Math.ceil(timeoutMs), body, tensors);
      requireWithin(frames, tensors, this.#peerLimits);
      const deadlineAt = performance.now() + timeoutMs;
      const pending: Pending = {
        body,
        requestId,
        tensors,
        timeoutMs,
        deadlineAt,
        resolve,
        reject,
        signal,
        onAbort: signal && (() => this.#requests.take(pending.requestId)?.reject(signal.reason)),
      };
      signal?.addEventListener("abort", pending.onAbort as () => void);
      this.#requests.add(pending);
      if (!this.#resuming || body.kind === "resume" || body.kind === "bye") this.#send(requestId, frames);
    });
  }

  #send(requestId: number, frames: Uint8Array[]): void {
    this.#link.send(frames, (error) => this.#requests.take(requestId)?.reject(error));
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
    const pending = this.#requests.take(reply.requestId);
    if (pending !== undefined) this.#settle(pending, reply);
    else if (this.#requests.wasMade(reply.requestId)) this.#dropped.late++;
    else this.#dropped.foreign++;
  }

  /** Before the handshake it is the answer to where we connected; after it, noise that concerns at most one request. */
  #refuse(error: Error): void {
    const requestId =
      error instanceof MalformedMessage || error instanceof MessageTooLarge ? error.requestId : 0;
    if (error instanceof WrongPeer || error instanceof VersionSkew) this.#dropped.foreign++;
    else this.#dropped.malformed++;
    if (this.#peer === undefined) this.#end(error);
    else this.#requests.take(requestId)?.reject(error);
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

  /** `cause` is what the server said, if it was the first to notice. */
  #timeoutOf(pending: Pending, cause?: Error): Error {
    if (pending.body.kind === "hello") {
      return handshakeTimeout(this.endpoint, this.#link.reach, this.#curve !== undefined, pending.timeoutMs);
    }
    const error = explainTimeout(pending, this.status, this.endpoint);
    if (cause !== undefined) error.cause = cause;
    return error;
  }

  #connect(): DealerLink {
    const link: DealerLink = openDealer(this.endpoint, this.#limits, this.#curve, {
      receive: this.#receive,
      broken: (cause) => {
        this.#end(new ChannelClosed(`the socket to ${this.endpoint} failed`, "connect again", { cause }));
      },
      refused: (error) => {
        if (link === this.#link) this.#end(error);
      },
      // A connection that ZeroMQ mends by itself may have lost what was on its way.
      disconnected: () => {
        if (link === this.#link && this.#mayResume) void this.#resume("the connection broke");
      },
    });
    return link;
  }

  async #shakeHands({ connectTimeoutMs = 5_000 }: ChannelOptions): Promise<void> {
    const hello = { kind: "hello", packageVersion, capabilities: [], limits: this.#limits } as const;
    const reply = (await this.#ask(hello, { timeoutMs: connectTimeoutMs })) as ReplyTo<"hello">;
    this.#session = Uint8Array.from(reply.session);
    this.#peer = reply.body;
    this.#peerLimits = reply.body.limits;
    const warning = minorWarning(this.endpoint, reply.minor, reply.body.packageVersion);
    if (warning !== undefined) this.#onWarning(warning);
    if (this.#resumeTimeoutMs > 0 && !this.#mayResume) {
      this.#onWarning(`${this.endpoint} does not offer to resume: a lost link ends the session`);
    }
    this.#heart = new Heart({
      intervalMs: reply.body.heartbeatIntervalMs,
      missedLimit: reply.body.missedHeartbeats,
      ask: () => this.#ask({ kind: "heartbeat" }, { timeoutMs: 2 * this.#patienceMs }),
      died: () => {
        if (this.#mayResume) void this.#resume(`nothing came for ${this.#patienceMs} ms`);
        else this.#end(silence(this.endpoint, this.#patienceMs));
      },
    });
    this.#heart.start();
  }

  /** How long a peer may be silent. */
  get #patienceMs(): number {
    return this.peer.heartbeatIntervalMs * this.peer.missedHeartbeats;
  }

  get #mayResume(): boolean {
    return this.#resumeTimeoutMs > 0 && (this.#peer?.capabilities.includes("resume") ?? false);
  }

  /** Goes on with the session on a new connection, or ends the channel. */
  async #resume(why: string): Promise<void> {
    if (this.#resuming || this.#ended !== undefined) return;
    this.#resuming = true;
    this.#heart?.stop();
    this.#onWarning(
      `the link to ${this.endpoint} was lost: ${why}; asking on new connections for up to ${this.#resumeTimeoutMs} ms to go on`,
    );
    let awaited: readonly number[] = [];
    try {
      const reply = await askUntilAnswered({
        patienceMs: this.#resumeTimeoutMs,
        ended: () => this.#ended !== undefined,
        attempt: async (timeoutMs) => {
          this.#reconnect();
          awaited = this.#requests.all().map(({ requestId }) => requestId);
          return ((await this.#ask({ kind: "resume", awaited }, { timeoutMs })) as ReplyTo<"resume">).body;
        },
      });
      if (this.#ended !== undefined) return;
      if (reply !== undefined) this.#goOn(reply, new Set(awaited));
      else this.#end(silence(this.endpoint, this.#patienceMs, this.#resumeTimeoutMs));
    } catch (error) {
      this.#end(error as Error);
    }
  }

  /** A heartbeat of the old connection is of no use on the new one. */
  #reconnect(): void {
    this.#link.close();
    for (const { body, requestId, reject } of this.#requests.all()) {
      if (body.kind === "heartbeat" && this.#requests.take(requestId)) reject(new Error("the link was lost"));
    }
    this.#link = this.#connect();
  }

  /** Asks again what never arrived, or was not sent; the rest is answered, or known to be gone. */
  #goOn({ unseen, gone }: ResumeReply, awaited: ReadonlySet<number>): void {
    this.#resuming = false;
    this.#resumed++;
    const [lost, never] = [new Set(gone), new Set(unseen)];
    for (const pending of this.#requests.all()) {
      const { requestId, body } = pending;
      if (lost.has(requestId)) {
        this.#requests.take(requestId);
        pending.reject(goneWith(body, this.endpoint, this.peer.spec.envCount));
      } else if (never.has(requestId) || !awaited.has(requestId)) this.#askAgain(pending);
    }
    this.#heart?.start();
  }

  /** Under a new id and with what is left of its time. */
  #askAgain(pending: Pending): void {
    this.#requests.rename(pending);
    const { requestId, body, tensors, deadlineAt } = pending;
    const timeToLiveMs = Math.max(1, Math.ceil(deadlineAt - performance.now()));
    this.#send(requestId, encodeRequest(this.#session, requestId, timeToLiveMs, body, tensors));
  }

  /** Everything that waits rejects with `error`, and so does everything asked later. */
  readonly #end = (error: Error): void => {
    if (this.#ended !== undefined && this.#closing === undefined) return;
    this.#ended ??= error;
    this.#requests.rejectAll(error);
    this.#heart?.stop();
    this.#requests.stop();
    this.#link.close();
  };

  async #sayBye(): Promise<void> {
    if (this.#ended !== undefined) return;
    const closed = new ChannelClosed(`the channel to ${this.endpoint} was closed`, "connect again");
    this.#ended = closed;
    this.#requests.rejectAll(closed);
    await this.#ask({ kind: "bye" }, { timeoutMs: CLOSE_TIMEOUT_MS }).catch(() => {});
    this.#end(closed);
  }
}

async function readCurve({ serverKey, secretKeyFile }: CurveOptions): Promise<CurveKeys> {
  return { ...(await readKeyPair(secretKeyFile)), serverKey: await readPublicKey(serverKey) };
}
