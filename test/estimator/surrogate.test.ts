import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { LOG_RATIO_LIMIT, surrogate } from "../../src/estimator/surrogate.ts";
import { valueError } from "../../src/estimator/value-clip.ts";
import { exp, log } from "../../src/math/elementary.ts";
import { mean } from "../../src/math/statistics.ts";

const close = (actual: number, expected: number, tolerance = 1e-15) =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual} ≠ ${expected}`,
  );

/** One row of ratio r. */
const row = (ratio: number, advantage: number, clipRange?: number) =>
  surrogate(
    Float64Array.of(log(ratio)),
    Float64Array.of(0),
    Float64Array.of(advantage),
    clipRange === undefined ? {} : { clipRange },
  );

const numbers = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const rows = fc
  .array(fc.record({ next: numbers(-3, 3), old: numbers(-3, 3), advantage: numbers(-5, 5) }), {
    minLength: 1,
    maxLength: 20,
  })
  .map((list) => ({
    next: Float64Array.from(list, ({ next }) => next),
    old: Float64Array.from(list, ({ old }) => old),
    advantages: Float64Array.from(list, ({ advantage }) => advantage),
  }));

describe("the clipped surrogate", () => {
  // ε = 0.2: the ratio may gain up to 1.2 with a good action and down to 0.8 with a bad one; what makes things worse is never clipped.
  for (const { ratio, advantage, coefficient, value, name } of [
    { name: "A > 0, r above: clipped", ratio: 1.5, advantage: 2, coefficient: 0, value: 2.4 },
    { name: "A > 0, r below: not clipped", ratio: 0.5, advantage: 2, coefficient: 1, value: 1 },
    { name: "A < 0, r above: not clipped", ratio: 1.5, advantage: -2, coefficient: -3, value: -3 },
    { name: "A < 0, r below: clipped", ratio: 0.5, advantage: -2, coefficient: 0, value: -1.6 },
    { name: "A > 0, r within: not clipped", ratio: 1.1, advantage: 2, coefficient: 2.2, value: 2.2 },
    { name: "A < 0, r within: not clipped", ratio: 0.9, advantage: -2, coefficient: -1.8, value: -1.8 },
  ])
    it(name, () => {
      const result = row(ratio, advantage, 0.2);
      close(result.coefficients[0]!, coefficient);
      close(result.value, value);
      assert.equal(result.clipFraction, Math.abs(ratio - 1) > 0.2 ? 1 : 0);
    });

  it("without a clip, at the policy that acted, the coefficient is the advantage to the bit", () =>
    fc.assert(
      fc.property(rows, ({ old, advantages }) => {
        const result = surrogate(old, old, advantages);
        assert.deepEqual(result.coefficients, advantages);
        close(result.value, mean(advantages), 1e-14);
        assert.deepEqual([result.clipFraction, result.klDivergence, result.naiveKlDivergence + 0], [0, 0, 0]);
      }),
      { seed: 1 },
    ));

  it("a clip nobody reaches changes nothing", () =>
    fc.assert(
      fc.property(rows, ({ next, old, advantages }) =>
        assert.deepEqual(
          surrogate(next, old, advantages, { clipRange: 1000 }),
          surrogate(next, old, advantages),
        ),
      ),
      { seed: 2 },
    ));

  it("n times the slope of L by each log-probability is its coefficient", () =>
    fc.assert(
      fc.property(rows, numbers(0.05, 0.5), ({ next, old, advantages }, clipRange) => {
        const { coefficients } = surrogate(next, old, advantages, { clipRange });
        for (const i of next.keys()) {
          const ratio = exp(next[i]! - old[i]!);
          // At the corner itself there is no slope.
          if (Math.abs(Math.abs(ratio - 1) - clipRange) < 1e-4) continue;
          const at = (h: number) =>
            surrogate(next.with(i, next[i]! + h), old, advantages, { clipRange }).value;
          close((next.length * (at(1e-5) - at(-1e-5))) / 2e-5, coefficients[i]!, 1e-5);
        }
      }),
      { seed: 3, numRuns: 50 },
    ));

  it("L with the clip is never above L without it", () =>
    fc.assert(
      fc.property(rows, numbers(0.01, 2), ({ next, old, advantages }, clipRange) => {
        const clipped = surrogate(next, old, advantages, { clipRange }).value;
        assert.ok(clipped <= surrogate(next, old, advantages).value + 1e-12);
      }),
      { seed: 4 },
    ));
});

describe("the divergence from the samples", () => {
  it("of two rows with r = 2 and r = ½: k1 = 0, k3 = ¼", () => {
    // k1: −(log 2 + log ½)/2 = 0; k3: ((2 − 1 − log 2) + (½ − 1 + log 2))/2 = ¼.
    const result = surrogate(Float64Array.of(log(2), log(0.5)), new Float64Array(2), new Float64Array(2));
    close(result.naiveKlDivergence, 0);
    close(result.klDivergence, 0.25);
  });

  it("both have the mean KL(old ‖ new) over the actions of old, and k3 is never negative", () => {
    // old (¾, ¼), new (½, ½), each action as often as old takes it: KL = ¾ log(3/2) + ¼ log(1/2).
    const old = Float64Array.of(log(0.75), log(0.75), log(0.75), log(0.25));
    const next = new Float64Array(4).fill(log(0.5));
    const expected = 0.75 * log(1.5) + 0.25 * log(0.5);
    const result = surrogate(next, old, new Float64Array(4));
    close(result.klDivergence, expected);
    close(result.naiveKlDivergence, expected);
    fc.assert(
      fc.property(rows, (any) => surrogate(any.next, any.old, any.advantages).klDivergence >= -1e-15),
      { seed: 5 },
    );
  });
});

describe("ratios no number holds", () => {
  it("a log ratio of ±1000 is held at ±20 and counted, and all that comes out is finite", () => {
    const result = surrogate(
      Float64Array.of(1000, -1000, 0, Number.NEGATIVE_INFINITY),
      Float64Array.of(0, 0, 0, 0),
      Float64Array.of(-1, 1, 1, 1),
      { clipRange: 0.2 },
    );
    const [most, least] = [exp(LOG_RATIO_LIMIT), exp(-LOG_RATIO_LIMIT)];
    assert.deepEqual(result.coefficients, Float64Array.of(-most, least, 1, least));
    assert.equal(result.heldCount, 3);
    for (const x of [result.value, result.klDivergence, result.naiveKlDivergence])
      assert.ok(Number.isFinite(x));
  });

  it("a log ratio of 20 is not held", () =>
    assert.equal(surrogate(Float64Array.of(20), Float64Array.of(0), Float64Array.of(1)).heldCount, 0));

  it("a row that is no number is refused with its index and its numbers", () => {
    const one = Float64Array.of(0, 0);
    for (const bad of [Float64Array.of(0, Number.NaN), Float64Array.of(0, Number.POSITIVE_INFINITY)])
      assert.throws(
        () => surrogate(one, one, bad),
        /row 1 has log π_new 0, log π_old 0, advantage (NaN|Infinity)/,
      );
    assert.throws(() => surrogate(Float64Array.of(0, Number.NaN), one, one), RangeError);
  });

  it("no rows, rows of different length and a clip range of 0 are refused", () => {
    const [none, one, two] = [new Float64Array(0), new Float64Array(1), new Float64Array(2)];
    assert.throws(() => surrogate(none, none, none), /one row or more/);
    assert.throws(() => surrogate(one, one, two), /nextLogProbs 1, oldLogProbs 1, advantages 2/);
    for (const clipRange of [0, -1, Number.NaN])
      assert.throws(() => surrogate(one, one, one, { clipRange }), /clip range above 0/);
  });
});

describe("the error of values", () => {
  // Old value 1, ε = 0.5: the clipped value is within [0.5, 1.5].
  for (const { name, value, target, error, weight } of [
    // Moved past 1.5 towards the target 3: clipped 1.5 is further, ½ 1.5² and no more to gain.
    { name: "moved far towards the target: clipped", value: 2, target: 3, error: 1.125, weight: 0 },
    // Moved past 1.5 away from the target 0: the plain error 2² is the greater.
    { name: "moved far from the target: not clipped", value: 2, target: 0, error: 2, weight: -2 },
    { name: "moved down far towards the target: clipped", value: 0, target: -1, error: 1.125, weight: 0 },
    { name: "moved down far from the target: not clipped", value: 0, target: 2, error: 2, weight: 2 },
    { name: "within the clip: not clipped", value: 1.25, target: 3, error: 1.53125, weight: 1.75 },
  ])
    it(name, () => {
      const result = valueError(Float64Array.of(value), Float64Array.of(1), Float64Array.of(target), {
        clipRange: 0.5,
      });
      assert.deepEqual([result.error, result.weights[0]], [error, weight]);
      assert.equal(result.clipFraction, Math.abs(value - 1) > 0.5 ? 1 : 0);
    });

  it("without a clip it is half the mean square, and the weights are what is missing", () => {
    const result = valueError(Float64Array.of(1, 2), Float64Array.of(9, 9), Float64Array.of(2, 5));
    assert.deepEqual(result, { weights: Float64Array.of(1, 3), error: 2.5, clipFraction: 0 });
  });

  it("the weights are −n times the slope of the error", () =>
    fc.assert(
      fc.property(
        numbers(-3, 3),
        numbers(-3, 3),
        numbers(-3, 3),
        numbers(0.1, 1),
        (v, old, target, clipRange) => {
          const at = (x: number) =>
            valueError(Float64Array.of(x), Float64Array.of(old), Float64Array.of(target), { clipRange });
          const held = old + Math.min(Math.max(v - old, -clipRange), clipRange);
          // Not where the two errors cross, nor at the edge of the clip.
          const crossing = Math.abs(Math.abs(v - target) - Math.abs(held - target)) < 1e-4 && held !== v;
          if (crossing || Math.abs(Math.abs(v - old) - clipRange) < 1e-4) return;
          close(-(at(v + 1e-5).error - at(v - 1e-5).error) / 2e-5, at(v).weights[0]!, 1e-6);
        },
      ),
      { seed: 6 },
    ));
});
