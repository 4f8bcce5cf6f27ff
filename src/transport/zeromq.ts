/**
 * The two sockets: DEALER asks, ROUTER answers. Both send in order through a bounded queue (ZeroMQ takes one blocked
 * send at a time), hand over every message they receive, and end at once when closed.
 */
import { Dealer, Router } from "zeromq";
import { prepareBind } from "./endpoint.ts";
import { EndpointRefused, QueueFull } from "./errors.ts";
import type { Limits } from "./message.ts";
import { DEFAULT_LIMITS } from "./message.ts";

type Frames = Uint8Array[];
type Receive = (frames: Frames) => void;

/** Messages a socket keeps beyond those in ZeroMQ's own queue. */
const QUEUE_LIMIT = 4096;

interface Socket {
  readonly closed: boolean;
  send(frames: Frames): Promise<void>;
  receive(): Promise<Frames>;
  close(): void;
}

/** Sends in the order of the calls, never two at a time. */
class OutQueue {
  readonly #socket: Socket;
  readonly #waiting: Frames[] = [];
  #sending = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Throws `QueueFull` when the peer takes nothing and the queue is full. */
  push(frames: Frames): void {
    if (this.#socket.closed) return;
    if (!this.#sending) this.#send(frames);
    else if (this.#waiting.length < QUEUE_LIMIT) this.#waiting.push(frames);
    else
      throw new QueueFull(
        `${QUEUE_LIMIT} messages wait to be sent`,
        "wait for answers before you ask for more",
      );
  }

  #send(frames: Frames): void {
    this.#sending = true;
    this.#socket.send(frames).then(this.#next, this.#next);
  }

  // A send fails only when the socket closes, and then the rest of the queue has nowhere to go.
  readonly #next = (): void => {
    const frames = this.#waiting.shift();
    if (frames !== undefined && !this.#socket.closed) this.#send(frames);
    else this.#sending = false;
  };
}

/** Reads until the socket is closed. */
async function pump(socket: Socket, receive: Receive): Promise<void> {
  while (!socket.closed) {
    let frames: Frames;
    try {
      frames = await socket.receive();
    } catch (error) {
      if (socket.closed) return;
      throw error;
    }
    receive(frames);
  }
}

/**
 * A ROUTER drops what a full queue cannot take, so the queues hold every reply that may be under way, with room for
 * heartbeats. What was sent before a close still has 100 ms to leave; the close itself returns at once.
 */
function socketOptions({ messageBytes, inFlight }: Limits) {
  const queue = 2 * Math.max(inFlight, DEFAULT_LIMITS.inFlight);
  return { linger: 100, maxMessageSize: messageBytes, sendHighWaterMark: queue, receiveHighWaterMark: queue };
}

/** How far the connection got: nobody there, something that is not ZeroMQ, or a ZeroMQ socket. */
export type Reach = "nobody" | "foreign" | "connected";

export interface DealerLink {
  readonly reach: Reach;
  /** Throws `QueueFull`. */
  send(frames: Frames): void;
  close(): void;
}

/** Connects in the background, again and again, until closed. */
export function openDealer(
  endpoint: string,
  limits: Limits,
  receive: Receive,
  broken: (error: unknown) => void,
): DealerLink {
  const socket = new Dealer(socketOptions(limits));
  const reach = endpoint.startsWith("inproc:") ? () => "connected" as const : watchReach(socket);
  try {
    socket.connect(endpoint);
  } catch (cause) {
    socket.close();
    throw new EndpointRefused(`cannot connect to ${endpoint}`, "check the address", { cause });
  }
  const queue = new OutQueue(socket);
  pump(socket, receive).catch(broken);
  return {
    get reach() {
      return reach();
    },
    send: (frames) => queue.push(frames),
    close: () => socket.close(),
  };
}

/** Not for inproc: it has no handshake to watch, and an observed inproc socket keeps the process from ending. */
function watchReach(socket: Dealer): () => Reach {
  let reach: Reach = "nobody";
  socket.events.on("handshake", () => {
    reach = "connected";
  });
  socket.events.on("handshake:error:protocol", () => {
    reach = "foreign";
  });
  socket.events.on("disconnect", () => {
    if (reach === "nobody") reach = "foreign";
  });
  return () => reach;
}

export interface RouterLink {
  /** The address that was bound, wildcards resolved. */
  readonly endpoint: string;
  /** The first frame is the routing id of the peer; a message to a peer that has gone is dropped. Throws `QueueFull`. */
  send(frames: Frames): void;
  /** Unbinds and removes the files of the address. */
  close(): Promise<void>;
}

/** Binds; throws `EndpointRefused` when that is not possible or not safe. */
export async function openRouter(
  endpoint: string,
  limits: Limits,
  receive: Receive,
  broken: (error: unknown) => void,
): Promise<RouterLink> {
  const { address, release } = await prepareBind(endpoint);
  const socket = new Router(socketOptions(limits));
  try {
    await socket.bind(address);
  } catch (cause) {
    socket.close();
    await release();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EndpointRefused(`cannot bind ${endpoint}: ${reason}`, "choose an address that is free", {
      cause,
    });
  }
  const bound = socket.lastEndpoint ?? address;
  const queue = new OutQueue(socket);
  pump(socket, receive).catch(broken);
  return {
    endpoint: bound,
    send: (frames) => queue.push(frames),
    close: async () => {
      socket.close();
      await release();
    },
  };
}
