/** What the asking side can be told, and what it tells of what it dropped. */
import type { Limits, Reply, ReplyBody, RequestBody } from "./message.ts";
import type { Recorder } from "./recorder/recorder.ts";
import type { Tensor } from "./tensor.ts";

export interface ChannelOptions {
  /** How long to wait for somebody to answer the handshake; the server may be started later than the agent. */
  readonly connectTimeoutMs?: number;
  /** Deadline of a request that names none. */
  readonly timeoutMs?: number;
  /**
   * How long to ask on new connections for the session to go on, after the link was lost; 0, the default, is not at all.
   * What waits for an answer waits on, each request until its own deadline.
   */
  readonly resumeTimeoutMs?: number;
  /** For a server with keys. */
  readonly curve?: CurveOptions | undefined;
  /** Keeps every message of this channel; stays the caller's to close. */
  readonly record?: Recorder | undefined;
  /** What this side accepts in a reply. */
  readonly limits?: Limits;
  /** Told of what is odd but not wrong, like another minor version or a lost link; a process warning by default. */
  readonly onWarning?: (message: string) => void;
}

export interface CurveOptions {
  /** The file of the server's public key. */
  readonly serverKey: string;
  /** One's own pair: NAME.key_secret, whose public key is on the server's list. */
  readonly secretKeyFile: string;
}

export interface RequestOptions {
  /** Borrowed until the reply comes. */
  readonly tensors?: readonly Tensor[];
  readonly timeoutMs?: number;
  /** Aborting rejects with the signal's reason; the reply, if it comes, is dropped. */
  readonly signal?: AbortSignal | undefined;
}

/** What was received and belonged to nobody. */
export interface DropCounts {
  /** Replies to requests that had already ended. */
  readonly late: number;
  /** Replies of another session, to requests never made, or not of this protocol. */
  readonly foreign: number;
  /** Replies that did not decode. */
  readonly malformed: number;
}

/** The reply to a request of kind K; an error is thrown, not returned. */
export type ReplyTo<K extends RequestBody["kind"]> = Reply & {
  readonly body: Extract<ReplyBody, { kind: K }>;
};
