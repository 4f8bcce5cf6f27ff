/**
 * Messages as the rest of Gaitway sees them: plain records, one `kind` for a request and its reply.
 * What each field means on the wire, and what the far side does, is told in proto/gaitway/v1/gaitway.proto.
 */
import type { Fault } from "./errors.ts";
import type { RobotReply, RobotRequest, WireRobot } from "./robot-message.ts";
import type { OptionValue, WireSpec } from "./spec-message.ts";
import type { Tensor } from "./tensor.ts";

export const PROTOCOL_MAJOR = 1;
export const PROTOCOL_MINOR = 3;

/** What one side accepts; the codec checks it against headers before it allocates. */
export interface Limits {
  /** Envelope and tensor frames together. */
  readonly messageBytes: number;
  readonly envelopeBytes: number;
  readonly tensorCount: number;
  /** Of one tensor. */
  readonly elementCount: number;
  /** Requests of one session waiting for an answer. */
  readonly inFlight: number;
}

export const DEFAULT_LIMITS: Limits = {
  messageBytes: 64 * 1024 * 1024,
  envelopeBytes: 256 * 1024,
  tensorCount: 64,
  elementCount: 16 * 1024 * 1024,
  inFlight: 1024,
};

export interface Hello {
  readonly kind: "hello";
  readonly packageVersion: string;
  readonly capabilities: readonly string[];
  readonly limits: Limits;
}

export interface HelloReply extends Hello {
  readonly heartbeatIntervalMs: number;
  readonly missedHeartbeats: number;
  readonly spec: WireSpec;
  /** With the capability "robot". */
  readonly robot?: WireRobot | undefined;
  /** Where its readings come from; a host of * is the host that was asked. */
  readonly sensorEndpoint?: string | undefined;
}

export interface Reset {
  readonly kind: "reset";
  readonly envIds: readonly number[];
  readonly seeds: readonly number[];
  readonly options: Readonly<Record<string, OptionValue>>;
}

export interface ResetReply {
  readonly kind: "reset";
  readonly envIds: readonly number[];
}

export interface Step {
  readonly kind: "step";
  readonly envIds: readonly number[];
  /** Absent: exactly these environments. Present: as soon as the session's pool has this many results. */
  readonly minBatch?: number | undefined;
}

export interface StepReply {
  readonly kind: "step";
  readonly envIds: readonly number[];
  readonly rewards: ArrayLike<number>;
  readonly terminated: readonly boolean[];
  readonly truncated: readonly boolean[];
  /** One for each of envIds, or none when no episode ended. */
  readonly reasons: readonly string[];
  readonly finalEnvIds: readonly number[];
  readonly failures: readonly Fault[];
  readonly clippedEnvIds: readonly number[];
  readonly lostEnvIds: readonly number[];
  /** How long the environments were being stepped on the server, in seconds; absent where it does not tell. */
  readonly simulateSeconds?: number;
}

export interface Heartbeat {
  readonly kind: "heartbeat";
}

export interface EnvStatus {
  readonly envId: number;
  readonly busyMs: number;
  readonly step: number;
  readonly paused: boolean;
}

export interface HeartbeatReply {
  readonly kind: "heartbeat";
  readonly busy: readonly EnvStatus[];
}

export interface Bye {
  readonly kind: "bye";
}

export interface Resume {
  readonly kind: "resume";
  readonly awaited: readonly number[];
}

export interface ResumeReply {
  readonly kind: "resume";
  readonly unseen: readonly number[];
  readonly gone: readonly number[];
}

export interface Render {
  readonly kind: "render";
  readonly envIds: readonly number[];
  readonly mode: string;
}

export interface RenderReply {
  readonly kind: "render";
  readonly envIds: readonly number[];
}

export type Values = Readonly<Record<string, OptionValue>>;

export interface ReadProperties {
  readonly kind: "readProperties";
  readonly envIds: readonly number[];
  readonly names: readonly string[];
}

export interface ReadPropertiesReply {
  readonly kind: "readProperties";
  /** One for each environment asked. */
  readonly envs: readonly Values[];
}

export interface WriteProperties {
  readonly kind: "writeProperties";
  readonly envIds: readonly number[];
  readonly values: Values;
}

export interface WritePropertiesReply {
  readonly kind: "writeProperties";
}

export interface GetState {
  readonly kind: "getState";
  readonly envIds: readonly number[];
}

export interface SetState {
  readonly kind: "setState";
  readonly envIds: readonly number[];
}

export interface Linearize {
  readonly kind: "linearize";
  readonly envIds: readonly number[];
}

export interface ErrorReply {
  readonly kind: "error";
  readonly fault: Fault;
}

/** A kind that this version does not know: answered UNSUPPORTED. */
export interface Unknown {
  readonly kind: "unknown";
}

/** About the simulator itself: which of them a server answers is in its capabilities. */
export type SimulatorRequest = Render | ReadProperties | WriteProperties | GetState | SetState | Linearize;
export type SimulatorReply =
  | RenderReply
  | ReadPropertiesReply
  | WritePropertiesReply
  | GetState
  | SetState
  | Linearize;

export type RequestBody =
  | Hello
  | Reset
  | Step
  | Heartbeat
  | Bye
  | Resume
  | SimulatorRequest
  | RobotRequest
  | Unknown;
export type ReplyBody =
  | HelloReply
  | ResetReply
  | StepReply
  | HeartbeatReply
  | Bye
  | ResumeReply
  | SimulatorReply
  | RobotReply
  | ErrorReply;

interface Header {
  /** 16 bytes, or none in Hello. */
  readonly session: Uint8Array;
  readonly requestId: number;
  /** Minor version of the sender; another one is worth a warning. */
  readonly minor: number;
  readonly tensors: readonly Tensor[];
}

export interface Request extends Header {
  readonly timeToLiveMs: number;
  readonly body: RequestBody;
}

export interface Reply extends Header {
  readonly body: ReplyBody;
}
