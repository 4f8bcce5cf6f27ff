/**
 * Whole episodes, many at once: what REINFORCE, every search in parameter space and evaluations learn from.
 *
 * Each environment runs one episode at a time and takes the next job when it is free; those of a group are stepped together, in one
 * message. An episode is a pure function of its job (actor, seed) and the reset options: which environment runs it, and beside which
 * others, leaves no trace. One that is lost is run again, three times at most, and told.
 *
 * Flows in: an environment, a view, jobs. Flows out: `Whole` records as they finish. Imports: math, env.
 */
import { Observable } from "rxjs";
import { concatRows } from "../env/batch.ts";
import { type AnyEnv, EpisodeLost, type ResetOptions, type StepResult } from "../env/env.ts";
import type { AnyBatch, Space } from "../env/space.ts";
import type { Rng } from "../math/random.ts";
import type { Actor, View } from "./actor.ts";
import { inGroups } from "./groups.ts";
import { resetPatiently, stepOrLose } from "./losing.ts";
import { endingOf, finalRow, joined, rowOf } from "./observed.ts";
import type { Stretch } from "./stretch.ts";
import { type Ending, Track } from "./track.ts";
import type { Episode } from "./trial.ts";

/** One episode to run. Jobs of one actor that run side by side are asked in one call. */
export interface EpisodeJob {
  readonly actor: Actor;
  readonly seed: number;
}

/** A finished episode, and which job it was. */
export interface Whole {
  readonly job: number;
  readonly episode: Episode;
  readonly stretches: readonly Stretch[];
  /** Its observations before any normalization, each once, row after row. */
  readonly seen: Float64Array;
}

export interface WholeEpisodesOptions {
  readonly env: AnyEnv;
  readonly view: View;
  readonly jobs: readonly EpisodeJob[];
  /** What an episode of this seed draws its actions from. */
  readonly rngOf: (seed: number) => Rng;
  readonly resetOptions: ResetOptions;
  /** The most steps of an episode: one that still goes on is truncated then. */
  readonly episodeSteps: number;
  /** How many groups of environments are under way at once. */
  readonly groups: number;
  /** No further episode begins once this is true; those that run finish. */
  readonly stopped: () => boolean;
  readonly onLost: (message: string) => void;
  /** Is told every step of every group. */
  readonly onStep?: (result: StepResult<Space>) => void;
}

/** How often one episode may be lost before it ends the rest: a simulator that dies of an action would die for ever. */
const attempts = 3;

/** Cold; unsubscribing ends after the steps under way. */
export function wholeEpisodes(options: WholeEpisodesOptions): Observable<Whole> {
  return new Observable((subscriber) => {
    const queue = options.jobs.map((_, job) => ({ job, losses: 0 }));
    const next = (): Ticket | undefined =>
      subscriber.closed || options.stopped() ? undefined : queue.shift();
    const again = (ticket: Ticket): number => queue.unshift(ticket);
    const closed = (): boolean => subscriber.closed;
    const lanes = inGroups(environmentsOf(options), options.groups).map((envIds) =>
      new Lane(options, envIds, { next, again, closed }).run((whole) => subscriber.next(whole)),
    );
    Promise.all(lanes).then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    );
  });
}

interface Ticket {
  readonly job: number;
  /** How often it was lost. */
  readonly losses: number;
}

interface Queue {
  readonly next: () => Ticket | undefined;
  readonly again: (ticket: Ticket) => void;
  /** Nobody waits any more. */
  readonly closed: () => boolean;
}

/** An episode that runs. */
interface Running {
  readonly ticket: Ticket;
  readonly envId: number;
  readonly actor: Actor;
  readonly rng: Rng;
  readonly track: Track;
}

/** What one actor drew for its rows. */
interface Part {
  readonly actor: Actor;
  readonly drawn: Float64Array;
}

/** Some environments that are stepped together. */
class Lane {
  readonly #options: WholeEpisodesOptions;
  readonly #queue: Queue;
  #free: number[];
  #running: Running[] = [];
  /** What those that run saw last, before any normalization, in their order. */
  #raw: Float64Array = new Float64Array();

  constructor(options: WholeEpisodesOptions, envIds: readonly number[], queue: Queue) {
    this.#options = options;
    this.#free = [...envIds];
    this.#queue = queue;
  }

  async run(emit: (whole: Whole) => void): Promise<void> {
    for (;;) {
      await this.#begin();
      if (this.#running.length === 0 || this.#queue.closed()) return;
      await this.#step(emit);
    }
  }

  /** The next jobs, in the environments that are free. */
  async #begin(): Promise<void> {
    const { env, view, jobs, resetOptions: options } = this.#options;
    const begun: { readonly envId: number; readonly ticket: Ticket }[] = [];
    while (this.#free.length > 0) {
      const ticket = this.#queue.next();
      if (ticket === undefined) break;
      begun.push({ envId: this.#free.shift() as number, ticket });
    }
    if (begun.length === 0) return;
    const envIds = begun.map(({ envId }) => envId);
    const seeds = begun.map(({ ticket }) => jobOf(jobs, ticket).seed);
    const raw = view.encode((await resetPatiently(env, { envIds, seeds, options })) as AnyBatch);
    for (const { envId, ticket } of begun) {
      const { actor, seed } = jobOf(jobs, ticket);
      const standing = { seed, steps: 0, return: 0 };
      const track = new Track({
        envId,
        observationSize: view.size,
        actionSize: actor.actionSize,
        standing,
        room: 64,
      });
      const rng = this.#options.rngOf(seed);
      this.#running.push({ ticket, envId, actor, rng, track });
    }
    this.#raw = joined([this.#raw, raw]);
  }

  async #step(emit: (whole: Whole) => void): Promise<void> {
    const { env, view } = this.#options;
    const [running, raw] = [this.#running, this.#raw];
    const rows = view.see(raw);
    const acted = this.#act(rows);
    const envIds = running.map(({ envId }) => envId);
    const result = await stepOrLose(env, { envIds, actions: acted.actions as never }, new Float64Array());
    this.#options.onStep?.(result);
    const lost = new Set(result.lost);
    const after = lost.size < envIds.length ? view.encode(result.observations as AnyBatch) : undefined;
    const on: number[] = [];
    for (const [row, episode] of running.entries()) {
      const { track, envId } = episode;
      if (lost.has(envId)) {
        this.#lose(episode, result.reasons[row] ?? "");
        continue;
      }
      track.see(raw, row);
      track.add(rows, acted.stored, row, result.rewards[row] as number);
      const ending = endingOf(result, row, track.standing.steps, this.#options.episodeSteps);
      if (ending === undefined) on.push(row);
      else
        this.#end(
          episode,
          ending,
          finalRow(view, result, envId) ?? rowOf(after as Float64Array, row, view.size),
          emit,
        );
    }
    this.#goOn(on, after ?? new Float64Array());
  }

  /** With those rows of what ran, who saw `after`. */
  #goOn(rows: readonly number[], after: Float64Array): void {
    const { size } = this.#options.view;
    const all = rows.length === this.#running.length;
    this.#raw = all ? after.slice() : joined(rows.map((row) => rowOf(after, row, size)));
    if (!all) this.#running = rows.map((row) => this.#running[row] as Running);
  }

  /** Neighbors with one actor are one call. */
  #act(rows: Float32Array): { readonly actions: AnyBatch; readonly stored: Float64Array } {
    const { size } = this.#options.view;
    const parts: Part[] = [];
    for (let from = 0; from < this.#running.length; ) {
      const { actor } = this.#running[from] as Running;
      let to = from + 1;
      while (this.#running[to]?.actor === actor) to++;
      const rngs = this.#running.slice(from, to).map(({ rng }) => rng);
      parts.push({ actor, drawn: actor.act(rows.subarray(from * size, to * size), rngs) });
      from = to;
    }
    const stored = joined(parts.map(({ drawn }) => drawn));
    return { stored, actions: this.#toEnv(parts, stored) };
  }

  /** In one go where all of them make the environment's actions alike, as those of one model do. */
  #toEnv(parts: readonly Part[], stored: Float64Array): AnyBatch {
    const { toEnv } = (parts[0] as Part).actor;
    if (parts.every(({ actor }) => actor.toEnv === toEnv)) return toEnv(stored);
    const batches = parts.map(({ actor, drawn }) => actor.toEnv(drawn) as never);
    return concatRows(this.#options.env.spec.actionSpace, batches) as AnyBatch;
  }

  #end(
    { track, envId, ticket }: Running,
    ending: Ending,
    last: Float64Array,
    emit: (whole: Whole) => void,
  ): void {
    track.see(last, 0);
    track.end(ending, this.#options.view.see(last), last);
    this.#free.push(envId);
    const [finished] = track.finished;
    if (finished !== undefined)
      emit({ job: ticket.job, episode: finished.episode, stretches: track.stretches, seen: track.seen });
  }

  /** Runs it again from its beginning; throws EpisodeLost when it was lost too often. */
  #lose({ ticket, envId, track }: Running, reason: string): void {
    const where = `in step ${track.standing.steps + 1}: ${reason}`;
    const losses = ticket.losses + 1;
    this.#free.push(envId);
    if (losses === attempts)
      throw new EpisodeLost(
        [envId],
        `${attempts} times in a row (job ${ticket.job}), the last time ${where}`,
      );
    this.#options.onLost(
      `the episode of job ${ticket.job} in environment ${envId} was lost ${where}; it is run again`,
    );
    this.#queue.again({ job: ticket.job, losses });
  }
}

function jobOf(jobs: readonly EpisodeJob[], { job }: Ticket): EpisodeJob {
  return jobs[job] as EpisodeJob;
}

/** No more than there are jobs. */
function environmentsOf({ env, jobs }: Pick<WholeEpisodesOptions, "env" | "jobs">): number[] {
  return Array.from({ length: Math.min(env.spec.envCount, jobs.length) }, (_, envId) => envId);
}

/** How many groups of environments are under way at once. */
export function groupCount({
  env,
  groups,
  jobs,
}: Pick<WholeEpisodesOptions, "env" | "groups" | "jobs">): number {
  return Math.min(groups, env.spec.envCount, jobs.length);
}
