/**
 * An `Env` at the far end of a wire.
 *
 *     await using env = await connect("ipc:///tmp/robot", { expect: { action: "discrete" } });
 *     const { observations } = await env.reset({ envIds: [0], seeds: [7] });
 *
 * Actions are checked here before anything is sent. What the environment throws there is thrown here as the same class;
 * what happens to the link is thrown as the classes of transport/errors.ts, and `RequestTimeout` leaves the environments
 * of the request to be reset again. Requests may overlap, one for each environment at most; each is answered when it is
 * ready. Disposing closes the session and leaves the server running.
 */
import { Channel } from "../transport/channel.ts";
import type { ChannelOptions, RequestOptions } from "../transport/channel-options.ts";
import { MessageTooLarge, QueueFull, RemoteError } from "../transport/errors.ts";
import type { Step } from "../transport/message.ts";
import type { BatchCodec } from "./batch-codec.ts";
import { batchCodec } from "./batch-codec.ts";
import { checkReset, checkStep } from "./border.ts";
import type { AnyEnv, Env, EnvSpec, ResetRequest, ResetResult, StepRequest, StepResult } from "./env.ts";
import { EpisodeLost, InvalidRequest, ResetNeeded } from "./env.ts";
import type { ActionOf, BoxesOfFloats, Expectation, ObservationOf } from "./expect.ts";
import { requireExpected } from "./expect.ts";
import { farSimulator } from "./far-simulator.ts";
import { fromFault } from "./faults.ts";
import type { ReadyResult } from "./ready-results.ts";
import { ReadyResults } from "./ready-results.ts";
import { ReplyReader } from "./reply-reader.ts";
import type { BoxSpace, Space } from "./space.ts";
import { fromWireSpec } from "./wire.ts";

export interface ConnectOptions<E extends Expectation = Expectation> extends ChannelOptions {
  /** The kind of spaces this program is written for; boxes of floats where nothing is said. */
  readonly expect?: E;
}

export interface RemoteEnv<O = BoxSpace, A = BoxSpace> extends Env<O, A> {
  /** The link: counts of what was dropped, the last heartbeat. */
  readonly channel: Channel;
  /**
   * Hands actions over and resolves once the server has them; rejects if it refuses them, and then nothing was applied.
   * The results are for `recv`. `step` of another environment may be under way.
   */
  send(request: StepRequest<A>, signal?: AbortSignal): Promise<void>;
  /**
   * First ready, first served: resolves with the results of whichever environments that were sent actions have finished, as
   * soon as there are `minBatch` of them, or as many as are in flight. May be called before `send` has resolved.
   */
  recv(minBatch: number, signal?: AbortSignal): Promise<ReadyResult<O>>;
}

/**
 * Connects and shakes hands; rejects as `Channel.open` does, or with `SpecMismatch`, and leaves nothing open then.
 */
export async function connect<const E extends Expectation = BoxesOfFloats>(
  endpoint: string,
  { expect, ...options }: ConnectOptions<E> = {},
): Promise<RemoteEnv<ObservationOf<E>, ActionOf<E>>> {
  const channel = await Channel.open(endpoint, options);
  try {
    const spec = fromWireSpec(channel.peer.spec);
    requireExpected(endpoint, spec, expect ?? {});
    return new FarEnv(channel, spec) as RemoteEnv<Space, Space> as RemoteEnv<ObservationOf<E>, ActionOf<E>>;
  } catch (error) {
    await channel.close();
    throw error;
  }
}

class FarEnv implements RemoteEnv<Space, Space> {
  readonly channel: Channel;
  readonly spec: EnvSpec<Space, Space>;
  declare readonly render?: NonNullable<AnyEnv["render"]>;
  declare readonly properties?: NonNullable<AnyEnv["properties"]>;
  declare readonly state?: NonNullable<AnyEnv["state"]>;
  declare readonly linearize?: NonNullable<AnyEnv["linearize"]>;
  readonly #actions: BatchCodec<Space>;
  readonly #reader: ReplyReader;
  readonly #ready: ReadyResults;

  constructor(channel: Channel, spec: EnvSpec<Space, Space>) {
    this.channel = channel;
    this.spec = spec;
    this.#actions = batchCodec(spec.actionSpace, "action", (what) => {
      throw new InvalidRequest(what);
    });
    this.#reader = new ReplyReader(channel.endpoint, spec);
    this.#ready = new ReadyResults(spec.observationSpace);
    Object.assign(this, farSimulator(channel, spec, this.#reader));
  }

  async reset(request: ResetRequest, signal?: AbortSignal): Promise<ResetResult<Space>> {
    checkReset(this.spec, request);
    const { envIds, seeds, options = {} } = request;
    this.#ready.forget(envIds);
    try {
      const reply = await this.channel.request({ kind: "reset", envIds, seeds, options }, { signal });
      return this.#reader.reset(envIds, reply);
    } catch (error) {
      throw fromFault(error);
    }
  }

  async step(request: StepRequest<Space>, signal?: AbortSignal): Promise<StepResult<Space>> {
    checkStep(this.spec, request);
    const { envIds, actions } = request;
    this.#reader.requireRunning(envIds);
    const tensors = this.#actions.toTensors(envIds.length, actions);
    try {
      const reply = await this.channel.request({ kind: "step", envIds }, { tensors, signal });
      this.#reader.requireSame(envIds, reply.body.envIds);
      return this.#reader.step(reply);
    } catch (error) {
      throw fromFault(error);
    }
  }

  async send(request: StepRequest<Space>, signal?: AbortSignal): Promise<void> {
    checkStep(this.spec, request);
    const { envIds, actions } = request;
    this.#reader.requireRunning(envIds);
    const tensors = this.#actions.toTensors(envIds.length, actions);
    this.#ready.expect(envIds);
    try {
      await this.#exchange({ kind: "step", envIds, minBatch: 0 }, { tensors, signal });
    } catch (error) {
      if (wasRefused(error)) this.#ready.discard(envIds);
      throw error;
    }
  }

  async recv(minBatch: number, signal?: AbortSignal): Promise<ReadyResult<Space>> {
    const missing = minBatch - this.#ready.count;
    if (missing > 0) await this.#exchange({ kind: "step", envIds: [], minBatch: missing }, { signal });
    return this.#ready.take();
  }

  /** Asks the pool, and takes in what it gives. */
  async #exchange(body: Step, options: RequestOptions): Promise<void> {
    try {
      const reply = await this.channel.request(body, options);
      for (const fault of reply.body.failures)
        this.#ready.addFailure(fault.envIds, fromFault(new RemoteError(fault)));
      if (reply.body.envIds.length === 0) return;
      const stranger = this.#ready.add(this.#reader.step(reply));
      if (stranger !== undefined)
        this.#reader.refuse("env_ids", `nothing was sent to environment ${stranger}`);
    } catch (error) {
      throw fromFault(error);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.channel.close();
  }
}

/** Whether nothing of a request was applied: otherwise its results may still come. */
function wasRefused(error: unknown): boolean {
  return [InvalidRequest, ResetNeeded, EpisodeLost, QueueFull, MessageTooLarge].some(
    (refusal) => error instanceof refusal,
  );
}
