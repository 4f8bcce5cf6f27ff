/**
 * A socket that says what a check wants, byte by byte, and remembers every reply.
 *
 * One DEALER; requests are framed by the codec unless a check makes its own. Nothing is decided here about a reply: a
 * check asks for the one it expects, and may look at all that came.
 */
import { Dealer } from "zeromq";
import { decodeReply, encodeRequest } from "../transport/codec.ts";
import { messageOf } from "../transport/errors.ts";
import type { HeartbeatReply, HelloReply, Reply, RequestBody } from "../transport/message.ts";
import { DEFAULT_LIMITS } from "../transport/message.ts";
import type { ConnectionRecord } from "../transport/recorder/recorder.ts";
import type { Tensor } from "../transport/tensor.ts";
import { CheckFailed } from "./check.ts";
import type { Dialing } from "./dialing.ts";
import { expectKind } from "./expect.ts";

export const NO_SESSION = new Uint8Array(0);

export interface Asking {
  readonly tensors?: readonly Tensor[];
  readonly timeToLiveMs?: number;
  /** Instead of the next id of the session. */
  readonly requestId?: number;
  /** Instead of the session's token. */
  readonly session?: Uint8Array;
}

/** A reply, and the bytes of its envelope. */
export interface Received {
  readonly reply: Reply;
  readonly envelope: Uint8Array;
}

export class RawAgent implements Disposable {
  readonly endpoint: string;
  readonly patienceMs: number;
  /** Every reply that came, in the order it came. */
  readonly received: Received[] = [];
  /** What came and is no reply: why. */
  readonly undecodable: string[] = [];
  /** The token every request carries; a check may put another session's here. */
  token = NO_SESSION;
  readonly #socket: Dealer;
  readonly #record: ConnectionRecord | undefined;
  readonly #waiting = new Set<() => void>();
  readonly #taken = new Set<Received>();
  #lastId = 0;

  constructor(endpoint: string, patienceMs: number, { record, keys }: Dialing = {}) {
    this.endpoint = endpoint;
    this.patienceMs = patienceMs;
    this.#record = record?.connection();
    this.#socket = new Dealer({ linger: 0, sendTimeout: patienceMs, ...keys });
    this.#socket.connect(endpoint);
    this.#pump().catch(() => {});
  }

  async send(frames: readonly Uint8Array[]): Promise<void> {
    this.#record?.sent(frames);
    await this.#socket.send([...frames]);
  }

  /** The id of the next request, and of no other. */
  nextId(): number {
    this.#lastId = (this.#lastId + 1) >>> 0 || 1;
    return this.#lastId;
  }

  /** Goes on counting ids from here. */
  countFrom(requestId: number): void {
    this.#lastId = requestId;
  }

  frames(
    body: RequestBody,
    asking: Asking = {},
  ): { readonly requestId: number; readonly frames: Uint8Array[] } {
    const { tensors = [], timeToLiveMs = this.patienceMs, requestId = this.nextId() } = asking;
    const session = asking.session ?? (body.kind === "hello" ? NO_SESSION : this.token);
    return { requestId, frames: encodeRequest(session, requestId, timeToLiveMs, body, tensors) };
  }

  /** Sends and does not wait; answers the id. */
  async post(body: RequestBody, asking: Asking = {}): Promise<number> {
    const { requestId, frames } = this.frames(body, asking);
    await this.send(frames);
    return requestId;
  }

  /** Sends, and waits for the reply with its id. */
  async ask(body: RequestBody, asking: Asking = {}): Promise<Reply> {
    return await this.replyTo(await this.post(body, asking), body.kind);
  }

  /** The first reply with the id that no earlier call has had. */
  async replyTo(requestId: number, what = "request"): Promise<Reply> {
    const found = () =>
      this.received.find((each) => each.reply.requestId === requestId && !this.#taken.has(each));
    await this.until(() => found() !== undefined, `an answer to ${what} (request ${requestId})`);
    const received = found() as Received;
    this.#taken.add(received);
    return received.reply;
  }

  /** How many replies had the id. */
  answers(requestId: number): number {
    return this.received.filter(({ reply }) => reply.requestId === requestId).length;
  }

  /** What came so far that was not waited for. */
  get strays(): readonly Reply[] {
    return this.received.filter((each) => !this.#taken.has(each)).map(({ reply }) => reply);
  }

  /**
   * Resolves as soon as a reply makes `holds` true; throws `CheckFailed` when the server's time is over, or when something
   * comes that is no reply at all.
   */
  async until(holds: () => boolean, expected: string, withinMs = this.patienceMs): Promise<void> {
    if (holds()) return;
    const undecodable = this.undecodable.length;
    await new Promise<void>((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        settle();
      };
      const fail = () => reject(this.#silence(expected, withinMs));
      const timer = setTimeout(() => end(fail), withinMs);
      const look = () => {
        if (holds()) end(resolve);
        else if (this.undecodable.length > undecodable) end(fail);
      };
      this.#waiting.add(look);
    });
  }

  /** Opens a session; its token goes with every request from now on. */
  async hello(capabilities: readonly string[] = []): Promise<HelloReply & { readonly token: Uint8Array }> {
    const asked = {
      kind: "hello",
      packageVersion: "gaitway check",
      capabilities,
      limits: DEFAULT_LIMITS,
    } as const;
    const reply = expectKind(await this.ask(asked), "hello", "the server refuses a correct Hello");
    this.token = Uint8Array.from(reply.session);
    return { ...reply.body, token: this.token };
  }

  /**
   * Two heartbeats there and back: whatever a server answers without working on it was answered before the second.
   * Answers the replies nobody had waited for.
   */
  async settle(): Promise<readonly Reply[]> {
    for (let round = 0; round < 2; round++) await this.ask({ kind: "heartbeat" });
    return this.strays;
  }

  /** Heartbeats until no environment is busy, however often that takes; a server has the agent's patience for it. */
  async idle(): Promise<void> {
    await this.#heartbeatUntil(({ busy }) => busy.length === 0, "every environment idle");
  }

  /** Heartbeats until the request has been answered: replies that wait for a later one get one to wait for. */
  async nudgeUntilAnswered(requestId: number): Promise<void> {
    await this.#heartbeatUntil(() => this.answers(requestId) > 0, `an answer to request ${requestId}`);
  }

  async #heartbeatUntil(holds: (heartbeat: HeartbeatReply) => boolean, expected: string): Promise<void> {
    const begin = performance.now();
    for (;;) {
      const reply = await this.ask({ kind: "heartbeat" });
      if (holds(expectKind(reply, "heartbeat", "heartbeats are not known").body)) return;
      if (performance.now() - begin > this.patienceMs) throw this.#silence(expected, this.patienceMs);
    }
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  #silence(expected: string, withinMs: number): CheckFailed {
    const last = this.undecodable.at(-1);
    const seen =
      last === undefined ? `nothing within ${Math.round(withinMs)} ms` : `a reply that is none: ${last}`;
    return new CheckFailed(
      expected,
      seen,
      "the request was dropped, or the server has stopped or is slower than that",
    );
  }

  async #pump(): Promise<void> {
    for await (const frames of this.#socket) {
      this.#record?.received(frames);
      this.#take(frames);
      for (const look of [...this.#waiting]) look();
    }
  }

  #take(frames: Uint8Array[]): void {
    try {
      const reply = decodeReply(frames, DEFAULT_LIMITS);
      this.received.push({ reply, envelope: frames[0] as Uint8Array });
    } catch (error) {
      this.undecodable.push(messageOf(error));
    }
  }
}
