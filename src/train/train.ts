/**
 * The loop: ask → rollout → tell → update, as a cold Observable of progress.
 *
 *           ask                rollout             tell               update
 *    θ ───────────▶ candidates ────────▶ trials ──────────▶ gradient ──────────▶ θ'
 *
 * Subscribing starts. Unsubscribing, or `stop`, lets the episodes that run finish, saves them with the state and ends.
 * Completion means saved and tidy. A checkpoint is on disk before its iteration is announced. Two runs with the same
 * seed are the same bit for bit, whatever the number of environments and however often they were stopped and resumed.
 *
 * Imports: math, env, policy, rollout, estimator, optimizer.
 */
import { lastValueFrom, Observable, ReplaySubject, type Subscriber, tap } from "rxjs";
import type { Env, ResetOptions } from "../env/env.ts";
import type { GradientEstimator } from "../estimator/estimator.ts";
import { createRng, type Rng } from "../math/random.ts";
import type { Bounds } from "../optimizer/bounds.ts";
import type { Optimizer } from "../optimizer/optimizer.ts";
import type { Policy } from "../policy/policy.ts";
import { type EpisodeJob, type Rolled, type RolloutOptions, rollout } from "../rollout/rollout.ts";
import { learn } from "./iteration.ts";
import type { IterationRecord, TrainState } from "./state.ts";

export interface EpisodeProgress {
  readonly type: "episode";
  readonly iteration: number;
  /** Episodes finished in this iteration, of `total`. */
  readonly finished: number;
  readonly total: number;
  readonly rolled: Rolled;
}

export interface IterationProgress {
  readonly type: "iteration";
  readonly record: IterationRecord;
  readonly state: TrainState;
}

export type Progress = EpisodeProgress | IterationProgress;

/** Where a run is kept; see run-directory.ts. */
export interface TrainStore {
  /** Durable when it resolves. `record` is the iteration just completed, absent when one was interrupted. */
  save(state: TrainState, record?: IterationRecord): Promise<void>;
  /** Keeps the store open until `work` is settled, so that disposing it waits for a run that was unsubscribed. */
  hold(work: Promise<unknown>): void;
}

export interface TrainOptions {
  readonly env: Env;
  /** The policy to improve; training starts from its parameters unless `from` says otherwise. */
  readonly policy: Policy;
  readonly estimator: GradientEstimator;
  readonly optimizer: Optimizer;
  /** Iterations of the whole run, those of `from` included. */
  readonly iterations: number;
  readonly seed: number;
  readonly resetOptions: ResetOptions;
  /** The box θ is kept in. Default: the policy's own. */
  readonly bounds?: Bounds;
  readonly from?: TrainState;
  readonly store: TrainStore;
  readonly stop?: Observable<unknown>;
  readonly onLost?: RolloutOptions["onLost"];
}

function unbounded(count: number): Bounds {
  return { low: new Float64Array(count).fill(-Infinity), high: new Float64Array(count).fill(Infinity) };
}

/** The state of a run that has not begun. */
export function initialState(policy: Policy, optimizer: Optimizer): TrainState {
  return {
    iteration: 0,
    params: policy.params,
    optimizer: optimizer.init(policy.params.length),
    best: undefined,
    partial: [],
  };
}

/** Trains; see the head of this file. Errors of the environment and of the estimator end the stream; the episodes that were finished are saved. */
export function train(options: TrainOptions): Observable<Progress> {
  return new Observable((subscriber) => {
    const stop = new ReplaySubject<void>(1);
    const stopping = options.stop?.subscribe(() => stop.next());
    const work = iterate(options, stop, subscriber).then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    );
    options.store.hold(work);
    return () => {
      stopping?.unsubscribe();
      stop.next();
    };
  });
}

async function iterate(
  options: TrainOptions,
  stop: ReplaySubject<void>,
  subscriber: Subscriber<Progress>,
): Promise<void> {
  const { policy, estimator, optimizer, iterations, store } = options;
  const root = createRng(options.seed).stream("train");
  let stopped = false;
  stop.subscribe(() => {
    stopped = true;
  });
  let state = options.from ?? initialState(policy, optimizer);
  const { bounds = policy.paramBox ?? unbounded(policy.params.length) } = options;
  const method = { estimator, optimizer, bounds };

  while (state.iteration < iterations && !stopped) {
    const begin = performance.now();
    const iteration = state.iteration + 1;
    const jobs = ask(estimator, state.params, root.stream("iteration").stream(iteration));
    const rolled: Rolled[] = [...state.partial];
    try {
      await collect({ options, stop, jobs, rolled, iteration, subscriber });
    } catch (error) {
      // What was walked before the environment was gone is not walked again; the error is the news, whatever saving says.
      if (rolled.length > state.partial.length)
        await store.save({ ...state, partial: rolled }).catch(() => undefined);
      throw error;
    }
    if (rolled.length < jobs.length) {
      await store.save({ ...state, partial: rolled });
      return;
    }
    const { record, next } = learn({
      method,
      state,
      jobs,
      rolled,
      wallTime: (performance.now() - begin) / 1000,
    });
    await store.save(next, record);
    state = next;
    subscriber.next({ type: "iteration", record, state });
  }
}

/** One job an episode, candidate by candidate. A candidate outside the legal box walks at its border: see `Policy.act`. */
function ask(estimator: GradientEstimator, params: Float64Array, rng: Rng): EpisodeJob[] {
  return estimator
    .ask(params, rng)
    .flatMap((asked, candidate) =>
      asked.seeds.map((seed, repeat): EpisodeJob => ({ candidate, repeat, params: asked.params, seed })),
    );
}

interface Collecting {
  readonly options: TrainOptions;
  readonly stop: ReplaySubject<void>;
  readonly jobs: readonly EpisodeJob[];
  /** Holds the episodes of these jobs that an earlier session has already run; those that finish are added. */
  readonly rolled: Rolled[];
  readonly iteration: number;
  readonly subscriber: Subscriber<Progress>;
}

/** Rolls out the jobs that are not done yet; after it fewer are done than asked only when it was stopped. */
async function collect({ options, stop, jobs, rolled, iteration, subscriber }: Collecting): Promise<void> {
  const known = new Set(rolled.map(({ candidate, repeat }) => `${candidate}/${repeat}`));
  const { env, policy, resetOptions, onLost } = options;
  const fresh = rollout({
    env,
    policy,
    jobs: jobs.filter(({ candidate, repeat }) => !known.has(`${candidate}/${repeat}`)),
    resetOptions,
    stop,
    ...(onLost === undefined ? {} : { onLost }),
  }).pipe(
    tap((finished) => {
      rolled.push(finished);
      subscriber.next({
        type: "episode",
        iteration,
        finished: rolled.length,
        total: jobs.length,
        rolled: finished,
      });
    }),
  );
  await lastValueFrom(fresh, { defaultValue: undefined });
}
