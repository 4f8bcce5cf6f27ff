import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { conjugateGradient } from "../../src/math/conjugate-gradient.ts";
import { createRng } from "../../src/math/random.ts";
import { norm, times, transposedTimes } from "../../src/math/vector.ts";

/** GᵀG/n + I of a random G: symmetric, and its condition number is small. */
function positiveDefinite(n: number, seed: number): Float64Array {
  const rng = createRng(seed);
  const g = Float64Array.from({ length: n * n }, () => rng.normal());
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = i === j ? 1 : 0;
    for (let k = 0; k < n; k++) sum += (g[k * n + i]! * g[k * n + j]!) / n;
    return sum;
  });
}

const away = (a: Float64Array, b: Float64Array) => norm(a.map((x, i) => x - b[i]!));

describe("conjugate gradients", () => {
  it("solve a positive definite system of n unknowns to machine precision in n products", () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(), (n, seed) => {
        const matrix = positiveDefinite(n, seed);
        const rng = createRng(seed).stream("solution");
        const x = Float64Array.from({ length: n }, () => rng.normal());
        const { solution, iterationCount } = conjugateGradient((p) => times(matrix, p), times(matrix, x), {
          tolerance: 0,
        });
        assert.ok(iterationCount <= n);
        assert.ok(away(solution, x) <= 1e-12 * norm(x), `${away(solution, x)} from x`);
      }),
      { seed: 1 },
    ));

  it("the system by hand: [[4, 1], [1, 3]] x = (1, 2) is x = (1/11, 7/11)", () => {
    const { solution, end, iterationCount } = conjugateGradient(
      (p) => times(Float64Array.of(4, 1, 1, 3), p),
      Float64Array.of(1, 2),
    );
    assert.ok(away(solution, Float64Array.of(1 / 11, 7 / 11)) < 1e-15);
    assert.deepEqual([end, iterationCount], ["converged", 2]);
  });

  it("as many iterations are needed as there are different eigenvalues: one for a multiple of I, to the bit", () => {
    const b = Float64Array.of(3, -4, 12);
    const { solution, iterationCount, residual } = conjugateGradient((p) => p.map((x) => 2 * x), b);
    assert.deepEqual([solution, iterationCount, residual], [b.map((x) => x / 2), 1, 0]);
  });

  it("a right side of zero is solved by zero, without a product", () => {
    const product = () => assert.fail("no product is needed");
    const { solution, end } = conjugateGradient(product, new Float64Array(3));
    assert.deepEqual([solution, end], [new Float64Array(3), "converged"]);
  });

  it("the limit of iterations ends it with the best so far, nearer than it began", () => {
    const matrix = positiveDefinite(10, 3);
    const b = Float64Array.from({ length: 10 }, (_, i) => i - 4);
    const result = conjugateGradient((p) => times(matrix, p), b, { iterationLimit: 3 });
    assert.deepEqual([result.end, result.iterationCount], ["iterations", 3]);
    const truly = away(times(matrix, result.solution), b);
    assert.ok(Math.abs(truly - result.residual) < 1e-13 && truly < norm(b));
  });

  it("the tolerance is relative to ‖b‖ and kept", () => {
    const matrix = positiveDefinite(10, 4);
    for (const size of [1e-12, 1, 1e12]) {
      const b = Float64Array.from({ length: 10 }, (_, i) => size * (i - 4));
      const { solution, end, iterationCount } = conjugateGradient((p) => times(matrix, p), b, {
        tolerance: 1e-3,
      });
      assert.equal(end, "converged");
      assert.ok(iterationCount < 10 && away(times(matrix, solution), b) <= 1.0001e-3 * norm(b));
    }
  });

  it("a matrix that is not positive definite, or no number, ends it with finite numbers", () => {
    for (const factor of [-1, 0, Number.NaN]) {
      const result = conjugateGradient((p) => p.map((x) => factor * x), Float64Array.of(1, 2));
      assert.deepEqual([result.end, result.solution], ["curvature", new Float64Array(2)]);
    }
  });
});

it("Mᵀa is M times a with rows and columns exchanged", () => {
  // [[1, 2, 3], [4, 5, 6]] and its transpose.
  const matrix = Float64Array.of(1, 2, 3, 4, 5, 6);
  assert.deepEqual(times(matrix, Float64Array.of(1, 0, -1)), Float64Array.of(-2, -2));
  assert.deepEqual(transposedTimes(matrix, Float64Array.of(1, -1)), Float64Array.of(-3, -3, -3));
});
