import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  cosine,
  effectiveSampleSize,
  explainedVariance,
  meanEntropy,
  noiseShare,
} from "../../src/estimator/telemetry.ts";
import { softmaxHead } from "../../src/policy/head/softmax.ts";

const of = (...values: number[]) => Float64Array.of(...values);
const close = (a: number, b: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(a - b) <= tolerance, `${a}, expected ${b}`);
const vectors = fc
  .array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 8 })
  .map((list) => Float64Array.from(list));

describe("noise share", () => {
  it("is tr Cov over the squared length: 5/(3² + 4²)", () =>
    close(noiseShare({ gradient: of(3, 4), variance: 5 }), 0.2));
  it("is 0 without noise and Infinity where all is noise", () => {
    assert.equal(noiseShare({ gradient: of(0, 0), variance: 0 }), 0);
    assert.equal(noiseShare({ gradient: of(0, 0), variance: 1 }), Number.POSITIVE_INFINITY);
  });
  it("stays a number for gradients of 1e200", () =>
    close(noiseShare({ gradient: of(1e153, 0), variance: 1e306 }), 1, 1e-9));
});

describe("cosine", () => {
  it("is 1 along, −1 against and 0 across", () => {
    close(cosine(of(1, 2), of(2, 4)), 1);
    close(cosine(of(1, 2), of(-1, -2)), -1);
    close(cosine(of(1, 0), of(0, 5)), 0);
    close(cosine(of(1, 0), of(1, 1)), Math.SQRT1_2);
  });
  it("does not overflow, and of nothing it is NaN", () => {
    close(cosine(of(1e300, 1e300), of(1e300, 0)), Math.SQRT1_2);
    assert.ok(Number.isNaN(cosine(of(0, 0), of(1, 0))));
  });
});

describe("effective sample size", () => {
  it("is n for equal weights, 1 for a single one, and 9/5 for (1, 2)", () => {
    close(effectiveSampleSize(of(3, 3, 3, 3)), 4);
    close(effectiveSampleSize(of(0, 7, 0)), 1);
    close(effectiveSampleSize(of(1, 2)), 9 / 5);
    close(effectiveSampleSize(of(1e300, 1e300)), 2);
  });
  it("lies between 1 and n", () =>
    fc.assert(
      fc.property(
        vectors.map((list) => list.map(Math.abs)).filter((list) => list.some((w) => w > 1e-9)),
        (weights) => {
          const size = effectiveSampleSize(weights);
          assert.ok(size >= 1 - 1e-12 && size <= weights.length * (1 + 1e-12));
        },
      ),
      { seed: 1 },
    ));
});

describe("explained variance", () => {
  it("is 1 for a perfect critic, also with a constant error, 0 for a constant, below 0 for worse", () => {
    close(explainedVariance(of(1, 2, 4), of(1, 2, 4)), 1);
    close(explainedVariance(of(11, 12, 14), of(1, 2, 4)), 1);
    close(explainedVariance(of(5, 5, 5), of(1, 2, 4)), 0);
    // V = −G: G − V = 2G, of 4 times the variance
    close(explainedVariance(of(-1, -2, -4), of(1, 2, 4)), -3);
  });
  it("is no number where returns do not differ", () =>
    assert.ok(!Number.isFinite(explainedVariance(of(1, 2), of(3, 3)))));
});

describe("entropy", () => {
  it("the mean entropy of even chances among four is log 4", () => {
    const head = softmaxHead({ type: "discrete", count: 4, start: 0, names: [] });
    close(meanEntropy(head, { own: of(), inputs: new Float32Array(8) }), Math.log(4));
  });
});
