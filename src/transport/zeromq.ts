/**
 * The two sockets: DEALER asks, ROUTER answers. A send never waits: it is queued by ZeroMQ, in order, or fails at once
 * when that queue is full (so zeromq.js never refuses a second send as busy). Every message received is handed over, and
 * a close takes effect at once.
 */
import { Dealer, Router } from "zeromq";
import { encrypt } from "./encryption.ts";
import { parseEndpoint, prepareBind } from "./endpoint.ts";
import { EndpointRefused, messageOf, QueueFull } from "./errors.ts";
import type { KeyPair } from "./keys.ts";
import type { Limits } from "./message.ts";
import { DEFAULT_LIMITS } from "./message.ts";
import type { Reach, ReachEvents } from "./reach.ts";
import { watchReach } from "./reach.ts";
import type { ServerKeys } from "./server-options.ts";

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

export interface DealerLink {
  readonly reach: Reach;
  /** `failed` is told when the message could not be queued. */
  send(frames: Frames, failed: (error: QueueFull) => void): void;
  close(): void;
}

export interface DealerEvents extends ReachEvents {
  readonly receive: Receive;
  readonly broken: (error: unknown) => void;
}

/** One's own pair and the key the server has to have. */
export interface CurveKeys extends KeyPair {
  readonly serverKey: string;
}

/** Connects in the background, again and again, until closed. */
export function openDealer(
  endpoint: string,
  limits: Limits,
  curve: CurveKeys | undefined,
  events: DealerEvents,
): DealerLink {
  const { scheme } = parseEndpoint(endpoint);
  const keys = curve && {
    curvePublicKey: curve.publicKey,
    curveSecretKey: curve.secretKey,
    curveServerKey: curve.serverKey,
  };
  const socket = new Dealer({ ...socketOptions(limits), ...keys });
  const reach =
    scheme === "inproc"
      ? () => "connected" as const
      : watchReach(socket, endpoint, curve !== undefined, events);
  try {
    socket.connect(endpoint);
  } catch (cause) {
    socket.close();
    throw new EndpointRefused(`cannot connect to ${endpoint}`, "check the address", { cause });
  }
  pump(socket, events.receive).catch(events.broken);
  return {
    get reach() {
      return reach();
    },
    send: (frames, failed) => {
      if (socket.closed) return;
      socket.send(frames).catch((cause) => {
        // A peer that refused the connection takes nothing either: why it did is told by the event that is on its way.
        if (reach() === "connected") failed(queueFull(cause));
      });
    },
    close: () => socket.close(),
  };
}

function queueFull(cause: unknown): QueueFull {
  return new QueueFull("the peer takes no more messages", "wait for answers before you ask for more", {
    cause,
  });
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

/** Binds; throws `EndpointRefused` or `KeyUnusable` when that is not possible or not safe. */
export async function openRouter(
  endpoint: string,
  limits: Limits,
  keys: ServerKeys | undefined,
  onWarning: (message: string) => void,
): Promise<RouterLink> {
  const { address, release: removeFiles } = await prepareBind(endpoint, keys !== undefined);
  const encryption = keys && (await encrypt(keys, onWarning));
  const release = async () => {
    encryption?.release();
    await removeFiles();
  };
  const socket = new Router({ ...socketOptions(limits), ...encryption?.options });
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
