/** What was sent to a far environment and what has come back of it and was not taken yet. */
import type { StepResult } from "./env.ts";
import { InvalidRequest } from "./env.ts";
import type { BoxSpace, Space } from "./space.ts";
import { mergeResults, pickResults } from "./step-results.ts";

/** Results of the environments that were ready first, and the errors of those that failed. */
export interface ReadyResult<O = BoxSpace> extends StepResult<O> {
  readonly failures: readonly unknown[];
}

export class ReadyResults {
  readonly #space: Space;
  readonly #inFlight = new Set<number>();
  #results: StepResult<Space>[] = [];
  #failures: { readonly envIds: readonly number[]; readonly error: unknown }[] = [];

  constructor(observationSpace: Space) {
    this.#space = observationSpace;
  }

  /** How many results and failures can be taken. */
  get count(): number {
    return this.#results.reduce((sum, { envIds }) => sum + envIds.length, this.#failures.length);
  }

  expect(envIds: readonly number[]): void {
    const busy = envIds.find((envId) => this.#inFlight.has(envId));
    if (busy !== undefined)
      throw new InvalidRequest(`environment ${busy} has a step under way; receive its result, or reset it`);
    for (const envId of envIds) this.#inFlight.add(envId);
  }

  /** These are reset: what their last episodes still have to tell is told to nobody. */
  forget(envIds: readonly number[]): void {
    this.discard(envIds);
    this.#failures = this.#failures.filter((failure) => !failure.envIds.some((id) => envIds.includes(id)));
    this.#results = this.#results.flatMap((result) => {
      const stay = [...result.envIds.keys()].filter((row) => !envIds.includes(result.envIds[row] as number));
      return stay.length === 0 ? [] : [pickResults(this.#space, result, stay)];
    });
  }

  /** These will not come: the server refused them. */
  discard(envIds: readonly number[]): void {
    for (const envId of envIds) this.#inFlight.delete(envId);
  }

  /** The first environment of the result that nothing was sent to, or undefined: then the result has been taken in. */
  add(result: StepResult<Space>): number | undefined {
    const stranger = result.envIds.find((envId) => !this.#inFlight.has(envId));
    if (stranger !== undefined) return stranger;
    this.discard(result.envIds);
    this.#results.push(result);
    return undefined;
  }

  addFailure(envIds: readonly number[], error: unknown): void {
    this.discard(envIds);
    this.#failures.push({ envIds, error });
  }

  take(): ReadyResult<Space> {
    const result = mergeResults(this.#space, this.#results);
    const failures = this.#failures.map(({ error }) => error);
    this.#results = [];
    this.#failures = [];
    return { ...result, failures };
  }
}
