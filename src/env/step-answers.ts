/** Results of steps as the answer to a request. */
import type { Fault } from "../transport/errors.ts";
import type { Answer } from "../transport/service.ts";
import type { BatchCodec } from "./batch-codec.ts";
import type { StepResult } from "./env.ts";
import type { Space } from "./space.ts";
import { mergeResults } from "./step-results.ts";

const NOBODY: readonly number[] = [];

export class StepAnswers {
  readonly #space: Space;
  readonly #observations: BatchCodec<Space>;

  constructor(observationSpace: Space, observations: BatchCodec<Space>) {
    this.#space = observationSpace;
    this.#observations = observations;
  }

  of(results: readonly StepResult<Space>[], failures: readonly Fault[]): Answer {
    const {
      envIds,
      rewards,
      terminated,
      truncated,
      reasons,
      observations,
      final,
      clipped,
      lost,
      simulateTime,
    } = mergeResults(this.#space, results);
    const now = this.#observations.toTensors(envIds.length, observations);
    const last = final && this.#observations.toTensors(final.envIds.length, final.observations);
    return {
      body: {
        kind: "step",
        envIds,
        rewards,
        terminated,
        truncated,
        reasons: reasons.some((reason) => reason !== "") ? reasons : [],
        finalEnvIds: final?.envIds ?? NOBODY,
        failures,
        clippedEnvIds: clipped ?? NOBODY,
        lostEnvIds: lost ?? NOBODY,
        ...(simulateTime === undefined ? {} : { simulateSeconds: simulateTime }),
      },
      tensors: last ? [...now, ...last] : now,
    };
  }
}
