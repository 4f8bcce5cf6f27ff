/** A recorded message as one line for people. */
import { decodeReply, decodeRequest } from "../codec.ts";
import { messageOf } from "../errors.ts";
import type { ReplyBody, RequestBody, StepReply } from "../message.ts";
import { DEFAULT_LIMITS } from "../message.ts";
import type { Tensor } from "../tensor.ts";
import type { RecordedMessage } from "./recording.ts";

/** How many elements of a tensor are shown. */
const SHOWN = 8;

export function describeMessage({ number, direction, connection, time, frames }: RecordedMessage): string {
  const place = `${String(number).padStart(6)} ${time.toFixed(4).padStart(10)} s`;
  const arrow = direction === "request" ? "→" : "←";
  return `${place}  ${connection > 1 ? `[${connection}] ` : ""}${arrow} ${contentOf(direction, frames)}`;
}

function contentOf(direction: RecordedMessage["direction"], frames: readonly Uint8Array[]): string {
  try {
    const decode = direction === "request" ? decodeRequest : decodeReply;
    const { requestId, body, tensors } = decode(frames, DEFAULT_LIMITS);
    const said = [bodyText(body), ...tensors.map(tensorText)].filter((part) => part !== "");
    return `${body.kind} #${requestId}  ${said.join("  ")}`.trimEnd();
  } catch (error) {
    return `cannot be read: ${messageOf(error)}`;
  }
}

function bodyText(body: RequestBody | ReplyBody): string {
  if (body.kind === "hello") return helloText(body);
  if (body.kind === "error") return `${body.fault.code}: ${body.fault.message}; ${body.fault.remedy}`;
  if (body.kind === "step" && "rewards" in body) return stepText(body);
  return Object.entries(body)
    .filter(([key, value]) => key !== "kind" && value !== undefined && !isEmpty(value))
    .map(([key, value]) => `${key} ${JSON.stringify(value)}`)
    .join("  ");
}

function helloText(body: Extract<RequestBody | ReplyBody, { kind: "hello" }>): string {
  if (!("spec" in body)) return body.packageVersion;
  const { name, version, envCount } = body.spec;
  return `${body.packageVersion}: ${name} ${version}, ${envCount} environment${envCount === 1 ? "" : "s"}`;
}

function stepText(body: StepReply): string {
  const { envIds, rewards, terminated, truncated, reasons, lostEnvIds, clippedEnvIds, failures } = body;
  const ends = envIds.flatMap((envId, i) => {
    if (!terminated[i] && !truncated[i]) return [];
    const how = lostEnvIds.includes(envId) ? "lost" : terminated[i] ? "terminated" : "truncated";
    return [`${envId} ${how}${reasons[i] ? ` (${reasons[i]})` : ""}`];
  });
  return [
    `envIds ${JSON.stringify(envIds)}`,
    `rewards ${list(rewards)}`,
    ends.join(", "),
    clippedEnvIds.length > 0 ? `clipped ${JSON.stringify(clippedEnvIds)}` : "",
    ...failures.map(({ code, message }) => `failed: ${code}: ${message}`),
  ]
    .filter((part) => part !== "")
    .join("  ");
}

function tensorText({ dtype, shape, data }: Tensor): string {
  return `${dtype}[${shape.join("×")}] ${list(data)}`;
}

function list(values: ArrayLike<number | bigint>): string {
  const shown = Array.from(values as ArrayLike<number>)
    .slice(0, SHOWN)
    .map((value) => Number(Number(value).toPrecision(6)));
  return `[${shown.join(", ")}${values.length > SHOWN ? ", …" : ""}]`;
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
