/**
 * What to do while a run goes on, as operators on what `learn` gives: pipe them, subscribe, that is a callback.
 *
 *     learn(options).pipe(everySteps(10_000)).subscribe(({ run }) => …)
 *     learn(options).pipe(whenBest()).subscribe(({ run }) => keep(run.best))
 *     learn(options).pipe(untilReturn(475))                              ends the run, saved, when it is reached
 *     learn(options).pipe(smoothedReturn(20)).subscribe((value) => …)
 *
 * Pure on the stream: none changes what is learned. Imports: rxjs alone.
 */
import { filter, map, type OperatorFunction, pipe, scan, takeWhile } from "rxjs";
import type { LearnProgress } from "./learn.ts";

type Iteration = Extract<LearnProgress, { readonly type: "iteration" }>;
type Evaluation = Extract<LearnProgress, { readonly type: "evaluation" }>;
type Watch<T> = OperatorFunction<LearnProgress, T>;

function iterations(): Watch<Iteration> {
  return filter((progress) => progress.type === "iteration");
}

/**
 * The first iteration that has passed each multiple of `count` steps; one that passes several counts once. A run that is gone on with keeps
 * to the same multiples; its first iteration is let through only if it passes one. Throws `RangeError` unless `count` is above 0.
 */
export function everySteps(count: number): Watch<Iteration> {
  if (!(count > 0)) throw new RangeError(`everySteps takes a number of steps above 0, not ${count}`);
  return pipe(
    iterations(),
    scan(
      ({ passed }, progress) => {
        const { steps, iteration } = progress.record;
        const now = Math.floor(steps / count);
        // Of an iteration that is seen first its own steps are not known: what it began at is, when it is the first of the run.
        const before = passed ?? (iteration === 1 ? 0 : Math.floor((steps - 1) / count));
        return { passed: now, due: now > before, progress };
      },
      { passed: undefined, due: false, progress: undefined } as Passing,
    ),
    filter(({ due }) => due),
    map(({ progress }) => progress as Iteration),
  );
}

interface Passing {
  readonly passed: number | undefined;
  readonly due: boolean;
  readonly progress: Iteration | undefined;
}

/** Evaluations whose policy is the best so far, that of an earlier session included. */
export function whenBest(): Watch<Evaluation> {
  return filter(
    (progress): progress is Evaluation =>
      progress.type === "evaluation" && progress.run.best?.steps === progress.run.learner.steps,
  );
}

/**
 * Everything up to the first evaluation whose deterministic mean return is `enough`, that one included; then completes, which ends the run
 * after the iteration under way, saved. (`until.meanReturn` of `learn` goes by training episodes instead.)
 */
export function untilReturn(enough: number): Watch<LearnProgress> {
  return takeWhile(
    (progress) => !(progress.type === "evaluation" && progress.evaluated.deterministic.mean >= enough),
    true,
  );
}

/**
 * Returns of iterations, smoothed with time constant τ in iterations, beginning as their plain mean:
 *
 *     x̄ ← x̄ + w (x − x̄),   w = max( 1/k, 1/τ )   of the k-th iteration in which an episode ended
 *
 * Throws `RangeError` unless τ ≥ 1.
 */
export function smoothedReturn(timeConstant: number): Watch<number> {
  if (!(timeConstant >= 1))
    throw new RangeError(`smoothedReturn takes a time constant of at least 1 iteration, not ${timeConstant}`);
  return pipe(
    iterations(),
    map(({ record }) => record.iterationReturn),
    filter((value) => Number.isFinite(value)),
    scan(
      ({ count, mean }, value) => {
        const weight = Math.max(1 / (count + 1), 1 / timeConstant);
        return { count: count + 1, mean: mean + weight * (value - mean) };
      },
      { count: 0, mean: 0 },
    ),
    map(({ mean }) => mean),
  );
}
