/**
 * Experience as a stream: candidates and their seeds in, episodes out, as they finish.
 *
 * Each environment runs one episode at a time and takes the next as soon as it is free. An episode is a pure function of
 * (parameters, seed, reset options), so which environment runs it, and when, leaves no trace in the result.
 *
 * An episode the environment lost (its worker or its simulator died) is run again, at most `attempts` times; each loss
 * is told to `onLost`. Nothing else is repeated.
 *
 * Flows in: an `Env`, a `Policy`, candidates. Flows out: `Rolled` records. Imports: math, env, policy.
 */
import { catchError, map, Observable, retry, throwError, timer } from "rxjs";
import { type Env, EpisodeLost, type ResetOptions } from "../env/env.ts";
import type { Policy } from "../policy/policy.ts";
import { runEpisode } from "./episode.ts";
import { inSlots } from "./slots.ts";
import type { Episode } from "./trial.ts";

/** One episode to run: the `repeat`-th seed of the `candidate`-th candidate. */
export interface EpisodeJob {
  readonly candidate: number;
  readonly repeat: number;
  readonly params: Float64Array;
  readonly seed: number;
}

/** A finished episode and where it belongs. */
export interface Rolled {
  readonly candidate: number;
  readonly repeat: number;
  readonly episode: Episode;
}

export interface RolloutOptions {
  readonly env: Env;
  readonly policy: Policy;
  readonly jobs: Iterable<EpisodeJob>;
  readonly resetOptions: ResetOptions;
  /** No further episode starts once this emits; those running finish and are emitted. */
  readonly stop?: Observable<unknown>;
  /** Told of every episode that has to be run again. */
  readonly onLost?: (lost: EpisodeLost, job: EpisodeJob) => void;
}

/** How often one episode may be lost before the rollout gives up: a simulator that dies of a gait would die forever. */
const attempts = 3;

/** Cold: subscribing starts, unsubscribing aborts the episodes that run. */
export function rollout({
  env,
  policy,
  jobs,
  resetOptions,
  stop,
  onLost,
}: RolloutOptions): Observable<Rolled> {
  const run = (job: EpisodeJob, envId: number): Observable<Rolled> =>
    cancellable((signal) =>
      runEpisode(
        { env, envId, policy: policy.withParams(job.params), seed: job.seed, options: resetOptions },
        signal,
      ),
    ).pipe(
      map((episode): Rolled => ({ candidate: job.candidate, repeat: job.repeat, episode })),
      retry({
        count: attempts - 1,
        delay: (error: unknown) => {
          if (!(error instanceof EpisodeLost)) return throwError(() => error);
          onLost?.(error, job);
          return timer(0);
        },
      }),
      catchError((error: unknown) =>
        throwError(() => (error instanceof EpisodeLost ? givenUp(error, job) : error)),
      ),
    );
  return inSlots({ jobs, slotCount: env.spec.envCount, run, ...(stop === undefined ? {} : { stop }) });
}

function givenUp(lost: EpisodeLost, { candidate, repeat }: EpisodeJob): EpisodeLost {
  const reason = `${attempts} times in a row (candidate ${candidate}, repeat ${repeat}), the last time ${lost.reason}`;
  return new EpisodeLost(lost.envIds, reason, { cause: lost });
}

/** What `work` resolves to; unsubscribing aborts its signal. */
function cancellable<T>(work: (signal: AbortSignal) => Promise<T>): Observable<T> {
  return new Observable((subscriber) => {
    const abort = new AbortController();
    const emit = async (): Promise<void> => {
      subscriber.next(await work(abort.signal));
      subscriber.complete();
    };
    emit().catch((error: unknown) => subscriber.error(error));
    return () => abort.abort();
  });
}
