import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { niceTicks, wholeTicks } from "../../src/observe/report/ticks.ts";

test("ticks of known ranges", () => {
  // 220 … 367 with at most 10 ticks: steps of 10 need 16, steps of 20 need 9.
  assert.deepEqual(niceTicks(221.4, 367.2, 10).values, [220, 240, 260, 280, 300, 320, 340, 360, 380]);
  // In floating point 0.3 / 0.1 is a little less than 3 and 3 · 0.1 a little more than 0.3; neither may show.
  assert.deepEqual(niceTicks(0.3, 0.7, 5).values, [0.3, 0.4, 0.5, 0.6, 0.7]);
  assert.deepEqual(niceTicks(-1, 1, 3).values, [-1, 0, 1]);
  assert.deepEqual(niceTicks(0, 0), niceTicks(0, 1));
});

test("ticks are at most as many as allowed, nice, ascending, and cover the range", () => {
  const end = fc.oneof(
    fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
    fc.integer({ min: -1000, max: 1000 }),
  );
  fc.assert(
    fc.property(end, end, fc.integer({ min: 3, max: 20 }), (a, b, maximum) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const { values, step, decimals } = niceTicks(a, b, maximum);
      assert.ok(values.length >= 2 && values.length <= maximum);
      assert.match(step.toExponential(), /^[125]e/);
      assert.ok(values[0]! <= low + step * 1e-6 && values.at(-1)! >= high - step * 1e-6);
      for (const [index, value] of values.entries()) {
        assert.ok(index === 0 || value > values[index - 1]!);
        assert.ok(Math.abs(value / step - Math.round(value / step)) < 1e-5);
        if (decimals <= 15) assert.equal(Number(value.toFixed(decimals)), value);
      }
    }),
    { numRuns: 500, seed: 2004 },
  );
});

test("no range, however odd, hangs or gives a tick that is not finite", () => {
  const odd = fc.oneof(
    fc.double(),
    fc.constantFrom(
      Number.NaN,
      Infinity,
      -Infinity,
      Number.MAX_VALUE,
      -Number.MAX_VALUE,
      Number.MIN_VALUE,
      0,
      -0,
    ),
  );
  fc.assert(
    fc.property(odd, odd, fc.integer({ min: -1, max: 12 }), (low, high, maximum) => {
      const { values } = niceTicks(low, high, maximum);
      assert.ok(values.length >= 2 && values.length <= Math.max(3, maximum));
      assert.ok(values.every(Number.isFinite));
    }),
    { numRuns: 500, seed: 2004 },
  );
});

test("ticks of counts are whole numbers inside the range", () => {
  for (let last = 1; last <= 250; last += 1) {
    const { values } = wholeTicks(1, last, 7);
    assert.ok(values.length >= 1 && values.length <= 7);
    assert.ok(values.every((value) => Number.isInteger(value) && value >= 1 && value <= Math.max(2, last)));
  }
});
