/**
 * An `Env` at the far end of a wire.
 *
 *     await using env = await connect("ipc:///tmp/robot");
 *     const { observations } = await env.reset({ envIds: [0], seeds: [7] });
 *
 * Actions are checked here before anything is sent. What the environment throws there is thrown here as the same class;
 * what happens to the link is thrown as the classes of transport/errors.ts, and `RequestTimeout` leaves the environments
 * of the request to be reset again. Requests may overlap, one for each environment at most; each is answered when it is
 * ready. Disposing closes the session and leaves the server running.
 */

import { Channel } from "../transport/channel.ts";
import type { ChannelOptions } from "../transport/channel-options.ts";
import { RemoteError, SpecMismatch } from "../transport/errors.ts";
import type { StepReply } from "../transport/message.ts";
import type { Tensor } from "../transport/tensor.ts";
import { checkReset, checkStep } from "./border.ts";
import type { Env, EnvSpec, ResetRequest, ResetResult, StepRequest, StepResult } from "./env.ts";
import { fromFault, fromTensor, fromWireSpec, toTensor } from "./wire.ts";

/** Results of the environments that were ready first, and the errors of those that failed. */
export interface ReadyResult extends StepResult {
  readonly failures: readonly unknown[];
}

export interface RemoteEnv extends Env {
  /** The link: counts of what was dropped, the last heartbeat. */
  readonly channel: Channel;
  /**
   * First ready, first served: sends actions and resolves, with the results of whichever environments have finished, as
   * soon as there are `minBatch` of them (or as many as are in flight). With no environments it only receives; with a
   * `minBatch` of 0 it hardly waits. Results not received yet stay in the server's pool.
   */
  exchange(request: StepRequest, minBatch: number, signal?: AbortSignal): Promise<ReadyResult>;
}

/** Connects and shakes hands; rejects as `Channel.open` does, or with `SpecMismatch`, and leaves nothing open then. */
export async function connect(endpoint: string, options: ChannelOptions = {}): Promise<RemoteEnv> {
  const channel = await Channel.open(endpoint, options);
  try {
    return remoteEnv(channel, fromWireSpec(channel.peer.spec));
  } catch (error) {
    await channel.close();
    throw error;
  }
}

function remoteEnv(channel: Channel, spec: EnvSpec): RemoteEnv {
  const observationsOf = (envIds: readonly number[], tensors: readonly Tensor[]): Float64Array => {
    const rows = fromTensor(spec.observationSpace, envIds.length, tensors[0]);
    return (
      rows ?? refuse(`${envIds.length} observations of ${spec.observationSpace.dtype}, as its spec says`)
    );
  };

  async function reset(request: ResetRequest, signal?: AbortSignal): Promise<ResetResult> {
    checkReset(spec, request);
    const { envIds, seeds, options = {} } = request;
    const reply = await channel.request({ kind: "reset", envIds, seeds, options }, { signal }).catch(rethrow);
    requireSame(envIds, reply.body.envIds);
    return { envIds, observations: observationsOf(envIds, reply.tensors) };
  }

  async function step(request: StepRequest, signal?: AbortSignal): Promise<StepResult> {
    checkStep(spec, request);
    const { envIds, actions } = request;
    const tensors = [toTensor(spec.actionSpace, envIds.length, actions)];
    try {
      const reply = await channel.request({ kind: "step", envIds }, { tensors, signal });
      requireSame(envIds, reply.body.envIds);
      return stepResult(reply.body, observationsOf(envIds, reply.tensors));
    } catch (error) {
      throw fromFault(error);
    }
  }

  async function exchange(
    request: StepRequest,
    minBatch: number,
    signal?: AbortSignal,
  ): Promise<ReadyResult> {
    const { envIds, actions } = request;
    if (envIds.length > 0) checkStep(spec, request);
    const tensors = envIds.length > 0 ? [toTensor(spec.actionSpace, envIds.length, actions)] : [];
    const reply = await channel
      .request({ kind: "step", envIds, minBatch }, { tensors, signal })
      .catch(rethrow);
    const { body } = reply;
    const failures = body.failures.map((fault) => fromFault(new RemoteError(fault)));
    return { ...stepResult(body, observationsOf(body.envIds, reply.tensors)), failures };
  }

  return { spec, channel, reset, step, exchange, [Symbol.asyncDispose]: () => channel.close() };
}

function stepResult(body: StepReply, observations: Float64Array): StepResult {
  const { envIds, terminated, truncated } = body;
  const reasons = body.reasons.length > 0 ? body.reasons : envIds.map(() => "");
  return { envIds, observations, rewards: new Float64Array(body.rewards), terminated, truncated, reasons };
}

function rethrow(error: unknown): never {
  throw fromFault(error);
}

function requireSame(asked: readonly number[], answered: readonly number[]): void {
  if (asked.length === answered.length && asked.every((envId, i) => envId === answered[i])) return;
  refuse(`results of environment ${asked.join(", ")}, got those of ${answered.join(", ")}`);
}

function refuse(expected: string): never {
  throw new SpecMismatch(
    `the server's reply contradicts its spec: expected ${expected}`,
    "report it to the server's author",
  );
}
