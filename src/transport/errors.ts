/**
 * What can go wrong between two processes, one class for each thing a caller can do about it.
 *
 * Every message says what was expected, what arrived and what to do. `usable` says whether the channel it came from can
 * still be used: after `false`, close it and connect again.
 */
abstract class WireError extends Error {
  abstract readonly usable: boolean;
  /** What was expected and what happened. */
  readonly what: string;
  /** What to do about it. */
  readonly remedy: string;
  constructor(what: string, remedy: string, options?: ErrorOptions) {
    super(`${what}; ${remedy}`, options);
    this.what = what;
    this.remedy = remedy;
  }
}

/** Nobody listens at the endpoint. */
export class PeerUnreachable extends WireError {
  override readonly name = "PeerUnreachable";
  readonly usable = false;
}

/** The peer answered before and has stopped: not even the thread that answers heartbeats is alive. */
export class PeerDead extends WireError {
  override readonly name = "PeerDead";
  readonly usable = false;
}

/** What listens at the endpoint does not speak this protocol at all. */
export class WrongPeer extends WireError {
  override readonly name = "WrongPeer";
  readonly usable = false;
}

/** The peer speaks this protocol in another major version. */
export class VersionSkew extends WireError {
  override readonly name = "VersionSkew";
  readonly usable = false;
  readonly requestId: number;
  constructor(what: string, remedy: string, requestId = 0, options?: ErrorOptions) {
    super(what, remedy, options);
    this.requestId = requestId;
  }
}

/** The environment at the far end is not the one expected, or not one this version can use. */
export class SpecMismatch extends WireError {
  override readonly name = "SpecMismatch";
  readonly usable = false;
}

/** Where the simulator was when a request ran out of time, from the last heartbeat. */
export type Progress = "busy" | "paused" | "idle" | "unknown";

/** The answer did not come before the request's deadline, though the peer lives. A late answer will be dropped. */
export class RequestTimeout extends WireError {
  override readonly name = "RequestTimeout";
  readonly usable = true;
  readonly progress: Progress;
  constructor(what: string, remedy: string, progress: Progress) {
    super(what, remedy);
    this.progress = progress;
  }
}

/** A message of this protocol that does not decode, or contradicts itself. It was dropped; the channel goes on. */
export class MalformedMessage extends WireError {
  override readonly name = "MalformedMessage";
  readonly usable = true;
  /** The request it belongs to, 0 when that could not be read. */
  readonly requestId: number;
  constructor(what: string, requestId = 0, options?: ErrorOptions) {
    super(what, "drop it, and look for a fault in the sender's encoder", options);
    this.requestId = requestId;
  }
}

/** A message beyond the limits one side declared. It was not sent, or dropped before anything was allocated for it. */
export class MessageTooLarge extends WireError {
  override readonly name = "MessageTooLarge";
  readonly usable = true;
  readonly requestId: number;
  constructor(what: string, requestId = 0, options?: ErrorOptions) {
    super(what, "send fewer environments at a time, or raise the limits of the receiving side", options);
    this.requestId = requestId;
  }
}

/** More messages wait to be sent than the queue holds: the peer does not take them. This one was not sent. */
export class QueueFull extends WireError {
  override readonly name = "QueueFull";
  readonly usable = true;
}

/** The server does not know this session (any more): it was restarted, or heard nothing for too long. */
export class SessionLost extends WireError {
  override readonly name = "SessionLost";
  readonly usable = false;
}

/** The channel was closed on this side; what was pending will not be answered. */
export class ChannelClosed extends WireError {
  override readonly name = "ChannelClosed";
  readonly usable = false;
}

/** The address cannot be bound: in use, not allowed without keys, or not an address. Nothing was bound. */
export class EndpointRefused extends WireError {
  override readonly name = "EndpointRefused";
  readonly usable = false;
}

/** A file of keys that is missing, is not one, or is not safe. */
export class KeyUnusable extends WireError {
  override readonly name = "KeyUnusable";
  readonly usable = false;
}

/** Why an encrypted connection was not made. */
export type RefusedBecause = "keysNeeded" | "serverKeyWrong" | "notListed" | "serverHasNoKeys";

/** The two sides do not trust each other: a key is missing, wrong, or not on the server's list. */
export class NotAllowed extends WireError {
  override readonly name = "NotAllowed";
  readonly usable = false;
  readonly reason: RefusedBecause;
  constructor(what: string, remedy: string, reason: RefusedBecause) {
    super(what, remedy);
    this.reason = reason;
  }
}

/** Codes of `Error` on the wire, as far as a caller meets them. */
export type FaultCode =
  | "malformed"
  | "tooLarge"
  | "versionSkew"
  | "unsupported"
  | "sessionLost"
  | "busy"
  | "deadlineExceeded"
  | "cancelled"
  | "invalidRequest"
  | "resetNeeded"
  | "episodeLost"
  | "internal"
  | "shuttingDown"
  | "commandRefused"
  | "commandLate"
  | "latched"
  | "notOwner";

/** An error as it travels: what `Error` of the proto file holds. */
export interface Fault {
  readonly code: FaultCode;
  readonly message: string;
  readonly remedy: string;
  readonly envIds: readonly number[];
  readonly sessionUsable: boolean;
}

/** The server refused a request or failed at it. A service throws it; the agent's request rejects with it. */
export class RemoteError extends WireError {
  override readonly name = "RemoteError";
  readonly usable: boolean;
  readonly fault: Fault;
  constructor(fault: Fault, options?: ErrorOptions) {
    super(fault.message, fault.remedy, options);
    this.fault = fault;
    this.usable = fault.sessionUsable;
  }
}

/** What something that was thrown says, whatever it is. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
