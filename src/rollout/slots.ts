/**
 * Runs jobs in a fixed number of slots, first ready first served: the next job starts in whichever slot falls free.
 *
 * Like `mergeMap` with a concurrency, except that the job is told its slot (an environment number), that jobs are pulled
 * from the iterable only when a slot is free, and that `stop` ends the pulling while what runs may finish.
 *
 *   jobs:   a b c          slots: 2
 *   a:      --x|           slot 0
 *   b:      ----y|         slot 1
 *   c:        ---z|        slot 0, begun as a ends
 *   result: --x-yz|
 */
import { Observable, type Subscription } from "rxjs";

export interface SlotsOptions<Job, Result> {
  readonly jobs: Iterable<Job>;
  readonly slotCount: number;
  readonly run: (job: Job, slot: number) => Observable<Result>;
  /** Emits once when no further job shall start. */
  readonly stop?: Observable<unknown>;
}

/** The results of all jobs, merged in the order they arrive; cold. An error of one job ends the others. */
export function inSlots<Job, Result>({
  jobs,
  slotCount,
  run,
  stop,
}: SlotsOptions<Job, Result>): Observable<Result> {
  return new Observable<Result>((subscriber) => {
    const pending = jobs[Symbol.iterator]();
    let running = 0;
    let exhausted = false;

    const startIn = (slot: number): void => {
      const next = exhausted || subscriber.closed ? undefined : pending.next();
      if (next === undefined || next.done === true) {
        exhausted = true;
        if (running === 0) subscriber.complete();
        return;
      }
      running += 1;
      const inner: Subscription = run(next.value, slot).subscribe({
        next: (result) => subscriber.next(result),
        error: (error: unknown) => subscriber.error(error),
        complete: () => {
          running -= 1;
          subscriber.remove(inner);
          startIn(slot);
        },
      });
      subscriber.add(inner);
    };

    subscriber.add(
      stop?.subscribe(() => {
        exhausted = true;
      }),
    );
    // Counted before the first start: a job that completes at once must not make the whole look finished.
    running += 1;
    for (let slot = 0; slot < slotCount && !exhausted; slot += 1) startIn(slot);
    running -= 1;
    if (running === 0) subscriber.complete();
  });
}
