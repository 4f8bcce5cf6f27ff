import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { afterIteration, type Climb, firstClimb, type RestartOptions } from "../../src/train/restart.ts";

/** The iterations, counted from 1, after which a run with these mean returns began again; the climb at the end. */
function restartsOf(returns: readonly number[], options: RestartOptions): { after: number[]; climb: Climb } {
  const after: number[] = [];
  let climb = firstClimb;
  for (const [i, meanReturn] of returns.entries()) {
    const next = afterIteration(climb, { meanReturn }, options);
    if (next.decision === "restart") after.push(i + 1);
    climb = JSON.parse(JSON.stringify(next.climb)) as Climb;
  }
  return { after, climb };
}

describe("a climb is given up", () => {
  it("after `patience` iterations that were no better than its best, and then the next one is judged by itself", () => {
    // Best 32 in iteration 2; 3, 4 and 5 are no better. The second climb starts lower, at 10, and is stuck after 6 and 7, 8, 9.
    const { after, climb } = restartsOf([9, 32, 31, 32, 8, 10, 10, 10, 9, 40], { patience: 3 });
    assert.deepEqual(after, [5, 9]);
    assert.deepEqual(climb, { restarts: 2, idle: 0, bestReturn: 40 });
  });

  it("not while it gets better, however slowly, unless a margin asks for more", () => {
    const slow = [1, 1.1, 1.2, 1.3, 1.4, 1.5];
    assert.deepEqual(restartsOf(slow, { patience: 1 }).after, []);
    // 1 is the best until 1.5 > 1 + 0.45: 1.1 and 1.2 are not.
    assert.deepEqual(restartsOf(slow, { patience: 3, margin: 0.25 }).after, []);
    assert.deepEqual(restartsOf(slow, { patience: 2, margin: 0.45 }).after, [3, 6]);
  });

  it("not where it is good enough", () => {
    const solved = [1000, ...new Array<number>(50).fill(990)];
    assert.deepEqual(restartsOf(solved, { patience: 5, enough: 950 }).after, []);
    assert.deepEqual(restartsOf(solved.slice(0, 6), { patience: 5, enough: 1001 }).after, [6]);
  });

  it("where the return is no number, as where it is no better", () => {
    assert.deepEqual(restartsOf([5, Number.NaN, Number.NEGATIVE_INFINITY], { patience: 2 }).after, [3]);
  });

  it("only with a patience that can be", () => {
    for (const patience of [0, 1.5, Number.NaN])
      assert.throws(() => restartsOf([1], { patience }), { name: "RangeError", message: /patience/ });
    assert.throws(() => restartsOf([1], { patience: 1, margin: -1 }), {
      name: "RangeError",
      message: /margin/,
    });
  });
});
