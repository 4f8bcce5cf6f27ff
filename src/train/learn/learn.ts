/**
 * The loop around any learner, as a cold Observable: iterate, measure, keep, until there is enough.
 *
 *     open ─▶ ┌ iterate ─▶ evaluate, when due ─▶ save, when due ─▶ enough? ┐ ─▶ save ─▶ complete
 *             └──────────────────────────── no ───────────────────────────┘
 *
 * Subscribing starts. Unsubscribing, or `stop`, ends after the iteration under way, saved. A run that was stopped, or killed, and
 * goes on from its last save is the uninterrupted run, bit for bit. What cannot be learned from ends the stream with the error, and
 * the state before it saved. Imports: math, rollout, policy.
 */
import { Observable, type Subscriber } from "rxjs";
import type { Evaluated } from "./evaluation.ts";
import type { Learner, LearnRecord, LearnState } from "./learner.ts";

export interface Enough {
  /** Environment steps; a lower bound, for an iteration is never cut short. */
  readonly steps: number;
  /** Mean return of the last hundred training episodes, once there were that many. */
  readonly meanReturn?: number | undefined;
  /** Seconds of this session on the wall. */
  readonly seconds?: number | undefined;
}

/** Where a run is kept. */
export interface LearnStore {
  /** Durable when it resolves; `records` and `evaluations` are those since the last save. */
  save(
    run: RunState,
    records: readonly LearnRecord[],
    evaluations: readonly EvaluationRecord[],
  ): Promise<void>;
  /** Keeps the store open until `work` is settled. */
  hold(work: Promise<unknown>): void;
}

/** One evaluation: a line of evaluations.jsonl. */
export interface EvaluationRecord extends Evaluated {
  /** Where the run stood. */
  readonly iteration: number;
  readonly steps: number;
}

/** The state of a run: that of its learner, and the best there was. */
export interface RunState {
  readonly learner: LearnState;
  /** The state that was best when it was evaluated, and how good; null before the first evaluation. */
  readonly best: Best | null;
  /** Steps at the last evaluation. */
  readonly evaluatedAt: number;
}

export interface Best {
  readonly params: Float64Array;
  readonly normalizer: LearnState["normalizer"];
  readonly steps: number;
  readonly meanReturn: number;
}

export interface LearnOptions {
  readonly learner: Learner;
  readonly from?: RunState | undefined;
  readonly until: Enough;
  readonly store: LearnStore;
  /** Seconds between saves. */
  readonly saveEvery: number;
  readonly evaluation?: Evaluation | undefined;
  readonly stop?: Observable<unknown> | undefined;
}

export interface Evaluation {
  /** Training steps between evaluations. */
  readonly every: number;
  /** Undefined when it was stopped in it. */
  readonly evaluate: (state: LearnState) => Promise<Evaluated | undefined>;
}

export type LearnProgress =
  | { readonly type: "iteration"; readonly record: LearnRecord; readonly run: RunState }
  | { readonly type: "evaluation"; readonly evaluated: Evaluated; readonly run: RunState };

export function learn(options: LearnOptions): Observable<LearnProgress> {
  return new Observable((subscriber) => {
    const flag = { stopped: false };
    const stopping = options.stop?.subscribe(() => {
      flag.stopped = true;
    });
    const work = new Loop(options, flag, subscriber).run().then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    );
    options.store.hold(work);
    return () => {
      stopping?.unsubscribe();
      flag.stopped = true;
    };
  });
}

export function newRun(learner: Learner): RunState {
  return { learner: learner.initial(), best: null, evaluatedAt: 0 };
}

class Loop {
  readonly #options: LearnOptions;
  readonly #flag: { readonly stopped: boolean };
  readonly #subscriber: Subscriber<LearnProgress>;
  #run: RunState;
  #unsaved: LearnRecord[] = [];
  #unsavedEvaluations: EvaluationRecord[] = [];
  #storeFailed = false;
  readonly #begun = performance.now();
  #savedAt = performance.now();

  constructor(
    options: LearnOptions,
    flag: { readonly stopped: boolean },
    subscriber: Subscriber<LearnProgress>,
  ) {
    this.#options = options;
    this.#flag = flag;
    this.#subscriber = subscriber;
    this.#run = options.from ?? newRun(options.learner);
  }

  async run(): Promise<void> {
    const { learner } = this.#options;
    if (this.#enough() && !this.#evaluationIsDue()) return;
    await using session = await learner.open(this.#run.learner);
    try {
      // Due in the first place, or stopped in it the last time.
      await this.#evaluateIfDue();
      while (!this.#flag.stopped && !this.#enough()) {
        const { until } = this.#options;
        const progress = Math.min(1, this.#run.learner.steps / until.steps);
        const stopped = (): boolean => this.#flag.stopped;
        const iterated = await session.iterate(this.#run.learner, { progress, stopped });
        if (iterated === undefined) break;
        this.#run = { ...this.#run, learner: iterated.state };
        this.#unsaved.push(iterated.record);
        this.#subscriber.next({ type: "iteration", record: iterated.record, run: this.#run });
        await this.#evaluateIfDue();
        await this.#saveIfDue();
      }
    } finally {
      // A store that failed is not asked again: what it did of it is not known.
      if (!this.#storeFailed) await this.#save();
    }
  }

  #enough(): boolean {
    const {
      steps,
      meanReturn = Number.POSITIVE_INFINITY,
      seconds = Number.POSITIVE_INFINITY,
    } = this.#options.until;
    const { learner } = this.#run;
    const recent = learner.recentReturns;
    return (
      learner.steps >= steps ||
      (performance.now() - this.#begun) / 1000 >= seconds ||
      (recent.length === 100 && recent.reduce((sum, value) => sum + value, 0) / 100 >= meanReturn)
    );
  }

  async #evaluateIfDue(): Promise<void> {
    if (this.#evaluationIsDue()) await this.#evaluate();
  }

  /** Before the first iteration, every so many steps, and after the last. */
  #evaluationIsDue(): boolean {
    const { evaluation } = this.#options;
    if (evaluation === undefined) return false;
    const { learner, best, evaluatedAt } = this.#run;
    const since = learner.steps - evaluatedAt;
    return best === null || since >= evaluation.every || (since > 0 && this.#enough());
  }

  async #evaluate(): Promise<void> {
    const { evaluation } = this.#options;
    if (evaluation === undefined) return;
    const { learner, best } = this.#run;
    const evaluated = await evaluation.evaluate(learner);
    if (evaluated === undefined) return;
    const { params, normalizer, steps } = learner;
    const meanReturn = evaluated.deterministic.mean;
    const isBest = best === null || meanReturn > best.meanReturn;
    this.#run = {
      learner,
      best: isBest ? { params, normalizer, steps, meanReturn } : best,
      evaluatedAt: steps,
    };
    this.#unsavedEvaluations.push({ iteration: learner.iteration, steps, ...evaluated });
    this.#subscriber.next({ type: "evaluation", evaluated, run: this.#run });
  }

  async #saveIfDue(): Promise<void> {
    if ((performance.now() - this.#savedAt) / 1000 >= this.#options.saveEvery) await this.#save();
  }

  async #save(): Promise<void> {
    this.#storeFailed = true;
    await this.#options.store.save(this.#run, this.#unsaved, this.#unsavedEvaluations);
    this.#storeFailed = false;
    this.#unsaved = [];
    this.#unsavedEvaluations = [];
    this.#savedAt = performance.now();
  }
}
