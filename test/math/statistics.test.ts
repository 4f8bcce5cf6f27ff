import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { integerPower } from "../../src/math/power.ts";
import {
  include,
  type Moments,
  mean,
  merge,
  momentsOf,
  noMoments,
  sampleVariance,
  standardError,
  varianceOf,
  varianceOfMean,
} from "../../src/math/statistics.ts";
import { add, equal, firstNonFinite, norm, scale } from "../../src/math/vector.ts";

const close = (a: number, b: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b)), `${a} ≠ ${b}`);
const samples = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { maxLength: 30 });

describe("statistics", () => {
  it("mean, variance and standard error of 2, 4, 4, 4, 5, 5, 7, 9", () => {
    // Sum 40, squares about 5: 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32; 32/7; √(32/7/8) = √(4/7)
    const list = [2, 4, 4, 4, 5, 5, 7, 9];
    assert.equal(mean(list), 5);
    close(sampleVariance(list), 32 / 7);
    close(standardError(list), Math.sqrt(4 / 7));
  });

  it("too few samples give NaN and not 0", () => {
    assert.ok(
      [
        mean([]),
        sampleVariance([]),
        sampleVariance([3]),
        standardError([3]),
        varianceOfMean([]),
        varianceOfMean([Float64Array.of(1, 2)]),
      ].every(Number.isNaN),
    );
  });

  it("a large mean does not drown a small spread", () => {
    // 10⁹ + {0, 1, 2}: variance 1; the mean of squares minus the square of the mean would lose it all.
    assert.equal(sampleVariance([1e9, 1e9 + 1, 1e9 + 2]), 1);
  });

  it("merged moments are the moments of all samples, in any split", () =>
    fc.assert(
      fc.property(samples, samples, (a, b) => {
        const together: Moments = merge(momentsOf(a), momentsOf(b));
        const expected = momentsOf([...a, ...b]);
        assert.equal(together.count, expected.count);
        close(together.mean, expected.mean);
        close(together.squares, expected.squares, 1e-10);
      }),
      { seed: 1 },
    ));

  it("running moments agree with the two-pass formula", () =>
    fc.assert(
      fc.property(samples, (list) => {
        fc.pre(list.length > 1);
        const average = list.reduce((sum, x) => sum + x, 0) / list.length;
        const twoPass = list.reduce((sum, x) => sum + (x - average) ** 2, 0) / (list.length - 1);
        close(varianceOf(list.reduce(include, noMoments)), twoPass, 1e-10);
      }),
      { seed: 2 },
    ));

  it("the variance of a mean vector is the sum over its elements of s²/n", () => {
    // (0, 0), (2, 10), (4, 20): s² = 4 and 100, n = 3.
    close(varianceOfMean([Float64Array.of(0, 0), Float64Array.of(2, 10), Float64Array.of(4, 20)]), 104 / 3);
  });
});

describe("vectors and powers", () => {
  it("the norm of (3, 4) is 5 at any size", () => {
    for (const size of [1, 1e-310, 1e307, 2 ** 500])
      close(norm(Float64Array.of(3 * size, -4 * size)) / size, 5, 1e-9);
    assert.equal(norm(new Float64Array(3)), 0);
    assert.equal(norm(Float64Array.of(1, Number.POSITIVE_INFINITY)), Number.POSITIVE_INFINITY);
    assert.ok(Number.isNaN(norm(Float64Array.of(1, Number.NaN))));
  });

  it("add and scale leave their arguments alone", () => {
    const a = Float64Array.of(1, 2);
    assert.deepEqual(add(a, Float64Array.of(10, 20)), Float64Array.of(11, 22));
    assert.deepEqual(scale(a, -2), Float64Array.of(-2, -4));
    assert.deepEqual(a, Float64Array.of(1, 2));
  });

  it("equality and finiteness look at every element", () => {
    assert.ok(equal(Float64Array.of(1, 2), Float64Array.of(1, 2)));
    assert.ok(
      !equal(Float64Array.of(1, 2), Float64Array.of(1, 3)) &&
        !equal(Float64Array.of(1), Float64Array.of(1, 2)),
    );
    assert.equal(firstNonFinite(Float64Array.of(1, 2, Number.NaN)), 2);
    assert.equal(firstNonFinite(Float64Array.of(1, 2)), -1);
  });

  it("whole powers are products", () => {
    assert.equal(integerPower(3, 0), 1);
    assert.equal(integerPower(3, 13), 1594323);
    assert.equal(integerPower(0.5, 1000), 2 ** -1000);
    close(integerPower(0.999, 100_000) / Math.exp(100_000 * Math.log(0.999)), 1, 1e-9);
  });
});
