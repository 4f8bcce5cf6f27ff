/** The socket of a stream of which only the newest counts: SUB, which keeps one message and forgets it for the next. */
import { Subscriber } from "zeromq";
import { EndpointRefused } from "./errors.ts";
import type { Limits } from "./message.ts";
import type { CurveKeys } from "./zeromq.ts";

export interface SubscriberEvents {
  readonly receive: (frames: Uint8Array[]) => void;
  /** Nothing will be received any more. */
  readonly broken: (error: unknown) => void;
}

/** Connects in the background, again and again, until closed. Throws `EndpointRefused` for what is no address. */
export function openSubscriber(
  endpoint: string,
  { messageBytes }: Limits,
  curve: CurveKeys | undefined,
  { receive, broken }: SubscriberEvents,
): { close(): void } {
  const keys = curve && {
    curvePublicKey: curve.publicKey,
    curveSecretKey: curve.secretKey,
    curveServerKey: curve.serverKey,
  };
  const socket = new Subscriber({ conflate: true, linger: 0, maxMessageSize: messageBytes, ...keys });
  try {
    socket.connect(endpoint);
  } catch (cause) {
    socket.close();
    throw new EndpointRefused(`cannot connect to ${endpoint}`, "check the address", { cause });
  }
  socket.subscribe();
  const pump = async (): Promise<void> => {
    for await (const frames of socket) receive(frames);
  };
  pump().catch((error) => {
    if (!socket.closed) broken(error);
  });
  return { close: () => socket.close() };
}
