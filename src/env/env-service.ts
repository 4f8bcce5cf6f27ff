/** An `Env` as the service of a server: who owns which episode, what is under way, and answers in the wire's words. */

import type { Fault } from "../transport/errors.ts";
import { messageOf, RemoteError } from "../transport/errors.ts";
import type { EnvStatus, HelloReply, Reset, Step } from "../transport/message.ts";
import type { Answer, Service, ServiceRequest } from "../transport/service.ts";
import { checkReset, checkStep } from "./border.ts";
import type { Env, StepResult } from "./env.ts";
import { EpisodeLost, InvalidRequest, ResetNeeded } from "./env.ts";
import type { Ready } from "./first-ready.ts";
import { FirstReady } from "./first-ready.ts";
import { spaceSize } from "./space.ts";
import { fromTensor, toFault, toTensor, toWireSpec } from "./wire.ts";

const NO_FAILURES: readonly Fault[] = [];

/** What an environment is doing. */
interface Operation {
  readonly session: string;
  /** On the clock of performance.now(). */
  readonly since: number;
  readonly interrupt: () => void;
  /** Settles when the environment is free again. */
  readonly over: Promise<unknown>;
}

interface EnvState {
  /** The session whose episode is running. */
  owner: string | undefined;
  /** The session whose episode another one's reset ended, until it has been told. */
  dispossessed: string | undefined;
  operation: Operation | undefined;
  /** Actions taken in the episode. */
  steps: number;
}

export class EnvService implements Service {
  readonly hello: Pick<HelloReply, "capabilities" | "spec">;
  readonly #env: Env;
  readonly #states: readonly EnvState[];
  readonly #pools = new Map<string, FirstReady>();
  readonly #actionSize: number;

  constructor(env: Env) {
    this.#env = env;
    this.#actionSize = spaceSize(env.spec.actionSpace);
    this.hello = { capabilities: [], spec: toWireSpec(env.spec) };
    this.#states = Array.from({ length: env.spec.envCount }, () => ({
      owner: undefined,
      dispossessed: undefined,
      operation: undefined,
      steps: 0,
    }));
  }

  async handle(request: ServiceRequest): Promise<Answer> {
    try {
      const { body } = request;
      if (body.kind === "reset") return await this.#reset(request, body);
      if (body.kind !== "step") throw new InvalidRequest(`${this.#env.spec.name} has no ${body.kind}`);
      if (body.minBatch === undefined) return this.#answer([await this.#step(request, body)], NO_FAILURES);
      return await this.#stepFirstReady(request, body, body.minBatch);
    } catch (error) {
      const fault = toFault(error);
      throw fault === undefined ? error : new RemoteError(fault, { cause: error });
    }
  }

  status(): readonly EnvStatus[] {
    const now = performance.now();
    return this.#states.flatMap(({ operation, steps }, envId) =>
      operation ? [{ envId, busyMs: Math.round(now - operation.since), step: steps, paused: false }] : [],
    );
  }

  sessionEnded(session: string): void {
    this.#pools.delete(session);
    for (const state of this.#states) {
      if (state.operation?.session === session) state.operation.interrupt();
      if (state.owner === session) state.owner = undefined;
      if (state.dispossessed === session) state.dispossessed = undefined;
    }
  }

  async #reset(
    { session, signal, cancel }: ServiceRequest,
    { envIds, seeds, options }: Reset,
  ): Promise<Answer> {
    checkReset(this.#env.spec, { envIds, seeds, options });
    const states = envIds.map((envId) => this.#states[envId] as EnvState);
    for (const [i, { operation }] of states.entries()) {
      if (operation && operation.session !== session) throw busy(envIds[i] as number, "for another agent");
    }
    const before = states.flatMap(({ operation }) => (operation ? [operation] : []));
    for (const operation of before) operation.interrupt();
    const run = async () => {
      await Promise.allSettled(before.map(({ over }) => over));
      signal.throwIfAborted();
      return this.#env.reset({ envIds, seeds, options }, signal);
    };
    const result = await this.#occupy(session, envIds, cancel, run());
    for (const state of states) takeOver(state, session);
    const observations = toTensor(this.#env.spec.observationSpace, envIds.length, result.observations);
    return { body: { kind: "reset", envIds: result.envIds }, tensors: [observations] };
  }

  #step({ session, signal, cancel, tensors }: ServiceRequest, { envIds }: Step): Promise<StepResult> {
    const actions = this.#actionsOf(envIds, tensors);
    checkStep(this.#env.spec, { envIds, actions });
    for (const envId of envIds) this.#requireFree(session, envId);
    return this.#occupy(session, envIds, cancel, this.#env.step({ envIds, actions }, signal));
  }

  async #stepFirstReady(request: ServiceRequest, { envIds }: Step, minBatch: number): Promise<Answer> {
    const { session, signal, tensors } = request;
    const pool = this.#poolOf(session);
    if (envIds.length > 0) {
      const actions = this.#actionsOf(envIds, tensors);
      checkStep(this.#env.spec, { envIds, actions });
      for (const envId of envIds) this.#requireFree(session, envId);
      for (const [i, envId] of envIds.entries())
        this.#addToPool(pool, session, envId, this.#rowOf(actions, i));
    }
    const { results, failures }: Ready = await pool.take(minBatch, signal);
    return this.#answer(results, failures);
  }

  #addToPool(pool: FirstReady, session: string, envId: number, action: Float64Array): void {
    // Not the signal of the request: its deadline ends the waiting, not the step, whose result another may receive.
    const controller = new AbortController();
    const step = this.#env.step({ envIds: [envId], actions: action }, controller.signal);
    const interrupt = () => controller.abort(new EpisodeLost([envId], "a reset interrupted the step"));
    pool.add(this.#occupy(session, [envId], interrupt, step), (error) => faultOf(error, envId));
  }

  #poolOf(session: string): FirstReady {
    const pool = this.#pools.get(session) ?? new FirstReady();
    this.#pools.set(session, pool);
    return pool;
  }

  #rowOf(actions: Float64Array, i: number): Float64Array {
    return actions.subarray(i * this.#actionSize, (i + 1) * this.#actionSize);
  }

  /** Marks the environments as busy until `work` is over. */
  #occupy<T>(
    session: string,
    envIds: readonly number[],
    interrupt: () => void,
    work: Promise<T>,
  ): Promise<T> {
    const operation = { session, since: performance.now(), interrupt, over: work };
    for (const envId of envIds) (this.#states[envId] as EnvState).operation = operation;
    return work.then(
      (result) => {
        this.#free(envIds, operation);
        return result;
      },
      (error) => {
        this.#free(envIds, operation);
        throw error;
      },
    );
  }

  #free(envIds: readonly number[], operation: Operation): void {
    for (const envId of envIds) {
      const state = this.#states[envId] as EnvState;
      state.steps++;
      if (state.operation === operation) state.operation = undefined;
    }
  }

  #requireFree(session: string, envId: number): void {
    const state = this.#states[envId] as EnvState;
    if (state.dispossessed === session) {
      state.dispossessed = undefined;
      throw new EpisodeLost([envId], "another agent reset the environment");
    }
    if (state.owner !== session) throw new ResetNeeded(envId);
    if (state.operation !== undefined) throw busy(envId, "with an earlier request");
  }

  #actionsOf(envIds: readonly number[], tensors: ServiceRequest["tensors"]): Float64Array {
    const { actionSpace, name } = this.#env.spec;
    const actions = tensors.length === 1 ? fromTensor(actionSpace, envIds.length, tensors[0]) : undefined;
    if (actions !== undefined) return actions;
    const expected = `${actionSpace.dtype} [${[envIds.length, ...actionSpace.shape].join(", ")}]`;
    const got = tensors.map(({ dtype, shape }) => `${dtype} [${shape.join(", ")}]`).join(", ") || "none";
    throw new InvalidRequest(
      `actions of ${name}: expected one tensor ${expected}, got ${got}; nothing was applied`,
    );
  }

  #answer(results: readonly StepResult[], failures: readonly Fault[]): Answer {
    const merged = results.length === 1 ? (results[0] as StepResult) : mergeResults(results);
    const { envIds, rewards, terminated, truncated, reasons, observations } = merged;
    const anyReason = reasons.some((reason) => reason !== "");
    const space = this.#env.spec.observationSpace;
    return {
      body: {
        kind: "step",
        envIds,
        rewards,
        terminated,
        truncated,
        reasons: anyReason ? reasons : [],
        finalEnvIds: [],
        failures,
        clippedEnvIds: [],
        lostEnvIds: [],
      },
      tensors: [toTensor(space, envIds.length, observations)],
    };
  }
}

function busy(envId: number, why: string): InvalidRequest {
  return new InvalidRequest(`environment ${envId} is busy ${why}; wait for its answer, or reset it`);
}

function takeOver(state: EnvState, session: string): void {
  if (state.owner !== undefined && state.owner !== session) state.dispossessed = state.owner;
  if (state.dispossessed === session) state.dispossessed = undefined;
  state.owner = session;
  state.steps = 0;
}

function faultOf(error: unknown, envId: number): Fault {
  const message = messageOf(error);
  const known = toFault(error);
  const unknown = {
    code: "internal",
    message,
    remedy: "see the server's log; reset it",
    sessionUsable: true,
  } as const;
  return { ...(known ?? unknown), envIds: [envId] };
}

/** The rows of several results, one after another. */
function mergeResults(results: readonly StepResult[]): StepResult {
  const concat = (pick: (result: StepResult) => Float64Array) => {
    const parts = results.map(pick);
    const whole = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  };
  return {
    envIds: results.flatMap(({ envIds }) => envIds),
    observations: concat(({ observations }) => observations),
    rewards: concat(({ rewards }) => rewards),
    terminated: results.flatMap(({ terminated }) => terminated),
    truncated: results.flatMap(({ truncated }) => truncated),
    reasons: results.flatMap(({ reasons }) => reasons),
  };
}
