/** The bodies of requests and replies, between the generated shapes and the records of message.ts. */
import { readRobotReply, readRobotRequest, readRobotSpec } from "./codec-robot.ts";
import { readSpec, readValue, requireThat, writeSpec, writeValue } from "./codec-space.ts";
import type { Fault, FaultCode } from "./errors.ts";
import { MalformedMessage } from "./errors.ts";
import type { gaitway } from "./generated/gaitway.js";
import type {
  EnvStatus,
  Hello,
  HelloReply,
  Limits,
  ReplyBody,
  RequestBody,
  Reset,
  StepReply,
  Values,
} from "./message.ts";
import { DEFAULT_LIMITS } from "./message.ts";

/** In the order of their numbers on the wire, from 1. */
const FAULT_CODES: readonly FaultCode[] = [
  "malformed",
  "tooLarge",
  "versionSkew",
  "unsupported",
  "sessionLost",
  "busy",
  "deadlineExceeded",
  "cancelled",
  "invalidRequest",
  "resetNeeded",
  "episodeLost",
  "internal",
  "shuttingDown",
  "commandRefused",
  "commandLate",
  "latched",
  "notOwner",
];

const HEARTBEAT_INTERVAL_MS = 250;
const MISSED_HEARTBEATS = 4;

export function writeRequestBody(body: RequestBody): object {
  if (body.kind === "reset") return { ...body, options: writeValues(body.options) };
  if (body.kind === "writeProperties") return { ...body, values: writeValues(body.values) };
  return body;
}

function writeValues(values: Values): object {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, writeValue(value)]));
}

export function writeReplyBody(body: ReplyBody): object {
  switch (body.kind) {
    case "error":
      return writeFault(body.fault);
    case "hello":
      return { ...body, spec: writeSpec(body.spec) };
    case "step":
      return body.failures.length > 0 ? { ...body, failures: body.failures.map(writeFault) } : body;
    case "readProperties":
      return { envs: body.envs.map((values) => ({ values: writeValues(values) })) };
    default:
      return body;
  }
}

function writeFault(fault: Fault): object {
  return { ...fault, code: FAULT_CODES.indexOf(fault.code) + 1 };
}

/** The shapes below are decoded messages: every plain field is there, with its default if it was not sent. */
export function readRequestBody(message: gaitway.v1.Request): RequestBody {
  const { requestId, step } = message;
  // First what is asked most: a plain step, read by hand, has no kind. Of several kinds the last one counts.
  if (step && (message.kind ?? "step") === "step")
    return { kind: "step", envIds: step.envIds ?? [], minBatch: step.minBatch ?? undefined };
  switch (message.kind) {
    case "hello":
      return readHello(message.hello as gaitway.v1.Hello);
    case "reset":
      return readReset(message.reset as gaitway.v1.Reset, requestId);
    case "heartbeat":
      return { kind: "heartbeat" };
    case "bye":
      return { kind: "bye" };
    case "resume":
      return { kind: "resume", awaited: (message.resume as gaitway.v1.Resume).awaited };
    case "render": {
      const { envIds, mode } = message.render as gaitway.v1.Render;
      return { kind: "render", envIds, mode };
    }
    case "readProperties": {
      const { envIds, names } = message.readProperties as gaitway.v1.ReadProperties;
      return { kind: "readProperties", envIds, names };
    }
    case "writeProperties": {
      const { envIds, values } = message.writeProperties as gaitway.v1.WriteProperties;
      return { kind: "writeProperties", envIds, values: readValues(values, requestId) };
    }
    case "getState":
      return { kind: "getState", envIds: (message.getState as gaitway.v1.GetState).envIds };
    case "setState":
      return { kind: "setState", envIds: (message.setState as gaitway.v1.SetState).envIds };
    case "linearize":
      return { kind: "linearize", envIds: (message.linearize as gaitway.v1.Linearize).envIds };
    default:
      return readRobotRequest(message) ?? { kind: "unknown" };
  }
}

export function readReplyBody(message: gaitway.v1.Reply): ReplyBody {
  const { requestId, step } = message;
  if (step && (message.kind ?? "step") === "step")
    return readStepReply(step as gaitway.v1.StepReply, requestId);
  switch (message.kind) {
    case "error":
      return { kind: "error", fault: readFault(message.error as gaitway.v1.Error, requestId) };
    case "hello":
      return readHelloReply(message.hello as gaitway.v1.HelloReply, requestId);
    case "reset":
      return { kind: "reset", envIds: (message.reset as gaitway.v1.ResetReply).envIds };
    case "heartbeat":
      return {
        kind: "heartbeat",
        busy: (message.heartbeat as gaitway.v1.HeartbeatReply).busy.map(readStatus),
      };
    case "bye":
      return { kind: "bye" };
    case "resume": {
      const { unseen, gone } = message.resume as gaitway.v1.ResumeReply;
      return { kind: "resume", unseen, gone };
    }
    case "render":
      return { kind: "render", envIds: (message.render as gaitway.v1.RenderReply).envIds };
    case "readProperties": {
      const { envs } = message.readProperties as gaitway.v1.ReadPropertiesReply;
      return { kind: "readProperties", envs: envs.map(({ values }) => readValues(values ?? {}, requestId)) };
    }
    case "writeProperties":
      return { kind: "writeProperties" };
    case "getState":
      return { kind: "getState", envIds: (message.getState as gaitway.v1.GetStateReply).envIds };
    case "setState":
      return { kind: "setState", envIds: (message.setState as gaitway.v1.SetStateReply).envIds };
    case "linearize":
      return { kind: "linearize", envIds: (message.linearize as gaitway.v1.LinearizeReply).envIds };
    default:
      return readRobotReply(message) ?? noKind(requestId);
  }
}

function noKind(requestId: number): never {
  throw new MalformedMessage("a reply of no kind that this version knows", requestId);
}

function readHello(hello: gaitway.v1.Hello): Hello {
  const { packageVersion, capabilities } = hello;
  return { kind: "hello", packageVersion, capabilities, limits: readLimits(hello.limits) };
}

function readHelloReply(hello: gaitway.v1.HelloReply, requestId: number): HelloReply {
  const { packageVersion, capabilities, spec } = hello;
  return {
    kind: "hello",
    packageVersion,
    capabilities,
    limits: readLimits(hello.limits),
    heartbeatIntervalMs: hello.heartbeatIntervalMs || HEARTBEAT_INTERVAL_MS,
    missedHeartbeats: hello.missedHeartbeats || MISSED_HEARTBEATS,
    spec: readSpec(spec, requestId),
    robot: readRobotSpec(hello.robot, requestId),
    sensorEndpoint: hello.sensorEndpoint || undefined,
  };
}

/** A limit that was not sent is the default one. */
function readLimits(limits: Partial<Record<keyof Limits, number | null>> | null | undefined): Limits {
  return {
    messageBytes: limits?.messageBytes || DEFAULT_LIMITS.messageBytes,
    envelopeBytes: limits?.envelopeBytes || DEFAULT_LIMITS.envelopeBytes,
    tensorCount: limits?.tensorCount || DEFAULT_LIMITS.tensorCount,
    elementCount: limits?.elementCount || DEFAULT_LIMITS.elementCount,
    inFlight: limits?.inFlight || DEFAULT_LIMITS.inFlight,
  };
}

function readReset({ envIds, seeds, options }: gaitway.v1.Reset, requestId: number): Reset {
  requireThat(seeds.length === envIds.length, `one seed an environment`, requestId);
  return { kind: "reset", envIds, seeds, options: readValues(options, requestId) };
}

function readValues(
  values: Readonly<Record<string, gaitway.v1.Value.$Properties>>,
  requestId: number,
): Values {
  const read = Object.entries(values).map(([name, value]) => [name, readValue(value, requestId)] as const);
  return Object.fromEntries(read);
}

function readStepReply(reply: gaitway.v1.StepReply, requestId: number): StepReply {
  const {
    envIds,
    rewards,
    terminated,
    truncated,
    reasons,
    finalEnvIds,
    failures,
    clippedEnvIds,
    lostEnvIds,
    simulateSeconds,
  } = reply;
  const count = envIds.length;
  requireThat(rewards.length === count, "one reward an environment", requestId);
  requireThat(terminated.length === count, "one terminated an environment", requestId);
  requireThat(truncated.length === count, "one truncated an environment", requestId);
  requireThat(
    reasons.length === count || reasons.length === 0,
    "one reason an environment or none",
    requestId,
  );
  return {
    kind: "step",
    envIds,
    rewards,
    terminated,
    truncated,
    reasons,
    finalEnvIds,
    failures: failures.map((failure) => readFault(failure as gaitway.v1.Error, requestId)),
    clippedEnvIds,
    lostEnvIds,
    ...(simulateSeconds === 0 ? {} : { simulateSeconds }),
  };
}

function readStatus(status: gaitway.v1.EnvStatus.$Properties): EnvStatus {
  const { envId, busyMs, step, paused } = status as gaitway.v1.EnvStatus;
  return { envId, busyMs, step, paused };
}

/** A code that a later minor version added reads as "internal": its message still tells. */
function readFault(error: gaitway.v1.Error, requestId: number): Fault {
  const { message, remedy, envIds, sessionUsable } = error;
  requireThat(error.code !== 0, "an error with a code", requestId);
  return { code: FAULT_CODES[error.code - 1] ?? "internal", message, remedy, envIds, sessionUsable };
}
