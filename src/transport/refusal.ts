/** The error replies a server makes by itself: code, what happened, what to do, and whether the session goes on. */
import type { FaultCode } from "./errors.ts";
import { MalformedMessage, MessageTooLarge, VersionSkew } from "./errors.ts";
import type { ErrorReply } from "./message.ts";

function refuse(code: FaultCode, message: string, remedy: string, sessionUsable = true): ErrorReply {
  return { kind: "error", fault: { code, message, remedy, envIds: [], sessionUsable } };
}

export const sessionLost = () =>
  refuse(
    "sessionLost",
    "the server does not know this session: it was restarted, or heard nothing from it for too long",
    "connect again; the episodes of the session are lost",
    false,
  );

export const unsupported = (kind: string) =>
  refuse(
    "unsupported",
    `expected a request this server offers, got "${kind}"`,
    "look at its capabilities before you ask",
  );

export const busy = (inFlight: number) =>
  refuse(
    "busy",
    `${inFlight} requests of this session are under way`,
    "wait for answers before you ask for more",
  );

export const tooManySessions = (limit: number) =>
  refuse("busy", `${limit} sessions are open`, "close one, or start another server", false);

export const deadlineExceeded = () =>
  refuse(
    "deadlineExceeded",
    "the deadline of the request passed first",
    "reset its environments, or allow more time",
  );

export const cancelled = (by: string) =>
  refuse("cancelled", `the request was cancelled ${by}`, "reset its environments before you use them again");

export const sessionEnded = () =>
  refuse("cancelled", "the session ended before the answer was ready", "connect again", false);

export const shuttingDown = () =>
  refuse("shuttingDown", "the server is closing", "connect again when it is back", false);

export const internal = (reason: string) =>
  refuse(
    "internal",
    `the server failed at the request: ${reason}`,
    "see the server's log; reset the environments",
  );

export const tooLarge = (error: MessageTooLarge) =>
  refuse("tooLarge", `the reply is too large: ${error.what}`, error.remedy);

/** What to answer to a message that did not decode; nothing when it is not clear that it was a request of ours. */
export function ofBadMessage(
  error: Error,
): { readonly requestId: number; readonly body: ErrorReply } | undefined {
  if (error instanceof VersionSkew) {
    return { requestId: error.requestId, body: refuse("versionSkew", error.what, error.remedy, false) };
  }
  if (!(error instanceof MalformedMessage || error instanceof MessageTooLarge) || error.requestId === 0)
    return undefined;
  const code = error instanceof MalformedMessage ? "malformed" : "tooLarge";
  return { requestId: error.requestId, body: refuse(code, error.what, error.remedy) };
}
