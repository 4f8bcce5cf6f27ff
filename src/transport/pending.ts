/** A request on its way, and what to say when its time runs out. */
import type { Due } from "./deadlines.ts";
import { PeerDead, RequestTimeout } from "./errors.ts";
import type { EnvStatus, Reply, RequestBody } from "./message.ts";
import type { Tensor } from "./tensor.ts";

export interface Pending extends Due {
  readonly body: RequestBody;
  /** Another one when it is asked again after a lost link. */
  requestId: number;
  readonly tensors: readonly Tensor[];
  readonly timeoutMs: number;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
  readonly signal: AbortSignal | undefined;
  readonly onAbort: (() => void) | undefined;
}

/** What the last heartbeat said. */
export interface LastStatus {
  readonly busy: readonly EnvStatus[];
  /** When it came, on the clock of performance.now(); −Infinity before the first. */
  readonly at: number;
}

/** Slow, paused, idle, or silent: each has another remedy. */
export function explainTimeout(pending: Pending, status: LastStatus, endpoint: string): RequestTimeout {
  const { body, timeoutMs, deadlineAt } = pending;
  const what = `${endpoint} did not answer ${describe(body)} within ${timeoutMs} ms`;
  const sentAt = deadlineAt - timeoutMs;
  if (status.at < sentAt) {
    const remedy =
      "ask again with a longer timeout; no heartbeat came since the request, so its state is not known";
    return new RequestTimeout(`${what}, and has been silent since`, remedy, "unknown");
  }
  const envs = status.busy.filter(({ envId }) => envIdsOf(body).includes(envId));
  const paused = envs.find((env) => env.paused);
  if (paused !== undefined) {
    return new RequestTimeout(
      `${what}: environment ${paused.envId} is paused at step ${paused.step}`,
      "resume the simulator and reset the environment",
      "paused",
    );
  }
  const busy = envs.reduce<EnvStatus | undefined>((a, b) => (a && a.busyMs >= b.busyMs ? a : b), undefined);
  if (busy !== undefined) {
    return new RequestTimeout(
      `${what}: environment ${busy.envId} is alive and has been busy for ${busy.busyMs} ms at step ${busy.step}`,
      "the simulator is slow: raise the timeout, or ask for less; reset the environment before you use it again",
      "busy",
    );
  }
  return new RequestTimeout(
    `${what}, though it is alive and idle`,
    "the request or its answer was lost: reset the environment and ask again",
    "idle",
  );
}

/** No sign of life for too long, nor on a new connection within `resumeTimeoutMs`. */
export function silence(endpoint: string, patienceMs: number, resumeTimeoutMs = 0): PeerDead {
  const tried = resumeTimeoutMs > 0 ? `, nor answered on a new connection within ${resumeTimeoutMs} ms` : "";
  return new PeerDead(
    `${endpoint} has sent nothing for ${patienceMs} ms, not even a heartbeat${tried}: its process died, is stopped, or the link is down`,
    "see what its log says, start it again and connect again; episodes that were running are lost",
  );
}

function describe(body: RequestBody): string {
  const envIds = envIdsOf(body);
  return envIds.length === 0 ? body.kind : `${body.kind} of environment ${envIds.join(", ")}`;
}

/** The environments a request names. */
export function envIdsOf(body: RequestBody): readonly number[] {
  return "envIds" in body ? body.envIds : [];
}
