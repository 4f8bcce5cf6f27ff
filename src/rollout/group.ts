/** Some environments that are stepped together, turn by turn, episode after episode. */
import { concatRows, pickRows } from "../env/batch.ts";
import type { Env, ResetOptions } from "../env/env.ts";
import type { Batch, Space } from "../env/space.ts";
import type { Rng } from "../math/random.ts";
import { resetPatiently, stepOrLose } from "./losing.ts";
import type { Moment, StreamOptions, Transitions } from "./stream.ts";

interface GroupOptions<O, A> {
  readonly env: Env<O, A>;
  readonly act: StreamOptions<O, A>["act"];
  /** Each environment's seeds are drawn from its own stream of these. */
  readonly seeds: Rng;
  readonly resetOptions: ResetOptions;
  readonly envIds: readonly number[];
}

/** How an environment fares. */
interface Course {
  readonly seeds: Rng;
  episodes: number;
  steps: number;
  /** Its episode is over, and the next step begins another. */
  begins: boolean;
}

export class Group<O extends Space, A extends Space> {
  readonly #options: GroupOptions<O, A>;
  readonly #courses: ReadonlyMap<number, Course>;
  /** Who waits for an action, and what they see. */
  #living: readonly number[] = [];
  #observations: Batch<O> | undefined;
  /** Who has to be reset. */
  #ended: readonly number[];

  constructor(options: GroupOptions<O, A>) {
    this.#options = options;
    this.#ended = options.envIds;
    this.#courses = new Map(
      options.envIds.map((envId) => [
        envId,
        { seeds: options.seeds.stream(envId), episodes: 0, steps: 0, begins: false },
      ]),
    );
  }

  /** Resets all. */
  async begin(): Promise<undefined> {
    this.#observations = await this.#reset(this.#ended);
    this.#living = this.#ended;
    this.#ended = [];
  }

  /** Acts for those that live while those that do not are reset; undefined when none lives. */
  async advance(): Promise<Transitions<O, A> | undefined> {
    const [resetting, before] = [this.#ended, this.#moment()];
    this.#ended = [];
    const reset = resetting.length > 0 ? this.#reset(resetting) : undefined;
    // Awaited below; should the step fail first, it is no unhandled rejection.
    reset?.catch(() => undefined);
    const transitions = before && (await this.#step(before));
    if (transitions !== undefined) this.#settle(transitions);
    if (reset !== undefined) this.#join(resetting, await reset);
    return transitions;
  }

  #moment(): Moment<O> | undefined {
    const [envIds, observations] = [this.#living, this.#observations];
    if (observations === undefined || envIds.length === 0) return undefined;
    return {
      envIds,
      observations: observations as Batch<O>,
      episodes: envIds.map((envId) => this.#course(envId).episodes),
      steps: envIds.map((envId) => this.#course(envId).steps),
    };
  }

  async #step(before: Moment<O>): Promise<Transitions<O, A>> {
    const { env, act } = this.#options;
    const { envIds } = before;
    const actions = await act(before);
    const begun = envIds.filter((envId) => this.#course(envId).begins);
    const result = await stepOrLose(env, { envIds, actions }, before.observations);
    return { ...result, before, actions, ...(begun.length > 0 ? { begun } : {}) };
  }

  /** Counts, and tells apart who goes on and who has to be reset. */
  #settle({ envIds, observations, terminated, truncated, lost }: Transitions<O, A>): void {
    const { observationSpace, autoresetMode = "disabled" } = this.#options.env.spec;
    const ended: number[] = [];
    for (let i = 0; i < envIds.length; i++) {
      const envId = envIds[i] as number;
      const course = this.#course(envId);
      const over = terminated[i] === true || truncated[i] === true;
      const isLost = over && lost?.includes(envId) === true;
      course.steps = course.begins ? 0 : course.steps + 1;
      course.begins = over && !isLost && autoresetMode === "nextStep";
      if (!over) continue;
      course.episodes++;
      course.steps = 0;
      if (isLost || autoresetMode === "disabled") ended.push(envId);
    }
    this.#ended = ended;
    this.#observations = observations;
    this.#living = envIds;
    if (ended.length === 0) return;
    const rows = [...envIds.keys()].filter((row) => !ended.includes(envIds[row] as number));
    this.#living = rows.map((row) => envIds[row] as number);
    this.#observations = pickRows(observationSpace, observations, rows);
  }

  /** Those that were reset live again, each in its place. */
  #join(envIds: readonly number[], observations: Batch<O>): void {
    const { observationSpace } = this.#options.env.spec;
    const parts = this.#living.length > 0 ? [this.#observations as Batch<O>, observations] : [observations];
    const all = [...this.#living, ...envIds];
    const rows = [...all.keys()].sort((a, b) => (all[a] as number) - (all[b] as number));
    this.#living = rows.map((row) => all[row] as number);
    this.#observations = pickRows(observationSpace, concatRows(observationSpace, parts), rows);
  }

  async #reset(envIds: readonly number[]): Promise<Batch<O>> {
    const { env, resetOptions } = this.#options;
    const seeds = envIds.map((envId) => {
      const course = this.#course(envId);
      return course.seeds.stream(course.episodes).seed();
    });
    return await resetPatiently(env, { envIds, seeds, options: resetOptions });
  }

  #course(envId: number): Course {
    return this.#courses.get(envId) as Course;
  }
}
