import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { scoreTrick } from "../../src/estimator/score-trick.ts";
import { createRng, type Rng } from "../../src/math/random.ts";
import { standardError } from "../../src/math/statistics.ts";

/** x ~ N(μ, σ²): ∂ log P/∂μ = (x − μ)/σ², ∂ log P/∂σ = ((x − μ)² − σ²)/σ³ */
const [mu, sigma] = [0.7, 1.5];
const sample = (rng: Rng) => mu + sigma * rng.normal();
const score = (x: number) =>
  Float64Array.of((x - mu) / sigma ** 2, ((x - mu) ** 2 - sigma ** 2) / sigma ** 3);

function assertWithin(found: Float64Array, variance: number, expected: readonly number[]): void {
  for (const [j, value] of expected.entries())
    assert.ok(
      Math.abs(found[j]! - value) < 3 * Math.sqrt(variance),
      `element ${j}: ${found[j]}, expected ${value} ± ${Math.sqrt(variance)}`,
    );
}

describe("the score trick", () => {
  it("of a normal x and x² is (2μ, 2σ), with or without its own mean as baseline", () => {
    for (const leaveOneOut of [false, true]) {
      const { gradient, variance } = scoreTrick({
        sample,
        score,
        f: (x) => x * x,
        count: 20_000,
        rng: createRng(1),
        leaveOneOut,
      });
      assertWithin(gradient, variance, [2 * mu, 2 * sigma]);
    }
  });

  it("of a step, which has no derivative, is the density at the step", () => {
    // P(x > 0) = Φ(μ/σ); d/dμ = φ(μ/σ)/σ; d/dσ = −μ φ(μ/σ)/σ²
    const density = Math.exp(-((mu / sigma) ** 2) / 2) / Math.sqrt(2 * Math.PI);
    const f = (x: number) => (x > 0 ? 1 : 0);
    const { gradient, variance } = scoreTrick({ sample, score, f, count: 20_000, rng: createRng(2) });
    assertWithin(gradient, variance, [density / sigma, (-mu * density) / sigma ** 2]);
  });

  it("of anything that is sampled: a word among three, by the table of its probabilities", () => {
    // P(i) = softmax(0, 0, 0) = ⅓; f = 0, 3, 6; ∂E f/∂logit i = ⅓ (f_i − 3)
    const words = ["left", "right", "brake"];
    const { gradient, variance } = scoreTrick({
      sample: (rng) => words[rng.integer(3)]!,
      score: (word) => Float64Array.from(words, (other) => (other === word ? 1 : 0) - 1 / 3),
      f: (word) => 3 * words.indexOf(word),
      count: 20_000,
      rng: createRng(3),
    });
    assertWithin(gradient, variance, [-1, 0, 1]);
  });

  it("with leave-one-out has the mean 2μ for as few as two samples", () => {
    const slopes = Array.from({ length: 10_000 }, (_, i) => {
      const options = { sample, score, f: (x: number) => x * x, count: 2, leaveOneOut: true };
      return scoreTrick({ ...options, rng: createRng(4).stream(i) }).gradient[0]!;
    });
    const found = slopes.reduce((sum, slope) => sum + slope, 0) / slopes.length;
    const error = standardError(slopes);
    assert.ok(Math.abs(found - 2 * mu) < 3 * error, `${found} ± ${error}, expected ${2 * mu}`);
    assert.ok(error < 0.1, "and half of it would be far off");
  });

  it("with leave-one-out does not feel a constant: exactly 0 where f is one", () => {
    const { gradient, variance } = scoreTrick({
      sample,
      score,
      f: () => 1000,
      count: 50,
      rng: createRng(1),
      leaveOneOut: true,
    });
    assert.deepEqual([...gradient], [0, 0]);
    assert.equal(variance, 0);
  });

  it("reports the variance that many estimates have", () => {
    const estimates = Array.from({ length: 1000 }, (_, i) =>
      scoreTrick({ sample, score, f: (x) => x, count: 20, rng: createRng(i) }),
    );
    const spread = [0, 1].reduce((sum, j) => {
      const error = standardError(estimates.map(({ gradient }) => gradient[j]!));
      return sum + error * error * 1000;
    }, 0);
    const reported = estimates.reduce((sum, { variance }) => sum + variance, 0) / 1000;
    assert.ok(Math.abs(reported / spread - 1) < 0.15, `${reported} and ${spread}`);
  });

  it("is NaN in its variance for one sample, and refuses none, and f that is no number", () => {
    const one = scoreTrick({ sample, score, f: (x) => x, count: 1, rng: createRng(1) });
    assert.ok(one.gradient.every(Number.isFinite) && Number.isNaN(one.variance));
    assert.throws(() => scoreTrick({ sample, score, f: (x) => x, count: 0, rng: createRng(1) }), /1 or more/);
    assert.throws(
      () => scoreTrick({ sample, score, f: (x) => x, count: 1, rng: createRng(1), leaveOneOut: true }),
      /2 or more/,
    );
    assert.throws(
      () => scoreTrick({ sample, score, f: () => Number.NaN, count: 3, rng: createRng(1) }),
      /f of sample 0 of 3 is NaN/,
    );
  });
});
