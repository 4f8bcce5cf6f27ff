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
import { ChannelClosed } from "./errors.ts";
import { Exchange } from "./exchange.ts";
import { handshakeTimeout, minorWarning } from "./handshake.ts";
import { Heart } from "./heart.ts";
import { readKeyPair, readPublicKey } from "./keys.ts";
import type { HelloReply, Limits, RequestBody } from "./message.ts";
import { DEFAULT_LIMITS } from "./message.ts";
import { packageVersion } from "./package-version.ts";
import type { LastStatus, Pending } from "./pending.ts";
import { explainTimeout, silence } from "./pending.ts";
import { recordedDealer } from "./recorder/recorded-dealer.ts";
import { askUntilAnswered } from "./resume-channel.ts";
import type { CurveKeys } from "./zeromq.ts";
import { openDealer } from "./zeromq.ts";

const warn = (message: string) => process.emitWarning(message);
const CLOSE_TIMEOUT_MS = 250;
const NO_STATUS: LastStatus = { busy: [], at: Number.NEGATIVE_INFINITY };
const NO_OPTIONS: RequestOptions = {};

export class Channel implements AsyncDisposable {
  readonly endpoint: string;
  readonly #exchange: Exchange;
  readonly #limits: Limits;
  readonly #encrypted: boolean;
  readonly #resumeTimeoutMs: number;
  readonly #onWarning: (message: string) => void;
  #peer: HelloReply | undefined;
  #heart: Heart | undefined;
  #resuming = false;
  #resumed = 0;
  /** Why no request can be made any more. */
  #ended: Error | undefined;
  #closing: Promise<void> | undefined;

  private constructor(endpoint: string, options: ChannelOptions, curve: CurveKeys | undefined) {
    const { timeoutMs = 60_000, resumeTimeoutMs = 0, limits = DEFAULT_LIMITS, onWarning = warn } = options;
    this.endpoint = endpoint;
    this.#limits = limits;
    this.#encrypted = curve !== undefined;
    this.#resumeTimeoutMs = resumeTimeoutMs;
    this.#onWarning = onWarning;
    this.#exchange = new Exchange({
      endpoint,
      timeoutMs,
      limits,
      curve,
      openDealer: options.record === undefined ? openDealer : recordedDealer(options.record),
      explain: (pending, cause) => this.#timeoutOf(pending, cause),
      heard: () => this.#heart?.heard(),
      // A connection that ZeroMQ mends by itself may have lost what was on its way.
      disconnected: () => {
        if (this.#mayResume) void this.#resume("the connection broke");
      },
      failed: this.#end,
    });
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
    return this.#exchange.dropped;
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
    return this.#exchange.ask(body, options) as Promise<ReplyTo<B["kind"]>>;
  }

  /** Ends what is pending, tells the server, and closes within a fraction of a second whatever the server does. */
  close(): Promise<void> {
    this.#closing ??= this.#sayBye();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #timeoutOf(pending: Pending, cause?: Error): Error {
    if (pending.body.kind === "hello") {
      return handshakeTimeout(this.endpoint, this.#exchange.reach, this.#encrypted, pending.timeoutMs);
    }
    const error = explainTimeout(pending, this.status, this.endpoint);
    if (cause !== undefined) error.cause = cause;
    return error;
  }

  async #shakeHands({ connectTimeoutMs = 5_000 }: ChannelOptions): Promise<void> {
    const hello = { kind: "hello", packageVersion, capabilities: [], limits: this.#limits } as const;
    const reply = (await this.#exchange.ask(hello, { timeoutMs: connectTimeoutMs })) as ReplyTo<"hello">;
    this.#exchange.begin(reply.session, reply.body.limits);
    this.#peer = reply.body;
    const warning = minorWarning(this.endpoint, reply.minor, reply.body.packageVersion);
    if (warning !== undefined) this.#onWarning(warning);
    if (this.#resumeTimeoutMs > 0 && !this.#mayResume) {
      this.#onWarning(`${this.endpoint} does not offer to resume: a lost link ends the session`);
    }
    this.#heart = new Heart({
      intervalMs: reply.body.heartbeatIntervalMs,
      missedLimit: reply.body.missedHeartbeats,
      ask: () => this.#exchange.ask({ kind: "heartbeat" }, { timeoutMs: 2 * this.#patienceMs }),
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
    const patienceMs = this.#resumeTimeoutMs;
    this.#onWarning(
      `the link to ${this.endpoint} was lost: ${why}; asking on new connections for up to ${patienceMs} ms to go on`,
    );
    let awaited: readonly number[] = [];
    const attempt = async (timeoutMs: number) => {
      awaited = this.#exchange.move();
      const reply = await this.#exchange.ask({ kind: "resume", awaited }, { timeoutMs });
      return (reply as ReplyTo<"resume">).body;
    };
    try {
      const ended = () => this.#ended !== undefined;
      const reply = await askUntilAnswered({ patienceMs, attempt, ended });
      if (ended()) return;
      if (reply === undefined) throw silence(this.endpoint, this.#patienceMs, patienceMs);
      this.#resuming = false;
      this.#resumed++;
      this.#exchange.goOn(reply, awaited, this.peer.spec.envCount);
      this.#heart?.start();
    } catch (error) {
      this.#end(error as Error);
    }
  }

  /** Everything that waits rejects with `error`, and so does everything asked later. */
  readonly #end = (error: Error): void => {
    if (this.#ended !== undefined && this.#closing === undefined) return;
    this.#ended ??= error;
    this.#exchange.rejectAll(error);
    this.#heart?.stop();
    this.#exchange.close();
  };

  async #sayBye(): Promise<void> {
    if (this.#ended !== undefined) return;
    const closed = new ChannelClosed(`the channel to ${this.endpoint} was closed`, "connect again");
    this.#ended = closed;
    this.#exchange.rejectAll(closed);
    await this.#exchange.ask({ kind: "bye" }, { timeoutMs: CLOSE_TIMEOUT_MS }).catch(() => {});
    this.#end(closed);
  }
}

async function readCurve({ serverKey, secretKeyFile }: CurveOptions): Promise<CurveKeys> {
  return { ...(await readKeyPair(secretKeyFile)), serverKey: await readPublicKey(serverKey) };
}
