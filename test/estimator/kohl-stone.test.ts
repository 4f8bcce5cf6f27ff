import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { kohlStone } from "../../src/estimator/kohl-stone.ts";
import { createRng } from "../../src/math/random.ts";
import { mean, standardError, varianceOfMean } from "../../src/math/statistics.ts";
import { quadratic, trialsOf, tryOut } from "../support/objectives.ts";

const close = (a: number, b: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(a - b) <= tolerance, `${a} ≠ ${b}`);
const fresh = (policies: number) => kohlStone({ policies, episodes: 1, commonRandomNumbers: false });

describe("Kohl & Stone", () => {
  it("takes the difference of the group means over 2ε", () => {
    // ε = 1. +ε: 5, 7 → 6; 0: 4 → 4; −ε: 1 → 1. A = 6 − 1 = 5, gradient 5/2.
    // s² = ((5−6)² + (7−6)²)/(4 − 3) = 2; Var A = 2 (1/2 + 1/1) = 3; variance 3/4.
    const { gradient, variance } = fresh(4).tell(
      Float64Array.of(0),
      trialsOf([[1], [1], [0], [-1]], [[5], [7], [4], [1]]),
    );
    close(gradient[0]!, 2.5);
    close(variance, 0.75);
  });

  it("measures the gradient in units of the parameter: half the ε, twice the slope", () => {
    const estimator = kohlStone({ policies: 4, episodes: 1, commonRandomNumbers: false, perturbation: 0.5 });
    const { gradient, variance } = estimator.tell(
      Float64Array.of(2),
      trialsOf([[2.5], [2.5], [2], [1.5]], [[5], [7], [4], [1]]),
    );
    close(gradient[0]!, 5);
    close(variance, 3);
  });

  it("counts the noise of single episodes once under common random numbers", () => {
    // Means 5, 7, 4, 1 as above: s² = 2. Seed by seed s² = 8 (4, 8) and 0 (6, 6), mean 4; σ²/K = (4 − 2)/(2 − 1) = 2.
    // A by seed: 6 − 0 = 6 and 6 − 2 = 4, s² = 2, over K: 1. Var A = (2 − 2)·1.5 + 1 = 1; variance 1/4.
    const returns = [
      [4, 6],
      [8, 6],
      [4, 4],
      [0, 2],
    ];
    const estimator = kohlStone({ policies: 4, episodes: 2 });
    const { gradient, variance } = estimator.tell(
      Float64Array.of(0),
      trialsOf([[1], [1], [0], [-1]], returns),
    );
    close(gradient[0]!, 2.5);
    close(variance, 0.25);
  });

  it("leaves a parameter alone when not moving it was better than either way", () => {
    const points = [[1], [1], [0], [-1]];
    const gradientOf = (returns: number[][]) =>
      fresh(4).tell(Float64Array.of(0), trialsOf(points, returns)).gradient[0]!;
    assert.equal(gradientOf([[5], [7], [6.01], [1]]), 0);
    assert.equal(gradientOf([[5], [7], [6], [1]]), 2.5, "as good as the better side is not better");
    assert.equal(gradientOf([[5], [7], [-100], [1]]), 2.5, "worse than both is no reason to stay");
    assert.equal(gradientOf([[-5], [-7], [-8], [-1]]), -2.5);
  });

  it("gives 0, and no NaN, for a parameter one of whose groups is empty, and judges the others as ever", () => {
    // The second parameter has all three groups in each case: (1: 5, 7 → 6), (0: 4), (−1: 1) as in the first test.
    for (const missing of [1, 0, -1]) {
      const others = [1, 0, -1].filter((sign) => sign !== missing) as [number, number];
      const points = [
        [others[0], 1],
        [others[1], 1],
        [others[0], 0],
        [others[1], -1],
      ];
      const { gradient, variance } = fresh(4).tell(
        Float64Array.of(0, 0),
        trialsOf(points, [[5], [7], [4], [1]]),
      );
      assert.deepEqual(gradient, Float64Array.of(0, 2.5));
      close(variance, 0.75);
    }
  });

  it("finds a group empty as often as the closed form says, 3(2/3)¹⁵ − 3(1/3)¹⁵ = 0.69 %", () => {
    const probability = 3 * (2 / 3) ** 15 - 3 * (1 / 3) ** 15;
    const estimator = kohlStone({ episodes: 1 });
    const rng = createRng(8);
    let empty = 0;
    for (let run = 0; run < 1000; run++) {
      const candidates = estimator.ask(new Float64Array(12), rng.stream(run));
      for (let n = 0; n < 12; n++)
        if (new Set(candidates.map(({ params }) => params[n])).size < 3) empty += 1;
    }
    const deviation = Math.sqrt(12_000 * probability * (1 - probability));
    assert.ok(Math.abs(empty - 12_000 * probability) < 4 * deviation, `${empty} of 12000`);
  });

  it("one policy in each group, or one episode on common seeds, cannot tell its variance", () => {
    const points = [[1], [0], [-1]];
    assert.ok(Number.isNaN(fresh(3).tell(Float64Array.of(0), trialsOf(points, [[3], [2], [1]])).variance));
    const common = kohlStone({ policies: 4, episodes: 1 });
    assert.ok(
      Number.isNaN(
        common.tell(Float64Array.of(0), trialsOf([...points, [1]], [[3], [2], [1], [4]])).variance,
      ),
    );
  });

  it("averages to the true gradient of a linear function where no group is empty and nothing is zeroed", () => {
    const objective = quadratic({ linear: [3, -4, 5] }, { own: 1 });
    const estimator = kohlStone({ policies: 120, episodes: 1 });
    const estimates = Array.from({ length: 600 }, (_, run) => {
      const params = new Float64Array(3);
      return estimator.tell(params, tryOut(objective, estimator.ask(params, createRng(1).stream(run))))
        .gradient;
    });
    for (const [j, slope] of [3, -4, 5].entries()) {
      const elements = estimates.map((gradient) => gradient[j]!);
      assert.ok(
        Math.abs(mean(elements) - slope) <= 3 * standardError(elements),
        `element ${j}: ${mean(elements)}`,
      );
    }
  });

  it("with the paper's 15 policies on 12 equal slopes it keeps the direction and loses some of the length to the zeroing rule", () => {
    const objective = quadratic({ linear: new Array<number>(12).fill(1) }, { own: 0.5 });
    const estimator = kohlStone();
    const params = new Float64Array(12);
    const gradients = Array.from(
      { length: 400 },
      (_, run) =>
        estimator.tell(params, tryOut(objective, estimator.ask(params, createRng(2).stream(run)))).gradient,
    );
    const average = params.map((_, j) => mean(gradients.map((gradient) => gradient[j]!)));
    const cosine = mean(average) / Math.sqrt(mean(average.map((value) => value * value)));
    assert.ok(cosine > 0.995, `cosine ${cosine}`);
    assert.ok(mean(average) > 0.7 && mean(average) < 1, `length ${mean(average)} of 1`);
  });

  it("on a flat function reports the variance before zeroing, of which 2/3 + √3/4π = 0.80 is left", () => {
    const estimator = fresh(90);
    const params = new Float64Array(2);
    const objective = quadratic({ linear: [0, 0] }, { own: 1 });
    const count = 2000;
    const estimates = Array.from({ length: count }, (_, run) =>
      estimator.tell(params, tryOut(objective, estimator.ask(params, createRng(3).stream(run)))),
    );
    const found = varianceOfMean(estimates.map(({ gradient }) => gradient)) * count;
    const ratio = found / mean(estimates.map(({ variance }) => variance));
    // Relative standard error of a variance over 2·2000 numbers whose kurtosis is near 4 (a third are zero): √(3/4000) = 0.027.
    close(ratio, 2 / 3 + Math.sqrt(3) / (4 * Math.PI), 4 * 0.027 * 0.8);
  });

  it("refuses a trial that is not at θ + ε, θ or θ − ε, and a number of policies that cannot be", () => {
    assert.throws(() => fresh(3).tell(Float64Array.of(0), trialsOf([[1], [0.5], [-1]], [[1], [2], [3]])), {
      name: "InvalidTrials",
      message: /parameter 0 of trial 1 is 0.5; expected -1, 0 or 1/,
    });
    assert.throws(() => kohlStone({ policies: 0 }), { name: "RangeError", message: /policies/ });
  });
});
