/**
 * The two sockets: DEALER asks, ROUTER answers. A send never waits: it is queued by ZeroMQ, in order, or fails at once
 * when that queue is full (so zeromq.js never refuses a second send as busy). Every message received is handed over, and
 * a close takes effect at once.
 */
import { Dealer, Router } from "zeromq";
import { prepareBind } from "./endpoint.ts";
import { EndpointRefused, messageOf, QueueFull } from "./errors.ts";
import type { Limits } from "./message.ts";
import { DEFAULT_LIMITS } from "./message.ts";

type Frames = Uint8Array[];
type Receive = (frames: Frames) => void;

interface Socket {
  readonly closed: boolean;
  receive(): Promise<Frames>;
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
  const queues = { sendHighWaterMark: queue, receiveHighWaterMark: queue, sendTimeout: 0 };
  return { linger: 100, maxMessageSize: messageBytes, ...queues };
}

/** How far the connection got: nobody there, somebody who says nothing, something that is not ZeroMQ, or a ZeroMQ socket. */
export type Reach = "nobody" | "silent" | "foreign" | "connected";

export interface DealerLink {
  readonly reach: Reach;
  /** `failed` is told when the message could not be queued. */
  send(frames: Frames, failed: (error: QueueFull) => void): void;
  close(): void;
}

export interface DealerEvents {
  readonly receive: Receive;
  readonly broken: (error: unknown) => void;
  /** A connection that was made broke; ZeroMQ makes another one, and what was on its way may be lost. */
  readonly disconnected: () => void;
}

/** Connects in the background, again and again, until closed. */
export function openDealer(
  endpoint: string,
  limits: Limits,
  { receive, broken, disconnected }: DealerEvents,
): DealerLink {
  const socket = new Dealer(socketOptions(limits));
  const reach = endpoint.startsWith("inproc:")
    ? () => "connected" as const
    : watchReach(socket, disconnected);
  try {
    socket.connect(endpoint);
  } catch (cause) {
    socket.close();
    throw new EndpointRefused(`cannot connect to ${endpoint}`, "check the address", { cause });
  }
  pump(socket, receive).catch(broken);
  return {
    get reach() {
      return reach();
    },
    send: (frames, failed) => {
      if (!socket.closed) socket.send(frames).catch((cause) => failed(queueFull(cause)));
    },
    close: () => socket.close(),
  };
}

function queueFull(cause: unknown): QueueFull {
  return new QueueFull("the peer takes no more messages", "wait for answers before you ask for more", {
    cause,
  });
}

/** Not for inproc: it has no handshake to watch, and an observed inproc socket keeps the process from ending. */
function watchReach(socket: Dealer, disconnected: () => void): () => Reach {
  let reach: Reach = "nobody";
  socket.events.on("connect", () => {
    if (reach === "nobody") reach = "silent";
  });
  socket.events.on("handshake", () => {
    reach = "connected";
  });
  socket.events.on("handshake:error:protocol", () => {
    reach = "foreign";
  });
  socket.events.on("disconnect", () => {
    if (reach === "connected") disconnected();
    else reach = "foreign";
  });
  return () => reach;
}

/** Without ZMQ_ROUTER_MANDATORY a ROUTER's send fails only when the socket closes. */
const ignore = () => {};

export interface RouterLink {
  /** The address that was bound, wildcards resolved. */
  readonly endpoint: string;
  /** Hands over what comes, from now on; `broken` is told when the socket fails. */
  listen(receive: Receive, broken: (error: unknown) => void): void;
  /** The first frame is the routing id of the peer; a message to one that has gone or takes nothing is dropped. */
  send(frames: Frames): void;
  /** Unbinds and removes the files of the address. */
  close(): Promise<void>;
}

/** Binds; throws `EndpointRefused` when that is not possible or not safe. */
export async function openRouter(endpoint: string, limits: Limits): Promise<RouterLink> {
  const { address, release } = await prepareBind(endpoint);
  const socket = new Router(socketOptions(limits));
  try {
    await socket.bind(address);
  } catch (cause) {
    socket.close();
    await release();
    const reason = messageOf(cause);
    throw new EndpointRefused(`cannot bind ${endpoint}: ${reason}`, "choose an address that is free", {
      cause,
    });
  }
  const bound = socket.lastEndpoint ?? address;
  return {
    endpoint: bound,
    listen: (receive, broken) => void pump(socket, receive).catch(broken),
    send: (frames) => {
      if (!socket.closed) socket.send(frames).catch(ignore);
    },
    close: async () => {
      socket.close();
      await release();
    },
  };
}
