/** How far the connection of an agent got, from the events of its socket. */
import type { Dealer } from "zeromq";
import { NotAllowed } from "./errors.ts";

/** Nobody there, somebody who says nothing, somebody who hangs up in the handshake, or a ZeroMQ socket. */
export type Reach = "nobody" | "silent" | "foreign" | "connected";

export interface ReachEvents {
  /** A connection that was made broke; ZeroMQ makes another one, and what was on its way may be lost. */
  readonly disconnected: () => void;
  /** The peer does not let us in, and will not: ZeroMQ has given up. */
  readonly refused: (error: NotAllowed) => void;
}

/** Not for inproc: it has no handshake to watch, and an observed inproc socket keeps the process from ending. */
export function watchReach(
  socket: Dealer,
  endpoint: string,
  encrypted: boolean,
  events: ReachEvents,
): () => Reach {
  let reach: Reach = "nobody";
  socket.events.on("connect", () => {
    if (reach === "nobody") reach = "silent";
  });
  socket.events.on("handshake", () => {
    reach = "connected";
  });
  socket.events.on("handshake:error:protocol", ({ error }) => {
    if (error.code === "ERR_ZMTP_MECHANISM_MISMATCH") events.refused(otherMechanism(endpoint, encrypted));
    else reach = "foreign";
  });
  socket.events.on("handshake:error:auth", () => events.refused(notListed(endpoint)));
  socket.events.on("disconnect", () => {
    if (reach === "connected") events.disconnected();
    else reach = "foreign";
  });
  return () => reach;
}

function otherMechanism(endpoint: string, encrypted: boolean): NotAllowed {
  if (encrypted) {
    return new NotAllowed(
      `${endpoint} does not encrypt, and keys were given for it`,
      "check the address; connect without keys only if nobody between here and there can listen",
      "serverHasNoKeys",
    );
  }
  return new NotAllowed(
    `${endpoint} lets in only agents with a key, and none was given`,
    "make a pair with `gaitway keys NAME`, have NAME.key put on the server's list, and connect with NAME.key_secret and the server's public key",
    "keysNeeded",
  );
}

function notListed(endpoint: string): NotAllowed {
  return new NotAllowed(
    `${endpoint} does not let in the key of this agent`,
    "have its public key (NAME.key) put in the folder the server was told to allow; nothing need be restarted there",
    "notListed",
  );
}

/** What hung up in the middle of an encrypted handshake. */
export function serverKeyWrong(endpoint: string): NotAllowed {
  return new NotAllowed(
    `${endpoint} hung up on the encrypted handshake: the server key given is not its key`,
    "get the public key of this very server (its NAME.key), and check the address: another program may listen there",
    "serverKeyWrong",
  );
}
