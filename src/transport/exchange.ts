/**
 * Requests and their replies over a link that may be exchanged for another: the part of a channel that sends, receives
 * and matches. When the session begins, ends or moves is the channel's business.
 */
import type { DropCounts, RequestOptions } from "./channel-options.ts";
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
import { errorOf } from "./handshake.ts";
import type { Limits, Reply, RequestBody, ResumeReply } from "./message.ts";
import { DEFAULT_LIMITS } from "./message.ts";
import type { Pending } from "./pending.ts";
import type { Reach } from "./reach.ts";
import { Requests } from "./requests.ts";
import { goneWith } from "./resume-channel.ts";
import { sameBytes } from "./session.ts";
import type { Tensor } from "./tensor.ts";
import type { CurveKeys, DealerLink, openDealer } from "./zeromq.ts";

const NO_SESSION = new Uint8Array(0);
const NO_TENSORS: readonly Tensor[] = [];
/** What a timer can wait, 24 days; also what the wire can say. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

export interface ExchangeOptions {
  readonly endpoint: string;
  /** Deadline of a request that names none. */
  readonly timeoutMs: number;
  /** What is accepted in a reply. */
  readonly limits: Limits;
  readonly curve: CurveKeys | undefined;
  /** Opens each link. */
  readonly openDealer: typeof openDealer;
  /** What to say when the time of a request runs out; `cause` is what the server said, if it was the first to notice. */
  readonly explain: (pending: Pending, cause?: Error) => Error;
  /** A message of the session came, whatever it is. */
  readonly heard: () => void;
  /** The connection broke. */
  readonly disconnected: () => void;
  /** Nothing can be asked any more. */
  readonly failed: (error: Error) => void;
}

export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #requests: Requests;
  readonly #dropped = { late: 0, foreign: 0, malformed: 0 };
  #link: DealerLink;
  /** Before the handshake. */
  #session = NO_SESSION;
  #peerLimits = DEFAULT_LIMITS;
  /** Between two links: what is asked waits for the next one. */
  #held = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#requests = new Requests((pending) => pending.reject(options.explain(pending)));
    this.#link = this.#connect();
  }

  get dropped(): DropCounts {
    return this.#dropped;
  }

  get reach(): Reach {
    return this.#link.reach;
  }

  /** The handshake is over: from now on only messages of this session count. */
  begin(session: Uint8Array, peerLimits: Limits): void {
    this.#session = Uint8Array.from(session);
    this.#peerLimits = peerLimits;
  }

  ask(
    body: RequestBody,
    { tensors = NO_TENSORS, timeoutMs = this.#options.timeoutMs, signal }: RequestOptions,
  ): Promise<Reply> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (!(timeoutMs > 0 && timeoutMs <= LONGEST_TIMEOUT_MS)) throw noTimeout(timeoutMs);
      if (this.#requests.size >= this.#peerLimits.inFlight) throw tooMany(this.#requests.size);
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
      if (!this.#held || body.kind === "resume" || body.kind === "bye") this.#send(requestId, frames);
    });
  }

  /** Leaves the old link for a new one, and holds what is asked until `goOn`. The ids that are awaited. */
  move(): number[] {
    this.#held = true;
    this.#link.close();
    for (const { body, requestId, reject } of this.#requests.all()) {
      // A heartbeat of the old link is of no use on the new one.
      if (body.kind === "heartbeat" && this.#requests.take(requestId)) reject(new Error("the link was lost"));
    }
    this.#link = this.#connect();
    return this.#requests.all().map(({ requestId }) => requestId);
  }

  /** Asks again what never arrived, or was held; the rest is answered, or known to be gone. */
  goOn({ unseen, gone }: ResumeReply, awaited: readonly number[], envCount: number): void {
    this.#held = false;
    const [lost, never, known] = [new Set(gone), new Set(unseen), new Set(awaited)];
    for (const pending of this.#requests.all()) {
      const { requestId, body } = pending;
      if (lost.has(requestId)) {
        this.#requests.take(requestId)?.reject(goneWith(body, this.#options.endpoint, envCount));
      } else if (never.has(requestId) || !known.has(requestId)) this.#askAgain(pending);
    }
  }

  rejectAll(error: Error): void {
    this.#requests.rejectAll(error);
  }

  close(): void {
    this.#requests.stop();
    this.#link.close();
  }

  #connect(): DealerLink {
    const { endpoint, limits, curve, openDealer, failed, disconnected } = this.#options;
    // A socket that was left may still have something to say.
    const ifCurrent = (tell: () => void) => {
      if (link === this.#link) tell();
    };
    const link: DealerLink = openDealer(endpoint, limits, curve, {
      receive: this.#receive,
      broken: (cause) =>
        failed(new ChannelClosed(`the socket to ${endpoint} failed`, "connect again", { cause })),
      refused: (error) => ifCurrent(() => failed(error)),
      disconnected: () => ifCurrent(disconnected),
    });
    return link;
  }

  #send(requestId: number, frames: Uint8Array[]): void {
    this.#link.send(frames, (error) => this.#requests.take(requestId)?.reject(error));
  }

  /** Under a new id and with what is left of its time. */
  #askAgain(pending: Pending): void {
    this.#requests.rename(pending);
    const { requestId, body, tensors, deadlineAt } = pending;
    const timeToLiveMs = Math.max(1, Math.ceil(deadlineAt - performance.now()));
    this.#send(requestId, encodeRequest(this.#session, requestId, timeToLiveMs, body, tensors));
  }

  readonly #receive = (frames: Uint8Array[]): void => {
    try {
      this.#accept(decodeReply(frames, this.#options.limits));
    } catch (error) {
      this.#refuse(error as Error);
    }
  };

  #accept(reply: Reply): void {
    if (!this.#isOurs(reply.session)) {
      this.#dropped.foreign++;
      return;
    }
    this.#options.heard();
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
    if (this.#session === NO_SESSION) this.#options.failed(error);
    else this.#requests.take(requestId)?.reject(error);
  }

  /** An error about a message that the server could not read has no session. */
  #isOurs(session: Uint8Array): boolean {
    return this.#session === NO_SESSION || session.length === 0 || sameBytes(session, this.#session);
  }

  /** Resolves with a reply of the kind that was asked for, rejects with anything else. */
  #settle(pending: Pending, reply: Reply): void {
    const { body } = reply;
    if (body.kind === "error") {
      const error = errorOf(body.fault);
      if (!error.usable) this.#options.failed(error);
      // Both sides watch the same deadline, and either may see it first.
      const expired = body.fault.code === "deadlineExceeded";
      pending.reject(expired ? this.#options.explain(pending, error) : error);
    } else if (body.kind === pending.body.kind) {
      pending.resolve(reply);
    } else {
      const got = `a reply to ${pending.body.kind}, got one to ${body.kind}`;
      pending.reject(new MalformedMessage(`expected ${got}`, reply.requestId));
    }
  }
}

function noTimeout(timeoutMs: number): RangeError {
  return new RangeError(
    `a timeout: expected milliseconds, more than 0 and at most ${LONGEST_TIMEOUT_MS}, got ${timeoutMs}`,
  );
}

function tooMany(count: number): QueueFull {
  return new QueueFull(`${count} requests wait for an answer`, "wait for answers before you ask for more");
}
