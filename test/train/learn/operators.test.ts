/** Operators on the progress of a run, on a virtual clock: one frame a character. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { TestScheduler } from "rxjs/testing";
import type { Measured } from "../../../src/train/learn/evaluation.ts";
import type { LearnProgress, RunState } from "../../../src/train/learn/learn.ts";
import { everySteps, smoothedReturn, untilReturn, whenBest } from "../../../src/train/learn/operators.ts";

function onVirtualTime(body: Parameters<TestScheduler["run"]>[0]): void {
  new TestScheduler((actual, expected) => assert.deepEqual(actual, expected)).run(body);
}

function runAt(steps: number, best: RunState["best"] = null): RunState {
  const learner = {
    iteration: 0,
    steps,
    episodes: 0,
    params: new Float64Array(),
    memory: null,
    normalizer: null,
    rewardScale: null,
    courses: [],
    recentReturns: [],
  };
  return { learner, best, evaluatedAt: 0 };
}

function iteration(number: number, steps: number, iterationReturn = 0): LearnProgress {
  const record = {
    iteration: number,
    steps,
    episodes: 0,
    meanReturn: 0,
    iterationReturn,
    iterationLength: 0,
    returns: [],
    reasons: {},
    metrics: {},
    actTime: 0,
    envTime: 0,
    learnTime: 0,
  };
  return { type: "iteration", record, run: runAt(steps) };
}

function evaluation(steps: number, mean: number, bestAt: number): LearnProgress {
  const deterministic: Measured = { mean, standardError: 0, returns: [], meanLength: 0, reasons: {} };
  const best = { params: new Float64Array(), normalizer: null, steps: bestAt, meanReturn: mean };
  return { type: "evaluation", evaluated: { deterministic }, run: runAt(steps, best) };
}

test("everySteps lets the first iteration behind each multiple through, once however many it passes", () => {
  onVirtualTime(({ cold, expectObservable }) => {
    const values = {
      a: iteration(1, 40),
      b: iteration(2, 80),
      c: iteration(3, 120), // passes 100
      e: evaluation(120, 0, 0),
      d: iteration(4, 450), // passes 200, 300, 400
      f: iteration(5, 499),
      g: iteration(6, 500), // is 500
    };
    const source = cold("a-b-c-e-d-f-g|", values);
    expectObservable(source.pipe(everySteps(100))).toBe("----c---d---g|", values);
  });
});

test("everySteps lets a first iteration through that passes a multiple, and of a later session only one that stands on it", () => {
  onVirtualTime(({ cold, expectObservable }) => {
    const values = {
      a: iteration(1, 130),
      r: iteration(9, 930),
      s: iteration(9, 900),
      t: iteration(10, 1010),
    };
    expectObservable(cold("a|", values).pipe(everySteps(100))).toBe("a|", values);
    expectObservable(cold("rt|", values).pipe(everySteps(100))).toBe("-t|", values);
    expectObservable(cold("st|", values).pipe(everySteps(100))).toBe("st|", values);
  });
});

test("whenBest lets evaluations through whose own policy is the best", () => {
  onVirtualTime(({ cold, expectObservable }) => {
    const values = {
      a: evaluation(0, 9, 0),
      i: iteration(1, 100),
      b: evaluation(100, 7, 0), // the first is better
      c: evaluation(200, 12, 200),
    };
    expectObservable(cold("a-i-b-c-|", values).pipe(whenBest())).toBe("a-----c-|", values);
  });
});

test("untilReturn ends with the evaluation that reaches it, and unsubscribes from the run", () => {
  onVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
    const values = { i: iteration(1, 100, 1000), a: evaluation(100, 474.9, 0), b: evaluation(200, 475, 0) };
    const source = cold("i-a-b-i-|", values);
    expectObservable(source.pipe(untilReturn(475))).toBe("i-a-(b|)", values);
    expectSubscriptions(source.subscriptions).toBe("^---!");
  });
});

test("smoothedReturn begins as a mean, forgets with its time constant, and passes over iterations in which none ended", () => {
  onVirtualTime(({ cold, expectObservable }) => {
    const values = {
      a: iteration(1, 1, 10),
      n: iteration(2, 2, Number.NaN),
      b: iteration(3, 3, 20),
      c: iteration(4, 4, 30),
      e: evaluation(4, 1e9, 0),
    };
    // τ = 2: 10; 10 + ½ (20 − 10) = 15; 15 + ½ (30 − 15) = 22.5.
    expectObservable(cold("anb-ec|", values).pipe(smoothedReturn(2))).toBe("a-b--c|", {
      a: 10,
      b: 15,
      c: 22.5,
    });
  });
});

test("an error of the run passes through each of them", () => {
  onVirtualTime(({ cold, expectObservable }) => {
    for (const operator of [everySteps(1), whenBest(), untilReturn(1)])
      expectObservable(cold<LearnProgress>("--#").pipe(operator)).toBe("--#");
    expectObservable(cold<LearnProgress>("--#").pipe(smoothedReturn(1))).toBe("--#");
  });
});

test("numbers that make no sense are refused with what would", () => {
  assert.throws(() => everySteps(0), /above 0, not 0/);
  assert.throws(() => everySteps(Number.NaN), RangeError);
  assert.throws(() => smoothedReturn(0.5), /at least 1 iteration, not 0.5/);
});
