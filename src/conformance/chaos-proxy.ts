/**
 * Stands between agents and a server and does to their messages what bad links and bad programs do.
 *
 *     agent (DEALER) ⇄ ROUTER ── fault? ── DEALER, one an agent ⇄ (ROUTER) server
 *
 * Which message meets which fault is the caller's to say, from its direction, its kind and how many came before it; all
 * else passes untouched and in order. What happens to the bytes of a connection is link-proxy.ts.
 */
import { Dealer, Router } from "zeromq";
import { createRng, type Rng } from "../math/random.ts";
import { decodeReply, decodeRequest } from "../transport/codec.ts";
import { prepareBind } from "../transport/endpoint.ts";
import { DEFAULT_LIMITS, type ReplyBody, type RequestBody } from "../transport/message.ts";
import type { DealerKeys } from "./dialing.ts";
import type { Delivery, Fault, Frames } from "./faults/fault.ts";

export type Direction = "request" | "reply";
export type Kind = RequestBody["kind"] | ReplyBody["kind"];

/** A message on its way. */
export interface Passing {
  readonly direction: Direction;
  /** "unknown" too for what does not decode. */
  readonly kind: Kind;
  /** Counted for each direction, from 0. */
  readonly nth: number;
}

/** The fault a message meets; most meet none. */
export type Choose = (passing: Passing, rng: Rng) => Fault | undefined;

export interface ChaosOptions {
  /** Of what the faults draw at random. */
  readonly seed?: number;
  /** For a target with keys; agents of the proxy need none. */
  readonly keys?: DealerKeys;
}

interface Front {
  readonly front: Router;
  readonly release: () => Promise<void>;
}

type Send = (frames: Frames) => void;

export class ChaosProxy implements AsyncDisposable {
  readonly endpoint: string;
  /** How many messages met a fault. */
  injected = 0;
  readonly #target: string;
  readonly #choose: Choose;
  readonly #rng: Rng;
  readonly #keys: DealerKeys;
  readonly #front: Router;
  readonly #release: () => Promise<void>;
  readonly #backs = new Map<string, Dealer>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #passed = { request: 0, reply: 0 };
  readonly #held: Record<Direction, (() => void)[]> = { request: [], reply: [] };

  private constructor(
    target: string,
    choose: Choose,
    { seed = 1, keys = {} }: ChaosOptions,
    { front, release }: Front,
  ) {
    this.endpoint = front.lastEndpoint ?? "";
    this.#target = target;
    this.#choose = choose;
    this.#rng = createRng(seed).stream("chaos");
    this.#keys = keys;
    this.#front = front;
    this.#release = release;
    this.#pumpFront().catch(() => {});
  }

  /** Listens on a private ipc address and connects to `target` for each agent that comes. */
  static async open(target: string, choose: Choose, options: ChaosOptions = {}): Promise<ChaosProxy> {
    const { address, release } = await prepareBind("ipc://*");
    const front = new Router({ linger: 0, sendTimeout: 0 });
    await front.bind(address);
    return new ChaosProxy(target, choose, options, { front, release });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#front.close();
    for (const back of this.#backs.values()) back.close();
    await this.#release();
  }

  async #pumpFront(): Promise<void> {
    for await (const [routingId, ...frames] of this.#front) {
      const back = this.#backOf(routingId as Buffer);
      this.#pass("request", frames, (message) => send(back, message));
    }
  }

  async #pumpBack(back: Dealer, routingId: Buffer): Promise<void> {
    for await (const frames of back) {
      this.#pass("reply", frames, (message) => send(this.#front, [routingId, ...message]));
    }
  }

  #backOf(routingId: Buffer): Dealer {
    const key = routingId.toString("latin1");
    const known = this.#backs.get(key);
    if (known !== undefined) return known;
    const back = new Dealer({ linger: 0, sendTimeout: 0, ...this.#keys });
    back.connect(this.#target);
    this.#backs.set(key, back);
    this.#pumpBack(back, routingId).catch(() => {});
    return back;
  }

  #pass(direction: Direction, frames: Frames, deliver: Send): void {
    const kind = kindOf(direction, frames);
    const fault = this.#choose({ direction, kind, nth: this.#passed[direction]++ }, this.#rng);
    if (fault !== undefined) this.injected++;
    const waiting = this.#held[direction].splice(0);
    const deliveries: readonly Delivery[] = fault === undefined ? [{ frames }] : fault(frames, this.#rng);
    for (const delivery of deliveries) this.#deliver(direction, delivery, deliver);
    for (const release of waiting) release();
  }

  #deliver(direction: Direction, { frames, afterMs, afterNext }: Delivery, deliver: Send): void {
    if (afterNext) this.#held[direction].push(() => deliver(frames));
    else if (afterMs === undefined) deliver(frames);
    else {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        deliver(frames);
      }, afterMs);
      this.#timers.add(timer);
    }
  }
}

/** A socket that has been closed, or takes no more, is a link that loses messages. */
function send(socket: Dealer | Router, frames: Frames): void {
  if (!socket.closed) socket.send([...frames]).catch(() => {});
}

function kindOf(direction: Direction, frames: Frames): Kind {
  try {
    const decode = direction === "request" ? decodeRequest : decodeReply;
    return decode(frames, DEFAULT_LIMITS).body.kind;
  } catch {
    return "unknown";
  }
}
