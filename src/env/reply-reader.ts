/**
 * Replies of a server as results of an environment, each held against what was asked and against the spec. A server that
 * contradicts itself is met with `SpecMismatch`, which names its address, the environment and the field; numbers its spec
 * does not allow cost no more than the episodes of the environments they are of (sound-rows.ts).
 */
import { SpecMismatch } from "../transport/errors.ts";
import type { ResetReply, StepReply } from "../transport/message.ts";
import type { Tensor } from "../transport/tensor.ts";
import type { BatchCodec } from "./batch-codec.ts";
import { batchCodec } from "./batch-codec.ts";
import type { EnvSpec, ResetResult, StepResult } from "./env.ts";
import { leaves } from "./leaves.ts";
import { SoundRows } from "./sound-rows.ts";
import type { Space } from "./space.ts";

interface Received<B> {
  readonly body: B;
  readonly tensors: readonly Tensor[];
}

export class ReplyReader {
  readonly #who: string;
  readonly #rows: SoundRows;
  readonly #sameStep: boolean;
  readonly #observations: BatchCodec<Space>;
  readonly #leafCount: number;

  constructor(endpoint: string, spec: EnvSpec<Space, Space>) {
    const { name, autoresetMode, observationSpace } = spec;
    this.#rows = new SoundRows(spec, (what) => this.refuse("env_ids", what));
    this.#who = `${name} at ${endpoint}`;
    this.#sameStep = autoresetMode === "sameStep";
    this.#leafCount = leaves(observationSpace, "").length;
    this.#observations = batchCodec(observationSpace, "observation", (what) =>
      this.refuse("observations", what),
    );
  }

  refuse(field: string, what: string): never {
    throw new SpecMismatch(
      `${this.#who}: a reply contradicts what was asked or its spec in ${field}: ${what}`,
      "report it to the server's author, with what `gaitway check` says of it",
    );
  }

  /** Episodes that begin. Throws `EpisodeLost` for those whose first observation is none. */
  reset(
    asked: readonly number[],
    { body, tensors }: Received<Pick<ResetReply, "envIds">>,
  ): ResetResult<Space> {
    this.requireSame(asked, body.envIds);
    const observations = this.#observations.fromTensors(asked.length, tensors);
    return this.#rows.begun({ envIds: asked, observations });
  }

  /** The envIds have been held against what was asked; that each field has one value for each is the codec's business. */
  step({ body, tensors }: Received<StepReply>): StepResult<Space> {
    const { envIds, terminated, truncated, rewards, finalEnvIds, clippedEnvIds, lostEnvIds } = body;
    const count = envIds.length;
    const withFinal = finalEnvIds.length > 0;
    const now = withFinal ? tensors.slice(0, this.#leafCount) : tensors;
    const result = {
      envIds,
      observations: this.#observations.fromTensors(count, now),
      rewards: new Float64Array(rewards),
      terminated,
      truncated,
      reasons: body.reasons.length > 0 ? body.reasons : new Array<string>(count).fill(""),
      ...this.#simulated(body),
    };
    if (this.#sameStep || withFinal) this.#requireFinals(body);
    if (!withFinal && clippedEnvIds.length === 0 && lostEnvIds.length === 0)
      return this.#rows.stepped(result);
    this.#requireAmong("clipped_env_ids", envIds, clippedEnvIds);
    this.#requireAmong("lost_env_ids", envIds, lostEnvIds);
    return this.#rows.stepped({
      ...result,
      ...(withFinal ? { final: this.#final(finalEnvIds, tensors) } : {}),
      ...(clippedEnvIds.length === 0 ? {} : { clipped: clippedEnvIds }),
      ...(lostEnvIds.length === 0 ? {} : { lost: lostEnvIds }),
    });
  }

  /** Throws `ResetNeeded` for the first of these whose episode was lost to what its server sent. */
  requireRunning(envIds: readonly number[]): void {
    this.#rows.requireRunning(envIds);
  }

  requireSame(asked: readonly number[], answered: readonly number[]): void {
    if (asked.length === answered.length && asked.every((envId, i) => envId === answered[i])) return;
    this.refuse(
      "env_ids",
      `expected environment ${asked.join(", ")}, got ${answered.join(", ") || "no environment"}`,
    );
  }

  requireCount(field: string, expected: number, got: number): void {
    if (got !== expected) this.refuse(field, `expected one for each of ${expected} environments, got ${got}`);
  }

  #final(envIds: readonly number[], tensors: readonly Tensor[]): ResetResult<Space> {
    const observations = this.#observations.fromTensors(envIds.length, tensors.slice(this.#leafCount));
    return { envIds, observations };
  }

  #simulated({ simulateSeconds }: StepReply): Pick<StepResult, "simulateTime"> {
    if (simulateSeconds === undefined) return {};
    if (simulateSeconds >= 0 && simulateSeconds < Infinity) return { simulateTime: simulateSeconds };
    return this.refuse("simulate_seconds", `expected a finite number of at least 0, got ${simulateSeconds}`);
  }

  #requireAmong(field: string, envIds: readonly number[], named: readonly number[]): void {
    const stranger = named.find((envId) => !envIds.includes(envId));
    if (stranger !== undefined)
      this.refuse(field, `environment ${stranger} is not among environment ${envIds.join(", ")}`);
  }

  /** An environment that resets itself in the same step owes the observation its episode ended with; no other does. */
  #requireFinals({ envIds, terminated, truncated, finalEnvIds, lostEnvIds }: StepReply): void {
    for (let i = 0; i < envIds.length; i++) {
      const envId = envIds[i] as number;
      const ended = terminated[i] === true || truncated[i] === true;
      const owed = this.#sameStep && ended && !lostEnvIds.includes(envId);
      if (owed === finalEnvIds.includes(envId)) continue;
      this.refuse(
        "final_env_ids",
        `environment ${envId} ${owed ? "ended its episode and is missing" : "is named and was not reset"}`,
      );
    }
    this.#requireAmong("final_env_ids", envIds, finalEnvIds);
  }
}
