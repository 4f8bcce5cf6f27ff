/** Broken messages, each with its name and what a decoder has to say to it: what test/golden/fuzz holds. */
import type { Limits } from "../../src/transport/message.ts";
import { fuzzReplies } from "./fuzz-replies.ts";
import { fuzzRequests } from "./fuzz-requests.ts";

/** `WrongPeer`, `VersionSkew`, `TooLarge`, `Malformed`, or the kind of the message that was accepted. */
export type Verdict = "WrongPeer" | "VersionSkew" | "TooLarge" | "Malformed" | `accepted ${string}`;

export interface FuzzCase {
  readonly name: string;
  readonly verdict: Verdict;
  readonly frames: readonly Uint8Array[];
}

/** Small ones, so that what exceeds them fits into a file. */
export const fuzzLimits: Limits = {
  messageBytes: 8192,
  envelopeBytes: 2048,
  tensorCount: 16,
  elementCount: 1024,
  inFlight: 8,
};

export const fuzzCases = { request: fuzzRequests, reply: fuzzReplies } as const;
