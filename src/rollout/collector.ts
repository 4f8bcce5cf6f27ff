/**
 * Experience in batches of so many steps of every environment, episode after episode: what actor-critic methods learn from.
 *
 *     collect(5)   env 0   o o o o o ─ cut    o o ─ end · o o o ─ cut
 *                  env 1   o o ─ end · o o o ─ cut    o o o o o ─ cut
 *
 * Between two calls nothing moves: the policy may change. Environments stand in groups that are all under way at once, so
 * that one is stepped while the policy acts for another. What an environment lives through depends on its own seeds and
 * generator alone, never on groups, on its neighbors or on who is fast.
 *
 * Where each environment stands is plain data (`courses`: course.ts). `begin` goes back there by doing the same again (way-back.ts), in
 * any environment that answers the same to the same; in another the episode is begun anew, and that is told.
 *
 * Flows in: an environment, a view of its observations, an actor. Flows out: stretches and finished episodes. Imports: math, env.
 */
import type { AnyEnv, ResetOptions, StepResult } from "../env/env.ts";
import type { AnyBatch, Space } from "../env/space.ts";
import type { Rng } from "../math/random.ts";
import type { Actor, View } from "./actor.ts";
import { type Course, Place } from "./course.ts";
import { inGroups } from "./groups.ts";
import { resetPatiently, stepOrLose } from "./losing.ts";
import { endingOf, finalRow, joined } from "./observed.ts";
import { Simulated } from "./simulated.ts";
import type { Experience } from "./stretch.ts";
import { type Ending, type Finished, Track } from "./track.ts";
import { goBack } from "./way-back.ts";

export interface CollectorOptions {
  readonly env: AnyEnv;
  /** How observations are seen until `seeThrough` says otherwise. */
  readonly view: View;
  /** What an episode of this seed draws its actions from. */
  readonly rngOf: (seed: number) => Rng;
  /** The number by which the first environment draws its seeds. Default 0. */
  readonly firstEnvId?: number;
  /** Each environment draws the seeds of its episodes from its own stream of these. */
  readonly seeds: Rng;
  readonly resetOptions: ResetOptions;
  /** The most steps of an episode: one that still goes on is truncated then. */
  readonly episodeSteps: number;
  /** How many groups of environments are under way at once. */
  readonly groups: number;
  /** Told of every episode that is lost, or could not be gone on with. */
  readonly onLost: (message: string) => void;
}

export interface Collected extends Experience {
  /** By step, then by environment. */
  readonly finished: readonly Finished[];
  /** Rows as they were observed, each once, those of an environment one after another: what a normalizer learns from. */
  readonly seen: readonly Float64Array[];
  /** Seconds in the policy, and in all. */
  readonly actTime: number;
  readonly time: number;
  /** Seconds of the rest in which environments were being stepped (simulated.ts); absent where no server tells. */
  readonly simulateTime?: number;
}

export class Collector {
  readonly #options: CollectorOptions;
  readonly #places: readonly Place[];
  #view: View;
  #actTime = 0;
  #simulated = new Simulated(1);

  private constructor(options: CollectorOptions, { actionSize }: Actor) {
    const { env, seeds, firstEnvId = 0, rngOf, view } = options;
    const observationSize = view.size;
    this.#options = options;
    this.#view = view;
    this.#places = Array.from(
      { length: env.spec.envCount },
      (_, envId) =>
        new Place({ envId, seeds: seeds.stream(firstEnvId + envId), rngOf, actionSize, observationSize }),
    );
  }

  /** Resets every environment, or goes back to where `courses` say they stood. */
  static async begin(
    options: CollectorOptions,
    actor: Actor,
    courses: readonly Course[],
  ): Promise<Collector> {
    const collector = new Collector(options, actor);
    for (const [envId, { episode }] of courses.entries()) collector.#place(envId).episode = episode;
    await collector.#reset(collector.#places);
    if (courses.length > 0) await collector.#goBack(courses, actor);
    return collector;
  }

  /** Where every environment stands now. */
  get courses(): Course[] {
    return this.#places.map(({ course }) => course);
  }

  /** From now on observations are seen so. */
  seeThrough(view: View): void {
    this.#view = view;
  }

  /** `steps` steps of every environment. */
  async collect(actor: Actor, steps: number): Promise<Collected> {
    const begin = performance.now();
    this.#actTime = 0;
    const groups = inGroups(this.#places, this.#options.groups);
    this.#simulated = new Simulated(groups.length);
    const tracks = this.#places.map(
      (place) =>
        new Track({
          envId: place.envId,
          observationSize: this.#view.size,
          actionSize: actor.actionSize,
          standing: place,
          room: steps,
        }),
    );
    await Promise.all(groups.map((group) => this.#walk({ group, tracks, actor }, steps)));
    const stretches = tracks.flatMap((track) => track.stretches);
    const [actTime, time] = [this.#actTime / 1000, (performance.now() - begin) / 1000];
    return {
      stretches,
      stepCount: stretches.reduce((sum, { length }) => sum + length, 0),
      finished: tracks.flatMap((track) => track.finished).sort((a, b) => a.at - b.at || a.envId - b.envId),
      seen: tracks.map((track) => track.seen),
      actTime,
      time,
      ...this.#simulated.within(time - actTime),
    };
  }

  async #walk(walk: Walk, steps: number): Promise<void> {
    const { group, tracks } = walk;
    for (let step = 0; step < steps; step++) await this.#step(walk);
    const { size } = this.#view;
    const rows = this.#view.see(joined(group.map(({ raw }) => raw)));
    for (const [row, { envId }] of group.entries())
      trackOf(tracks, envId).cut(rows.slice(row * size, (row + 1) * size));
  }

  async #step(walk: Walk): Promise<void> {
    const { group, tracks, actor } = walk;
    const rows = this.#view.see(joined(group.map(({ raw }) => raw)));
    const stored = this.#act(walk, rows);
    const result = await this.#try(group, actor, stored);
    const lost = new Set(result.lost);
    const after = lost.size < group.length ? this.#view.encode(result.observations as AnyBatch) : undefined;
    const ended: Place[] = [];
    for (const [row, place] of group.entries()) {
      const track = trackOf(tracks, place.envId);
      // What the lost saw last is their final observation, and is taken in as that.
      if (lost.has(place.envId)) this.#tell(place, result.reasons[row] ?? "");
      else {
        const reward = result.rewards[row] as number;
        track.see(place.raw, 0);
        track.add(rows, stored, row, reward);
        place.advance({ row, actions: stored, reward, raw: after as Float64Array });
      }
      const ending = endingOf(result, row, place.steps, this.#options.episodeSteps);
      if (ending !== undefined) {
        this.#end(place, track, ending, lost.has(place.envId) ? undefined : result);
        ended.push(place);
      }
    }
    if (ended.length === 0) return;
    await this.#reset(ended);
    for (const place of ended) trackOf(tracks, place.envId).begin(place.seed);
  }

  #act({ group, actor }: Walk, rows: Float32Array): Float64Array {
    const begin = performance.now();
    const stored = actor.act(
      rows,
      group.map(({ rng }) => rng),
    );
    this.#actTime += performance.now() - begin;
    return stored;
  }

  async #try(group: readonly Place[], actor: Actor, stored: Float64Array): Promise<StepResult<Space>> {
    const envIds = group.map(({ envId }) => envId);
    const request = { envIds, actions: actor.toEnv(stored) as never };
    const result = await stepOrLose(this.#options.env, request, unseen);
    this.#simulated.add(result);
    return result;
  }

  #end(place: Place, track: Track, ending: Ending, result: StepResult<Space> | undefined): void {
    const raw = (result && finalRow(this.#view, result, place.envId)) ?? place.raw.slice();
    track.see(raw, 0);
    track.end(ending, this.#view.see(raw), raw);
    place.episode += 1;
  }

  async #reset(places: readonly Place[]): Promise<void> {
    const { env, resetOptions: options } = this.#options;
    for (const place of places) place.begin();
    const envIds = places.map(({ envId }) => envId);
    const seeds = places.map(({ seed }) => seed);
    const raw = this.#view.encode((await resetPatiently(env, { envIds, seeds, options })) as AnyBatch);
    for (const [row, place] of places.entries()) place.see(raw, row);
  }

  /** Who comes elsewhere begins its next episode. */
  async #goBack(courses: readonly Course[], actor: Actor): Promise<void> {
    const { env, onLost } = this.#options;
    const stray = await goBack({ env, view: this.#view, actor, places: this.#places, courses, onLost });
    for (const place of stray) place.episode += 1;
    if (stray.length > 0) await this.#reset(stray);
  }

  #tell({ envId, episode, steps }: Place, reason: string): void {
    this.#options.onLost(
      `environment ${envId} lost its episode ${episode} at step ${steps + 1}: ${reason}; it is truncated there and the next begins`,
    );
  }

  #place(envId: number): Place {
    const place = this.#places[envId];
    if (place === undefined)
      throw new RangeError(`there are ${this.#places.length} environments, none with the number ${envId}`);
    return place;
  }
}

interface Walk {
  readonly group: readonly Place[];
  readonly tracks: readonly Track[];
  readonly actor: Actor;
}

/** What a step that was lost shows: each environment keeps what it saw before. */
const unseen = new Float64Array();

function trackOf(tracks: readonly Track[], envId: number): Track {
  return tracks[envId] as Track;
}
