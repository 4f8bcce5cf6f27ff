/** Correlated exploration: each number standard normal by itself, and ρ^k of it left k steps later. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRng } from "../../src/math/random.ts";
import { mean } from "../../src/math/statistics.ts";
import { correlated } from "../../src/policy/exploration.ts";
import { gaussianHead } from "../../src/policy/head/gaussian.ts";

/** `count` actions of `elements` numbers, drawn one after another. */
function series(seed: number, correlation: number, elements: number, count: number): Float64Array[] {
  const source = correlated(createRng(seed), correlation, elements);
  return Array.from({ length: count }, () => Float64Array.from({ length: elements }, () => source.normal()));
}

const column = (rows: readonly Float64Array[], j: number) => rows.map((row) => row[j] as number);

/**
 * Standard error of a mean of n products x_t x_(t+k) of a stationary AR(1): by Isserlis, their covariance at lag l is ρ^(2l) + ρ^|l+k| ρ^|l−k|,
 * which sums over all l to less than 2 (1 + ρ²)/(1 − ρ²) + 2 k ρ^(2k).
 */
function standardErrorOf(correlation: number, lag: number, count: number): number {
  const square = correlation * correlation;
  return Math.sqrt(((2 * (1 + square)) / (1 - square) + 2 * lag * square ** lag) / count);
}

describe("correlated exploration", () => {
  it("has variance 1 and correlation ρ^k k steps later, each element by itself", () => {
    const [rho, count] = [0.9, 40_000];
    const rows = series(3, rho, 2, count + 10);
    for (const j of [0, 1])
      for (const lag of [0, 1, 2, 5, 10]) {
        const x = column(rows, j);
        const found = mean(x.slice(0, count).map((value, t) => value * (x[t + lag] as number)));
        const bound = 4 * standardErrorOf(rho, lag, count);
        assert.ok(
          Math.abs(found - rho ** lag) < bound,
          `element ${j}, lag ${lag}: ${found}, expected ${rho ** lag} ± ${bound}`,
        );
      }
    const across = mean(rows.map(([a, b]) => (a as number) * (b as number)));
    assert.ok(Math.abs(across) < 4 * standardErrorOf(rho, 0, count), `elements hang together: ${across}`);
  });

  it("is standard normal from the first step, not only in the long run", () => {
    // Variance of x² is 2: a mean of 10⁴ of them is within 4 √(2/10⁴) = 0.057 of 1, at the first step and at the third.
    const root = createRng(8);
    const starts = Array.from({ length: 10_000 }, (_, i) => {
      const source = correlated(root.stream(i), 0.95, 1);
      return [source.normal(), source.normal(), source.normal()] as const;
    });
    for (const step of [0, 2] as const) {
      const variance = mean(starts.map((x) => x[step] ** 2));
      assert.ok(Math.abs(variance - 1) < 0.057, `variance ${variance} at step ${step}`);
    }
  });

  it("follows x_k = ρ x_(k−1) + √(1 − ρ²) ε_k, element after element", () => {
    const fresh = createRng(4);
    const epsilon = Array.from({ length: 6 }, () => fresh.normal());
    const [a, b, c] = series(4, 0.6, 2, 3) as [Float64Array, Float64Array, Float64Array];
    // ρ = 0.6: √(1 − 0.36) = 0.8
    const second = [0, 1].map((j) => 0.6 * epsilon[j]! + 0.8 * epsilon[j + 2]!);
    const third = [0, 1].map((j) => 0.6 * second[j]! + 0.8 * epsilon[j + 4]!);
    assert.deepEqual(Array.from(a), epsilon.slice(0, 2));
    for (const [found, expected] of [
      [b, second],
      [c, third],
    ] as const)
      for (const j of [0, 1]) assert.ok(Math.abs(found[j]! - expected[j]!) < 1e-15);
  });

  it("is the same noise of the same seed, other noise of another, and the plain generator at ρ = 0", () => {
    assert.deepEqual(series(1, 0.9, 3, 20), series(1, 0.9, 3, 20));
    assert.notDeepEqual(series(1, 0.9, 3, 20), series(2, 0.9, 3, 20));
    const plain = createRng(1);
    assert.deepEqual(
      series(1, 0, 3, 20).flatMap((row) => Array.from(row)),
      Array.from({ length: 60 }, () => plain.normal()),
    );
  });

  it("goes on the same after the draws before have been repeated", () => {
    const whole = series(1, 0.9, 2, 15).flatMap((row) => Array.from(row));
    for (const skipped of [1, 4, 17]) {
      const again = correlated(createRng(1), 0.9, 2);
      for (let k = 0; k < skipped; k++) again.normal();
      assert.equal(again.normal(), whole[skipped]);
    }
  });

  it("leaves uniform numbers and streams as they are", () => {
    const [source, plain] = [correlated(createRng(6), 0.9, 1), createRng(6)];
    assert.equal(source.uniform(), plain.uniform());
    assert.equal(source.integer(100), plain.integer(100));
    assert.equal(source.seed(), plain.seed());
    assert.equal(source.stream("a").normal(), plain.stream("a").normal());
  });

  it("refuses a correlation outside 0 … 1", () => {
    for (const wrong of [-0.1, 1, Number.NaN])
      assert.throws(() => correlated(createRng(1), wrong, 1), {
        name: "RangeError",
        message: /from 0 to below 1/,
      });
  });

  it("moves the actions of a Gaussian head together, and nothing else about them", () => {
    const space = {
      type: "box",
      dtype: "float64",
      shape: [1],
      low: Float64Array.of(-1),
      high: Float64Array.of(1),
      names: [],
      units: [],
    } as const;
    const head = gaussianHead(space, { std: "fixed" });
    const source = correlated(createRng(9), 0.9, 1);
    const draws = series(9, 0.9, 1, 50).map(([x]) => x as number);
    // σ = e⁰ = 1 and μ = 2: the action is the noise moved by 2.
    for (const x of draws) assert.equal(head.sample(head.init(), Float32Array.of(2), [source])[0], 2 + x);
  });
});
