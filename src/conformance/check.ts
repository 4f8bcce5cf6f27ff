/** What a check is, and the three ways it ends. */
import type { Lab } from "./lab.ts";

export const groups = [
  "handshake",
  "versions",
  "sessions",
  "request ids",
  "deadlines",
  "malformed bytes",
  "limits",
  "liveness",
  "spec",
  "episodes",
  "invalid requests",
  "batching",
  "ownership",
  "capabilities",
  "bye",
  "faults: messages",
  "faults: links",
  "faults: neighbors",
] as const;
export type Group = (typeof groups)[number];

export interface Check {
  readonly group: Group;
  /** A sentence whose subject is the server. */
  readonly name: string;
  /** What goes wrong for its users when the server does not. */
  readonly why: string;
  /** The heading of proto/README.md, or the message of gaitway.proto, that demands it. */
  readonly source: string;
  /** Resolves with what was seen; throws `CheckFailed` or `CheckSkipped`. */
  readonly run: (lab: Lab) => Promise<string>;
}

export type Outcome =
  | { readonly status: "passed"; readonly seen: string }
  | {
      readonly status: "failed";
      readonly expected: string;
      readonly seen: string;
      readonly cause: string;
    }
  | { readonly status: "skipped"; readonly reason: string };

export type CheckResult = Outcome & { readonly check: Check; readonly elapsedMs: number };

/** The server did something else than the check expects. */
export class CheckFailed extends Error {
  override readonly name = "CheckFailed";
  readonly expected: string;
  readonly seen: string;
  /** What in the server most likely makes it so. */
  readonly likelyCause: string;
  constructor(expected: string, seen: string, likelyCause: string) {
    super(`expected ${expected}, saw ${seen}`);
    this.expected = expected;
    this.seen = seen;
    this.likelyCause = likelyCause;
  }
}

/** The check does not apply to this server, or cannot see anything with its spec. */
export class CheckSkipped extends Error {
  override readonly name = "CheckSkipped";
}

export function skip(reason: string): never {
  throw new CheckSkipped(reason);
}
