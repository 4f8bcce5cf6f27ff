/** Sessions of a server: tokens, the requests under way in each, and how long each has been silent. */
import { randomBytes } from "node:crypto";
import type { Due } from "./deadlines.ts";
import { Liveness } from "./liveness.ts";
import type { Limits } from "./message.ts";

/** Ticks of the server's collector that a session may be silent. */
const SILENT_TICKS = 4;

/** A request that the service works on. */
export interface Job extends Due {
  readonly session: Session;
  readonly requestId: number;
  readonly routingId: Uint8Array;
  readonly controller: AbortController;
}

export interface Session {
  /** The token as it travels, and as a key. */
  readonly token: Uint8Array;
  readonly key: string;
  /** What the agent accepts. */
  readonly limits: Limits;
  readonly jobs: Set<Job>;
  readonly liveness: Liveness;
  lastRequestId: number;
}

function keyOf(token: Uint8Array): string {
  return Buffer.from(token.buffer, token.byteOffset, token.byteLength).toString("latin1");
}

function newSession(limits: Limits, requestId: number): Session {
  const token = new Uint8Array(randomBytes(16));
  const liveness = new Liveness(SILENT_TICKS);
  return { token, key: keyOf(token), limits, jobs: new Set(), liveness, lastRequestId: requestId };
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

/** Whether the id is a new one; ids grow, and may wrap around 2³². */
export function isNewer(requestId: number, last: number): boolean {
  const ahead = (requestId - last) >>> 0;
  return ahead > 0 && ahead < 2 ** 31;
}
