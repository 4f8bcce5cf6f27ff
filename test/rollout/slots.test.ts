/** `inSlots` on a virtual clock: time is drawn as text, one frame a character. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { map, type Observable, of } from "rxjs";
import { TestScheduler } from "rxjs/testing";
import { inSlots } from "../../src/rollout/slots.ts";

function onVirtualTime(body: Parameters<TestScheduler["run"]>[0]): void {
  new TestScheduler((actual, expected) => assert.deepEqual(actual, expected)).run(body);
}

/** Runs the job named by its marbles, and appends the slot it was given: "x" in slot 1 emits "x1". */
type Cold = (marbles: string) => Observable<string>;
const inItsSlot =
  (cold: Cold) =>
  (marbles: string, slot: number): Observable<string> =>
    cold(marbles).pipe(map((value) => `${value}${slot}`));

test("the next job starts in the slot that falls free first", () => {
  onVirtualTime(({ cold, expectObservable }) => {
    const jobs = ["-----(x|)", "--(y|)", "--(z|)"];
    //             0 1 2 3 4 5      y ends at 2, so z runs in slot 1 from 2 to 4
    const expected = "--y-z(x|)";
    expectObservable(inSlots({ jobs, slotCount: 2, run: inItsSlot(cold) })).toBe(expected, {
      x: "x0",
      y: "y1",
      z: "z1",
    });
  });
});

test("no jobs complete at once", () => {
  onVirtualTime(({ cold, expectObservable }) => {
    expectObservable(inSlots({ jobs: [] as string[], slotCount: 2, run: inItsSlot(cold) })).toBe("|");
  });
});

test("jobs that end the moment they start all run, one after the other in one slot", () => {
  onVirtualTime(({ cold, expectObservable }) => {
    const jobs = ["(a|)", "(b|)", "(c|)"];
    expectObservable(inSlots({ jobs, slotCount: 1, run: inItsSlot(cold) })).toBe("(abc|)", {
      a: "a0",
      b: "b0",
      c: "c0",
    });
  });
});

test("an error of one job ends the others and the whole", () => {
  onVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
    const failing = cold("--#");
    const other = cold("-----(x|)");
    const streams: Record<string, typeof failing> = { failing, other };
    const run = (job: string) => streams[job]!;
    expectObservable(inSlots({ jobs: ["other", "failing"], slotCount: 2, run })).toBe("--#");
    expectSubscriptions(other.subscriptions).toBe("^-!");
  });
});

test("unsubscribing ends the running jobs and starts no other", () => {
  onVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
    const first = cold("----(x|)");
    const second = cold("----(y|)");
    const streams: Record<string, typeof first> = { first, second };
    expectObservable(
      inSlots({ jobs: ["first", "second"], slotCount: 1, run: (job) => streams[job]! }),
      "--!",
    ).toBe("---");
    expectSubscriptions(first.subscriptions).toBe("^-!");
    expectSubscriptions(second.subscriptions).toBe([]);
  });
});

test("stop lets the running jobs finish and starts no other", () => {
  onVirtualTime(({ cold, hot, expectObservable }) => {
    const jobs = ["----(x|)", "------(y|)", "-(z|)"];
    const stop = hot("--s");
    //               "------" y is the last to finish; z never starts though slot 0 is free from 4
    expectObservable(inSlots({ jobs, slotCount: 2, run: inItsSlot(cold), stop })).toBe("----x-(y|)", {
      x: "x0",
      y: "y1",
    });
  });
});

test("stop before the start runs nothing", () => {
  onVirtualTime(({ cold, expectObservable }) => {
    expectObservable(inSlots({ jobs: ["-(x|)"], slotCount: 1, run: inItsSlot(cold), stop: of("stop") })).toBe(
      "|",
    );
  });
});

test("jobs are pulled only when a slot is free", () => {
  const pulled: number[] = [];
  function* jobs(): Generator<number> {
    for (let job = 0; job < 5; job += 1) {
      pulled.push(job);
      yield job;
    }
  }
  onVirtualTime(({ cold, flush }) => {
    inSlots({ jobs: jobs(), slotCount: 2, run: () => cold("-----") }).subscribe();
    flush();
  });
  assert.deepEqual(pulled, [0, 1]);
});

test("a job that never ends keeps its slot, and the others share the rest", () => {
  onVirtualTime(({ cold, expectObservable }) => {
    const jobs = ["------------", "-(a|)", "-(b|)", "-(c|)"];
    expectObservable(inSlots({ jobs, slotCount: 2, run: inItsSlot(cold) }), "-----!").toBe("-abc--", {
      a: "a1",
      b: "b1",
      c: "c1",
    });
  });
});
