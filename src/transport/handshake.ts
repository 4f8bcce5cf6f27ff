/** What the outcome of a handshake, or an error reply, means to the asking side. */
import type { Fault } from "./errors.ts";
import {
  PeerUnreachable,
  RemoteError,
  RequestTimeout,
  SessionLost,
  VersionSkew,
  WrongPeer,
} from "./errors.ts";
import { PROTOCOL_MAJOR, PROTOCOL_MINOR } from "./message.ts";
import type { Reach } from "./reach.ts";
import { serverKeyWrong } from "./reach.ts";

/** Nobody there, somebody who does not speak ZeroMQ, or somebody who does and says nothing. */
export function handshakeTimeout(
  endpoint: string,
  reach: Reach,
  encrypted: boolean,
  timeoutMs: number,
): Error {
  if (reach === "nobody") {
    return new PeerUnreachable(
      `nobody listens at ${endpoint} (waited ${timeoutMs} ms)`,
      "start the server, or check the address",
    );
  }
  if (reach === "silent") {
    return new WrongPeer(
      `what listens at ${endpoint} took the connection and did not say within ${timeoutMs} ms that it speaks ZeroMQ`,
      "check the address: another program listens there, or the server is stopped (SIGSTOP, a debugger)",
    );
  }
  if (reach === "foreign" && encrypted) return serverKeyWrong(endpoint);
  if (reach === "foreign") {
    return new WrongPeer(
      `what listens at ${endpoint} hung up on the handshake of ZeroMQ`,
      "check the address: another program listens there",
    );
  }
  return new RequestTimeout(
    `${endpoint} took the connection but did not answer the handshake within ${timeoutMs} ms`,
    "it is paused, hangs, or is not a Gaitway server: see what its log says",
    "unknown",
  );
}

/** Another minor version is worth a warning: what one side has and the other lacks shows in the capabilities. */
export function minorWarning(peer: string, minor: number, packageVersion: string): string | undefined {
  if (minor === PROTOCOL_MINOR) return undefined;
  const ours = `${PROTOCOL_MAJOR}.${PROTOCOL_MINOR}`;
  return `${peer} (${packageVersion}) speaks protocol ${PROTOCOL_MAJOR}.${minor}, this side ${ours}; going on with what both know`;
}

/** The error class for a fault that the server reported. */
export function errorOf(fault: Fault): RemoteError | SessionLost | VersionSkew {
  if (fault.code === "sessionLost") return new SessionLost(fault.message, fault.remedy);
  if (fault.code === "versionSkew") return new VersionSkew(fault.message, fault.remedy);
  return new RemoteError(fault);
}
