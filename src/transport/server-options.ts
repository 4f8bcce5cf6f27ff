/** What the answering side can be told, and what it tells of what it dropped. */
import type { Limits } from "./message.ts";

export interface ServerOptions {
  /** Where to listen; see endpoint.ts. Beyond this machine only with keys. */
  readonly endpoint: string;
  /** Encrypts every connection, and lets in only who is allowed. */
  readonly keys?: ServerKeys | undefined;
  readonly limits?: Limits;
  /** How often agents ask for a heartbeat, and how many silent intervals in a row are a death. */
  readonly heartbeatIntervalMs?: number;
  readonly missedHeartbeats?: number;
  /** A session that says nothing for so long, not even a heartbeat, is forgotten and its work stopped. */
  readonly idleSessionMs?: number;
  /** Told of what is odd: faults of the service, other minor versions, sessions gone silent. */
  readonly onWarning?: (message: string) => void;
}

export interface ServerKeys {
  /** NAME.key_secret; see keys.ts. */
  readonly secretKeyFile: string;
  /** Public keys of agents: files, or folders of `*.key`. */
  readonly allow: string | readonly string[];
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
