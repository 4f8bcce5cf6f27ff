/** Sessions of a server: tokens, the requests under way in each, and how long each has been silent. */
import { randomBytes } from "node:crypto";
import { ArrivedIds } from "./arrived-ids.ts";
import type { Job } from "./jobs.ts";
import { KeptReplies } from "./kept-replies.ts";
import { Liveness } from "./liveness.ts";
import type { Limits } from "./message.ts";

/** Ticks of the server's collector that a session may be silent. */
const SILENT_TICKS = 4;

export interface Session {
  /** The token as it travels, and as a key. */
  readonly token: Uint8Array;
  readonly key: string;
  /** What the agent accepts. */
  readonly limits: Limits;
  readonly jobs: Set<Job>;
  readonly liveness: Liveness;
  readonly arrived: ArrivedIds;
  readonly kept: KeptReplies;
}

function keyOf(token: Uint8Array): string {
  return Buffer.from(token.buffer, token.byteOffset, token.byteLength).toString("latin1");
}

function newSession(limits: Limits, requestId: number): Session {
  const token = new Uint8Array(randomBytes(16));
  return {
    token,
    key: keyOf(token),
    limits,
    jobs: new Set(),
    liveness: new Liveness(SILENT_TICKS),
    arrived: new ArrivedIds(requestId),
    kept: new KeptReplies(),
  };
}

/** The open sessions of a server. */
export class Sessions {
  readonly #byKey = new Map<string, Session>();
  #last: Session | undefined;

  get size(): number {
    return this.#byKey.size;
  }

  open(limits: Limits, requestId: number): Session {
    const session = newSession(limits, requestId);
    this.#byKey.set(session.key, session);
    return session;
  }

  /** Mostly the one that asked last, which takes no look-up. */
  find(token: Uint8Array): Session | undefined {
    if (this.#last !== undefined && sameBytes(token, this.#last.token)) return this.#last;
    this.#last = this.#byKey.get(keyOf(token));
    return this.#last;
  }

  forget(session: Session): void {
    this.#byKey.delete(session.key);
    this.#last = undefined;
  }

  /** A copy, so that sessions may be forgotten on the way. */
  all(): Session[] {
    return [...this.#byKey.values()];
  }

  *jobs(): Iterable<Job> {
    for (const session of this.#byKey.values()) yield* session.jobs;
  }
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
