/**
 * The rows of a far environment's results as far as their numbers can be true. A row with a number that the spec does not
 * allow (NaN, out of bounds) is a lost episode: truncated, reward 0, the reason in words, the last good observation in place
 * of what came. The other rows stand. The server, which knows nothing of it, is asked for no step before the next reset.
 */
import { concatRows, pickRows } from "./batch.ts";
import type { EnvSpec, ResetResult, StepResult } from "./env.ts";
import { EpisodeLost, ResetNeeded } from "./env.ts";
import type { Batch, Space } from "./space.ts";
import { pickResults } from "./step-results.ts";
import { unsound } from "./unsound.ts";

/** What is wrong with the rows that cannot be true, by place. */
type Wrong = ReadonlyMap<number, string>;

const remedy = "report it to the server's author, with what `gaitway check` says of it";

export class SoundRows {
  readonly #spec: EnvSpec<Space, Space>;
  readonly #refuse: (what: string) => never;
  /** The last good observation of each environment: a row of a result that was handed out, not a copy. */
  readonly #lastGood: { readonly batches: Batch<Space>[]; readonly rows: number[] } = {
    batches: [],
    rows: [],
  };
  readonly #lost = new Set<number>();

  /** `refuse` throws, for a step of an environment that nothing good was ever heard of. */
  constructor(spec: EnvSpec<Space, Space>, refuse: (what: string) => never) {
    this.#spec = spec;
    this.#refuse = refuse;
  }

  requireRunning(envIds: readonly number[]): void {
    if (this.#lost.size === 0) return;
    const lost = envIds.find((envId) => this.#lost.has(envId));
    if (lost !== undefined) throw new ResetNeeded(lost);
  }

  begun(result: ResetResult<Space>): ResetResult<Space> {
    const { envIds, observations } = result;
    const whole = unsound(this.#spec, envIds, result) === undefined;
    const wrong: Wrong = whole ? new Map() : this.#wrongRows(envIds, (row) => this.#pickReset(result, row));
    for (const [row, envId] of envIds.entries()) {
      if (wrong.has(row)) this.#lost.add(envId);
      else this.#lost.delete(envId);
    }
    this.#remember(envIds, observations, wrong);
    if (wrong.size === 0) return result;
    const lost = [...wrong.keys()].map((row) => envIds[row] as number);
    throw new EpisodeLost(lost, [...wrong.values()].join("; "));
  }

  stepped(result: StepResult<Space>): StepResult<Space> {
    const { envIds, observations, lost = [] } = result;
    // What stands in the row of an episode that the server calls lost is nothing that was observed.
    if (lost.length === 0 && unsound(this.#spec, envIds, result) === undefined) {
      this.#remember(envIds, observations);
      return result;
    }
    const pick = (row: number) => pickResults(this.#spec.observationSpace, result, [row]);
    const wrong = this.#wrongRows(envIds, pick, lost);
    const told = new Map(lost.map((envId) => [envIds.indexOf(envId), ""]));
    this.#remember(envIds, observations, new Map([...told, ...wrong]));
    for (const row of wrong.keys()) this.#lost.add(envIds[row] as number);
    return wrong.size === 0 ? result : this.#withLost(result, wrong);
  }

  #wrongRows(
    envIds: readonly number[],
    pick: (row: number) => ResetResult<Space> | StepResult<Space>,
    but: readonly number[] = [],
  ): Wrong {
    const wrong = new Map<number, string>();
    for (const [row, envId] of envIds.entries()) {
      if (but.includes(envId)) continue;
      const what = unsound(this.#spec, [envId], pick(row));
      if (what !== undefined)
        wrong.set(row, `the server sent what its spec does not allow: ${what}; ${remedy}`);
    }
    return wrong;
  }

  #withLost(result: StepResult<Space>, wrong: Wrong): StepResult<Space> {
    const { observationSpace } = this.#spec;
    const { envIds, observations, final, lost = [], ...rest } = result;
    const isLost = (envId: number) => wrong.has(envIds.indexOf(envId));
    const rows = envIds.map((envId, row) =>
      wrong.has(row) ? this.#lastOf(envId) : pickRows(observationSpace, observations, [row]),
    );
    const kept = final ? [...final.envIds.keys()].filter((i) => !isLost(final.envIds[i] as number)) : [];
    return {
      ...rest,
      envIds,
      observations: concatRows(observationSpace, rows),
      rewards: rest.rewards.map((reward, row) => (wrong.has(row) ? 0 : reward)),
      terminated: rest.terminated.map((flag, row) => flag && !wrong.has(row)),
      truncated: rest.truncated.map((flag, row) => flag || wrong.has(row)),
      reasons: rest.reasons.map((reason, row) => wrong.get(row) ?? reason),
      ...(final && kept.length > 0 ? { final: this.#pickReset(final, ...kept) } : {}),
      lost: envIds.filter((envId) => lost.includes(envId) || isLost(envId)),
    };
  }

  #pickReset({ envIds, observations }: ResetResult<Space>, ...rows: readonly number[]): ResetResult<Space> {
    return {
      envIds: rows.map((row) => envIds[row] as number),
      observations: pickRows(this.#spec.observationSpace, observations, rows),
    };
  }

  #lastOf(envId: number): Batch<Space> {
    const batch = this.#lastGood.batches[envId];
    if (batch === undefined) return this.#refuse(`a step of environment ${envId}, which was never reset`);
    return pickRows(this.#spec.observationSpace, batch, [this.#lastGood.rows[envId] as number]);
  }

  #remember(envIds: readonly number[], observations: Batch<Space>, but?: Wrong): void {
    const { batches, rows } = this.#lastGood;
    for (let row = 0; row < envIds.length; row++) {
      if (but?.has(row)) continue;
      batches[envIds[row] as number] = observations;
      rows[envIds[row] as number] = row;
    }
  }
}
