/** What the answering side can be told, and what it tells of what it dropped. */
import type { Limits } from "./message.ts";

export interface ServerOptions {
  /** Where to listen; see endpoint.ts. Refused unless on this machine. */
  readonly endpoint: string;
  readonly limits?: Limits;
  /** How often agents ask for a heartbeat, and how many silent intervals in a row are a death. */
  readonly heartbeatIntervalMs?: number;
  readonly missedHeartbeats?: number;
  /** A session that says nothing for so long, not even a heartbeat, is forgotten and its work stopped. */
  readonly idleSessionMs?: number;
  /** Told of what is odd: faults of the service, other minor versions, sessions gone silent. */
  readonly onWarning?: (message: string) => void;
}

/** What was received or made, and not sent on. */
export interface ServerDropCounts {
  /** Not of this protocol. */
  readonly foreign: number;
  /** Ours, but not readable far enough to be answered. */
  readonly malformed: number;
  readonly duplicate: number;
  /** Answers of the service to requests that had already ended. */
  readonly late: number;
}
