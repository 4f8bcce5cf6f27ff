import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { estimatorNamed, estimators } from "../../src/estimator/estimators.ts";
import { centralDifference, forwardDifference } from "../../src/estimator/finite-difference.ts";
import { linearRegression } from "../../src/estimator/linear-regression.ts";
import { createRng } from "../../src/math/random.ts";
import { quadratic, trialsOf, tryOut } from "../support/objectives.ts";

const close = (a: number, b: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(a - b) <= tolerance, `${a} ≠ ${b}`);
const origin = Float64Array.of(0, 0);

describe("coordinate finite differences", () => {
  // θ, θ + 2e₁, θ + 2e₂; mean returns 2, 6, 1; δ = 2: g = ((6−2)/2, (1−2)/2) = (2, −½).
  const points = [
    [0, 0],
    [2, 0],
    [0, 2],
  ];
  const returns = [
    [1, 3],
    [5, 7],
    [0, 2],
  ];

  it("forward: the slope from θ to θ + δe", () => {
    const { gradient } = forwardDifference({ episodes: 2, perturbation: 2 }).tell(
      origin,
      trialsOf(points, returns),
    );
    assert.deepEqual(gradient, Float64Array.of(2, -0.5));
  });

  it("forward: with fresh seeds the noise of θ counts once for every parameter", () => {
    // Each s² = 2, s²/n = 1. tr Cov = (2·1 + 1 + 1)/δ² = 4/4.
    const estimator = forwardDifference({ episodes: 2, perturbation: 2, commonRandomNumbers: false });
    close(estimator.tell(origin, trialsOf(points, returns)).variance, 1);
  });

  it("forward: with common seeds the noise all candidates share is no variance", () => {
    // Every second episode returned 2 more: g is the same for both seeds.
    close(
      forwardDifference({ episodes: 2, perturbation: 2 }).tell(origin, trialsOf(points, returns)).variance,
      0,
    );
    // By seed: first (1, 5, 0) → (2, −½); second (3, 5, 4) → (1, ½). s² = ½ and ½, over n = 2: ½.
    const { variance } = forwardDifference({ episodes: 2, perturbation: 2 }).tell(
      origin,
      trialsOf(points, [
        [1, 3],
        [5, 5],
        [0, 4],
      ]),
    );
    close(variance, 0.5);
  });

  it("central: half the difference of both sides", () => {
    // θ ± e₁: 6, 2 → 2; θ ± e₂: 1, 4 → −1.5. Each s²/n = 1: tr Cov = 4·1/4δ² = 1.
    const estimator = centralDifference({ episodes: 2, commonRandomNumbers: false });
    const sides = [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ];
    const { gradient, variance } = estimator.tell(
      origin,
      trialsOf(sides, [
        [5, 7],
        [1, 3],
        [0, 2],
        [3, 5],
      ]),
    );
    assert.deepEqual(gradient, Float64Array.of(2, -1.5));
    close(variance, 1);
  });

  it("need n + 1 and 2n candidates, in the order their documentation gives", () => {
    const params = Float64Array.of(1, 2, 3);
    const asked = (estimator: ReturnType<typeof forwardDifference>) =>
      estimator.ask(params, createRng(1)).map((candidate) => Array.from(candidate.params));
    assert.deepEqual(asked(forwardDifference()), [
      [1, 2, 3],
      [2, 2, 3],
      [1, 3, 3],
      [1, 2, 4],
    ]);
    assert.deepEqual(asked(centralDifference()), [
      [2, 2, 3],
      [0, 2, 3],
      [1, 3, 3],
      [1, 1, 3],
      [1, 2, 4],
      [1, 2, 2],
    ]);
  });

  it("refuse trials in another order", () => {
    assert.throws(
      () =>
        forwardDifference({ episodes: 2, perturbation: 2 }).tell(
          origin,
          trialsOf(points.toReversed(), returns),
        ),
      {
        name: "InvalidTrials",
        message: /trial 0 of 3 was run at \[0, 2\], asked for was \[0, 0\]/,
      },
    );
  });

  it("the error of the forward difference is δ/2 times the curvature", () =>
    fc.assert(
      fc.property(
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: 0.01, max: 2, noNaN: true }),
        (curvature, perturbation) => {
          const objective = quadratic({ linear: [1], hessian: [[curvature]] });
          const estimator = forwardDifference({ perturbation, episodes: 1 });
          const { gradient } = estimator.tell(
            Float64Array.of(0),
            tryOut(objective, estimator.ask(Float64Array.of(0), createRng(1))),
          );
          close(gradient[0]!, 1 + (perturbation / 2) * curvature, 1e-10);
        },
      ),
      { seed: 1 },
    ));
});

describe("linear regression", () => {
  it("fits the plane through the scores", () => {
    // Δθ = (1,0), (0,1), (−1,0), (0,−1); U = 10 + 2x − 3y: 12, 7, 8, 13. The mean of Δθ is 0, ΔᵀΔ = 2I, ΔᵀU = (4, −6).
    const points = [
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ];
    const estimator = linearRegression({ perturbations: 4, episodes: 1 });
    const { gradient } = estimator.tell(origin, trialsOf(points, [[12], [7], [8], [13]]));
    close(gradient[0]!, 2);
    close(gradient[1]!, -3);
  });

  it("propagates the noise of the scores: tr (ΔᵀΔ)⁻¹ σ² for equal noise", () => {
    // (ΔᵀΔ)⁻¹ = I/2, trace 1; each s² = 2, s²/n = 1.
    const points = [
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ];
    const estimator = linearRegression({ perturbations: 4, episodes: 2, commonRandomNumbers: false });
    close(
      estimator.tell(
        origin,
        trialsOf(points, [
          [11, 13],
          [6, 8],
          [7, 9],
          [12, 14],
        ]),
      ).variance,
      1,
    );
  });

  it("agrees with the normal equations on random perturbations", () => {
    const objective = quadratic(
      {
        constant: 5,
        linear: [3, -4],
        hessian: [
          [1, 0.3],
          [0.3, -2],
        ],
      },
      { own: 1 },
    );
    const estimator = linearRegression({ perturbations: 9, episodes: 1 });
    const theta = Float64Array.of(1, 2);
    for (let run = 0; run < 50; run++) {
      const trials = tryOut(objective, estimator.ask(theta, createRng(run)));
      // [1 x y] columns; XᵀX c = Xᵀu by Cramer's rule.
      const rows = trials.map(({ params }) => [1, params[0]! - 1, params[1]! - 2]);
      const sum = (f: (row: number[], u: number) => number) =>
        rows.reduce((s, row, i) => s + f(row, trials[i]!.episodes[0]!.return), 0);
      const normal = [0, 1, 2].map((i) => [0, 1, 2].map((j) => sum((row) => row[i]! * row[j]!)));
      const right = [0, 1, 2].map((i) => sum((row, u) => row[i]! * u));
      const determinant = (m: number[][]) =>
        m[0]![0]! * (m[1]![1]! * m[2]![2]! - m[1]![2]! * m[2]![1]!) -
        m[0]![1]! * (m[1]![0]! * m[2]![2]! - m[1]![2]! * m[2]![0]!) +
        m[0]![2]! * (m[1]![0]! * m[2]![1]! - m[1]![1]! * m[2]![0]!);
      const solved = [1, 2].map(
        (j) =>
          determinant(normal.map((row, i) => row.map((v, k) => (k === j ? right[i]! : v)))) /
          determinant(normal),
      );
      const { gradient } = estimator.tell(theta, trials);
      close(gradient[0]!, solved[0]!, 1e-8);
      close(gradient[1]!, solved[1]!, 1e-8);
    }
  });

  it("with fewer perturbations than parameters gives the shortest slope that fits", () => {
    // (1, 1) and (−1, −1): along the diagonal U rises by 8 over a length of 2√2, so g = (2, 2); across it nothing is known: 0.
    const estimator = linearRegression({ perturbations: 2, episodes: 1 });
    const { gradient } = estimator.tell(
      origin,
      trialsOf(
        [
          [1, 1],
          [-1, -1],
        ],
        [[9], [1]],
      ),
    );
    close(gradient[0]!, 2);
    close(gradient[1]!, 2);
  });

  it("perturbs every coordinate by N(0, δ²), 2(n + 1) times", () => {
    const estimator = linearRegression({ perturbation: 0.1 });
    const moves = Array.from({ length: 500 }, (_, run) =>
      estimator.ask(Float64Array.of(5, 5, 5), createRng(run)),
    ).flatMap((asked) => {
      assert.equal(asked.length, 8);
      return asked.flatMap(({ params }) => Array.from(params, (value) => (value - 5) / 0.1));
    });
    // 12,000 standard normals: mean 0 ± 0.0091, mean square 1 ± 0.0129
    close(moves.reduce((sum, z) => sum + z, 0) / moves.length, 0, 4 * 0.0091);
    close(moves.reduce((sum, z) => sum + z * z, 0) / moves.length, 1, 4 * 0.0129);
  });

  it("stays finite when nothing was perturbed, and refuses a number of perturbations that cannot be", () => {
    const estimator = linearRegression({ perturbations: 3, episodes: 1 });
    assert.deepEqual(
      estimator.tell(
        origin,
        trialsOf(
          [
            [0, 0],
            [0, 0],
            [0, 0],
          ],
          [[1], [2], [3]],
        ),
      ).gradient,
      origin,
    );
    assert.throws(() => linearRegression({ perturbations: 2.5 }), {
      name: "RangeError",
      message: /perturbations/,
    });
  });
});

describe("estimators by name", () => {
  it("every estimator carries the name it is listed under", () => {
    for (const [name, factory] of Object.entries(estimators)) assert.equal(factory().name, name);
  });

  it("an estimator takes its own options and refuses another's", () => {
    const params = new Float64Array(2);
    assert.equal(
      estimatorNamed("kohl-stone")({ policies: 7, episodes: 1 }).ask(params, createRng(1)).length,
      7,
    );
    assert.equal(
      estimatorNamed("linear-regression")({ perturbations: 5 }).ask(params, createRng(1)).length,
      5,
    );
    assert.throws(() => estimatorNamed("forward-difference")({ policies: 7 }), {
      name: "RangeError",
      message:
        'forward-difference has no option "policies"; it has episodes, commonRandomNumbers, perturbation',
    });
  });

  it("an unknown name is refused with the legal ones", () => {
    assert.equal(estimatorNamed("kohl-stone"), estimators["kohl-stone"]);
    for (const name of ["kohlstone", "toString", ""])
      assert.throws(() => estimatorNamed(name), {
        name: "RangeError",
        message: `no estimator is called "${name}"; there are kohl-stone, forward-difference, central-difference, linear-regression, evolution-strategies, ars`,
      });
  });
});
