/** The sentences of a failure: what a reply is in words, and what it should have been. */
import type { FaultCode } from "../transport/errors.ts";
import type { Reply, ReplyBody } from "../transport/message.ts";
import { CheckFailed } from "./check.ts";

export function fail(expected: string, seen: string, likelyCause: string): never {
  throw new CheckFailed(expected, seen, likelyCause);
}

export function expectThat(holds: boolean, expected: string, seen: string, cause: string): asserts holds {
  if (!holds) fail(expected, seen, cause);
}

/** `RESET_NEEDED`, as server authors find it in the proto file. */
export function codeName(code: FaultCode): string {
  return code.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

export function inWords({ body, requestId }: Reply): string {
  if (body.kind === "error") return `${codeName(body.fault.code)} ("${body.fault.message}")`;
  const about = "envIds" in body ? ` about environment ${body.envIds.slice(0, 8).join(", ") || "none"}` : "";
  return `a reply to ${body.kind}${about} (request ${requestId})`;
}

/** The reply as one of this kind. */
export function expectKind<K extends ReplyBody["kind"]>(
  reply: Reply,
  kind: K,
  cause: string,
): Reply & { readonly body: Extract<ReplyBody, { readonly kind: K }> } {
  if (reply.body.kind !== kind) fail(`a reply to ${kind}`, inWords(reply), cause);
  return reply as Reply & { readonly body: Extract<ReplyBody, { readonly kind: K }> };
}

/** The reply is an error with one of these codes; answers what was seen. */
export function expectRefusal(reply: Reply, codes: readonly FaultCode[], cause: string): string {
  const { body } = reply;
  const legal = codes.map(codeName).join(" or ");
  if (body.kind !== "error" || !codes.includes(body.fault.code)) fail(legal, inWords(reply), cause);
  return inWords(reply);
}

/** "1 answer", "2 answers". */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
