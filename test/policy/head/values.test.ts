/** Values worked out by hand, one case and more for every head. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRng } from "../../../src/math/random.ts";
import { bernoulliHead } from "../../../src/policy/head/bernoulli.ts";
import { fullGaussianHead } from "../../../src/policy/head/full-gaussian.ts";
import { gaussianHead } from "../../../src/policy/head/gaussian.ts";
import { multiDiscreteHead } from "../../../src/policy/head/multi-discrete.ts";
import { softmaxHead } from "../../../src/policy/head/softmax.ts";
import { squashedGaussianHead } from "../../../src/policy/head/squashed-gaussian.ts";
import { assertClose } from "../../support/differences.ts";
import { boxOf, choices, discrete, switches } from "./subjects.ts";

const none = new Float64Array();
const one = Float64Array.of(1);
const { log, PI, E } = Math;

describe("softmax", () => {
  const head = softmaxHead({ ...discrete, count: 3 });
  // e^h = 1 : 2 : 5, so π = 1/8, 2/8, 5/8.
  const inputs = Float32Array.of(0, log(2), log(5));

  it("has probabilities 1/8, 1/4 and 5/8 at preferences 0, log 2 and log 5", () => {
    const logs = [0, 1, 2].map((action) => head.logProbs(none, inputs, Float64Array.of(action))[0] as number);
    assertClose(logs, [log(1 / 8), log(1 / 4), log(5 / 8)], 1e-7, "log π");
    assertClose(
      head.entropies(none, inputs),
      [log(8) / 8 + log(4) / 4 + (5 / 8) * log(8 / 5)],
      1e-7,
      "entropy",
    );
    assertClose(head.scores(none, inputs, one, one).inputs, [-1 / 8, 3 / 4, -5 / 8], 1e-7, "score");
  });

  it("scores ∇h(s, a) − Σ_b π(b | s) ∇h(s, b), whatever the preference function", () => {
    // h(s, a) = θ₀² s a + sin(θ₁ a): no network, and not linear in θ.
    const [theta, s, action] = [[0.8, -0.5] as const, 1.3, 2];
    const preference = (a: number) => theta[0] ** 2 * s * a + Math.sin(theta[1] * a);
    const gradient = (a: number) => [2 * theta[0] * s * a, a * Math.cos(theta[1] * a)] as const;
    const h = [0, 1, 2].map(preference);
    const total = h.reduce((sum, x) => sum + Math.exp(x), 0);
    const expected = [0, 1].map(
      (k) =>
        (gradient(action)[k] as number) -
        h.reduce((sum, x, b) => sum + (Math.exp(x) / total) * (gradient(b)[k] as number), 0),
    );
    // The chain rule through the head: Σ_b ∂ log π/∂h_b · ∂h_b/∂θ.
    const byPreference = head.scores(none, Float32Array.from(h), Float64Array.of(action), one).inputs;
    const found = [0, 1].map((k) =>
      byPreference.reduce((sum, w, b) => sum + w * (gradient(b)[k] as number), 0),
    );
    assertClose(found, expected, 1e-6, "∇θ log π");
  });

  it("is exact at preferences of ±1e4: log π is the difference of the preferences, entropy and score are 0", () => {
    const far = Float32Array.of(1e4, -1e4, 0);
    const logs = [0, 1, 2].map((action) => head.logProbs(none, far, Float64Array.of(action))[0]);
    assert.deepEqual(logs, [0, -2e4, -1e4]);
    assert.equal(head.entropies(none, far)[0], 0);
    assert.deepEqual(Array.from(head.scores(none, far, Float64Array.of(0), one).inputs, Math.abs), [0, 0, 0]);
    assert.deepEqual(head.sample(none, far, [createRng(1)]), Float64Array.of(0));
    const other = { own: none, inputs: Float32Array.of(-1e4, 1e4, 0) };
    assert.equal(head.klDivergences({ own: none, inputs: far }, other)[0], 2e4);
  });

  it("sends the index from the space's start on", () => {
    assert.deepEqual(softmaxHead(discrete).toEnv(Float64Array.of(0, 3)), Int32Array.of(5, 8));
  });
});

describe("multi-discrete", () => {
  const head = multiDiscreteHead(choices);
  // π = (1/4, 3/4), (1/3, 1/3, 1/3), (1/2, 1/2)
  const inputs = Float32Array.of(0, log(3), 0, 0, 0, -1, -1);

  it("multiplies the probabilities of its choices: 3/4 · 1/3 · 1/2", () => {
    assertClose(head.logProbs(none, inputs, Float64Array.of(1, 2, 0)), [log(1 / 8)], 1e-7, "log π");
    assertClose(
      head.scores(none, inputs, Float64Array.of(1, 2, 0), Float64Array.of(12)).inputs,
      [-3, 3, -4, -4, 8, 6, -6],
      1e-6,
      "score",
    );
  });

  it("sends each index from its own start on", () => {
    assert.deepEqual(head.toEnv(Float64Array.of(0, 0, 0, 1, 2, 1)), Int32Array.of(0, -4, 7, 1, -2, 8));
    const plain = multiDiscreteHead({ ...choices, starts: [] });
    assert.deepEqual(plain.toEnv(Float64Array.of(1, 2, 1)), Int32Array.of(1, 2, 1));
  });
});

describe("bernoulli", () => {
  const head = bernoulliHead(switches);

  it("has probabilities 3/4, 1/2 and 1/5 at the logits log 3, 0 and −log 4", () => {
    const inputs = Float32Array.of(log(3), 0, -log(4));
    const stored = Float64Array.of(1, 0, 0);
    assertClose(head.logProbs(none, inputs, stored), [log((3 / 4) * (1 / 2) * (4 / 5))], 1e-7, "log π");
    assertClose(head.scores(none, inputs, stored, one).inputs, [1 / 4, -1 / 2, -1 / 5], 1e-7, "score");
    assert.deepEqual(head.toEnv(stored), Uint8Array.of(1, 0, 0));
  });

  it("keeps the small probability at a large logit: log π(1) = −e^−40, log π(0) = −40", () => {
    const inputs = Float32Array.of(40, -1e4, 1e4);
    const likely = head.logProbs(none, inputs, Float64Array.of(1, 0, 1))[0] as number;
    assert.ok(Math.abs(likely / -Math.exp(-40) - 1) < 1e-12, `${likely}`);
    assert.equal(head.logProbs(none, inputs, Float64Array.of(0, 1, 0))[0], -20040);
  });
});

describe("gaussian", () => {
  const head = gaussianHead(boxOf([-1], [1]), { std: "learned" });
  const density = (mean: number, logStd: number, u: number) =>
    head.logProbs(Float64Array.of(logStd), Float32Array.of(mean), Float64Array.of(u))[0] as number;

  it("has the score (a − μ)/σ² = 2 and (a − μ)²/σ² − 1 = 0 at μ = 0.5, σ = 0.5, a = 1", () => {
    const { inputs, own } = head.scores(Float64Array.of(log(0.5)), Float32Array.of(0.5), one, one);
    assertClose([...inputs, ...own], [2, 0], 1e-7, "score");
    assertClose([density(0.5, log(0.5), 1)], [-0.5 - log(0.5) - 0.5 * log(2 * PI)], 1e-12, "log π");
    assertClose(
      head.entropies(Float64Array.of(log(0.5)), Float32Array.of(0.5)),
      [0.5 * log(2 * PI * E * 0.25)],
      1e-12,
      "entropy",
    );
  });

  it("holds log σ in −20 … 2", () => {
    assert.equal(density(0, -50, 0), density(0, -20, 0));
    assert.equal(density(0, 50, 3), density(0, 2, 3));
    for (const logStd of [-20.1, 2.1, Number.NaN, "0" as never])
      assert.throws(() => gaussianHead(boxOf([-1], [1]), { logStd }), {
        name: "RangeError",
        message: /from -20 to 2/,
      });
  });

  for (const make of [gaussianHead, squashedGaussianHead, fullGaussianHead])
    it(`lets log σ come back into its range, and not go further out: ${make(boxOf([-1], [1])).name}`, () => {
      const held = make(boxOf([-1], [1]));
      const mean = Float32Array.of(0);
      // At u = μ the score of log σ is −1, far out it is above 0.
      const slope = (logStd: number, u: number) =>
        held.scores(Float64Array.of(logStd), mean, Float64Array.of(u), one).own[0] as number;
      assert.equal(slope(3, 0), -1, "above, pointing inside");
      assert.equal(slope(3, 100), 0, "above, pointing outside");
      assert.equal(slope(-21, 0), 0, "below, pointing outside");
      assert.ok(slope(-21, 1e-6) > 0, "below, pointing inside");
      assert.equal(slope(2, 0), -1, "on the bound, pointing inside");
      assert.ok(slope(2, 100) > 0, "on the bound, as if it were none");
      const u = { inputs: Float32Array.of(0), own: one };
      assert.equal(held.fisherProduct(Float64Array.of(3), mean, u).own[0], 0, "no information where held");
      assert.equal(held.fisherProduct(Float64Array.of(1), mean, u).own[0], 2);
    });

  it("holds the log σ of a state by itself", () => {
    const state = gaussianHead(boxOf([-1], [1]), { std: "state-dependent" });
    const inputs = Float32Array.of(0, 3, 0, 0);
    const { inputs: slopes } = state.scores(none, inputs, Float64Array.of(100, 100), Float64Array.of(1, 1));
    assert.equal(slopes[1], 0);
    assert.equal(slopes[3], 100 ** 2 - 1);
  });

  it("stores what it drew and sends it scaled to the bounds and clipped", () => {
    const joints = gaussianHead(boxOf([-2, 0], [4, Number.POSITIVE_INFINITY]));
    // −2 … 4: the middle is 1, half way up 2.5, and 3 is beyond the end; the other has one bound only.
    assert.deepEqual(joints.toEnv(Float64Array.of(0, 5, 0.5, -1, 3, 0)), Float64Array.of(1, 5, 2.5, 0, 4, 0));
  });

  it("sends numbers in the widest box, and in a box of one point", () => {
    const most = Number.MAX_VALUE;
    const widest = gaussianHead(boxOf([-most, 2], [most, 2]));
    assert.deepEqual(
      widest.toEnv(Float64Array.of(-1, -1e308, 0, 0, 1, Number.POSITIVE_INFINITY)),
      Float64Array.of(-most, 2, 0, 2, most, 2),
    );
  });
});

describe("squashed-gaussian", () => {
  const head = squashedGaussianHead(boxOf([-1], [1]), { std: "fixed", logStd: 0 });
  const wide = squashedGaussianHead(boxOf([-1], [1]), { std: "fixed", logStd: 2 });

  it("has the density of y = ½: that of atanh ½ = ½ log 3, over 1 − ¼", () => {
    const u = 0.5 * log(3);
    const expected = -0.5 * u * u - 0.5 * log(2 * PI) - log(0.75);
    assertClose(head.logProbs(none, Float32Array.of(0), Float64Array.of(u)), [expected], 1e-12, "log π");
    assertClose(squashedGaussianHead(boxOf([0], [4])).toEnv(Float64Array.of(u)), [3], 1e-12, "sent");
  });

  it("keeps its density where tanh u is 1 to every digit: log(1 − tanh² 400) = log 4 − 800", () => {
    const found = head.logProbs(none, Float32Array.of(400), Float64Array.of(400));
    assertClose(found, [-0.5 * log(2 * PI) - (log(4) - 800)], 1e-12, "log π");
  });

  it("reports the entropy of what is sent, to 1e-7 at σ = 1 and 0.01 at σ = e²", () => {
    for (const [subject, deviation, tolerance] of [
      [head, 1, 1e-7],
      [wide, Math.exp(2), 0.01],
    ] as const)
      for (const mean of [0, 0.3, 1, 2.5, -20])
        assertClose(
          subject.entropies(none, Float32Array.of(mean)),
          [integratedEntropy(Math.fround(mean), deviation)],
          tolerance,
          `entropy at μ = ${mean}, σ = ${deviation}`,
        );
  });

  it("knows that a larger σ ends at the bounds: its entropy falls, that of the normal numbers grows", () => {
    const at = (logStd: number) =>
      squashedGaussianHead(boxOf([-1], [1]), { std: "fixed", logStd }).entropies(
        none,
        Float32Array.of(0),
      )[0]!;
    assert.ok(at(-2) < at(0) && at(0) > at(1) && at(1) > at(2));
    // None is above that of the uniform distribution on −1 … 1.
    assert.ok(Math.max(at(-1), at(-0.2), at(0)) < log(2));
  });

  it("has the divergence of the normal numbers, which no one-to-one change of both alters", () => {
    const [p, q] = [0, 0.7].map((mean) => ({ own: none, inputs: Float32Array.of(mean) })) as [never, never];
    const normal = gaussianHead(boxOf([-1], [1]), { std: "fixed", logStd: 0 });
    assert.deepEqual(head.klDivergences(p, q), normal.klDivergences(p, q));
  });

  it("refuses a box without two bounds, and says which element and what would work", () => {
    assert.throws(() => squashedGaussianHead(boxOf([-1, 0], [1, Number.POSITIVE_INFINITY])), {
      name: "RangeError",
      message: /element 1 has 0 and Infinity.*gaussian/,
    });
  });
});

describe("full-gaussian", () => {
  // L = [2 0; 1 1], Σ = [4 2; 2 2], |Σ| = 4, Σ⁻¹ = [½ −½; −½ 1]
  const head = fullGaussianHead(boxOf([-1, -1], [1, 1]));
  const own = Float64Array.of(log(2), 0, 1);
  const origin = Float32Array.of(0, 0);

  it("has the density, score and entropy of Σ = [4 2; 2 2]", () => {
    const a = Float64Array.of(2, 3);
    // aᵀ Σ⁻¹ a = ½·4 − 2·½·6 + 9 = 5;  Σ⁻¹ a = (−½, 2)
    assertClose(head.logProbs(own, origin, a), [-2.5 - 0.5 * log(4) - log(2 * PI)], 1e-12, "log π");
    const score = head.scores(own, origin, a, one);
    assertClose(score.inputs, [-0.5, 2], 1e-7, "score of μ");
    // z = L⁻¹ a = (1, 2); ∂/∂L = (−½·1 − ½, ·; 2·1, 2·2 − 1): by log L₀₀ −1 · 2, by log L₁₁ 3, by L₁₀ 2
    assertClose(score.own, [-2, 3, 2], 1e-12, "score of L");
    assertClose(head.entropies(own, origin), [0.5 * log((2 * PI * E) ** 2 * 4)], 1e-12, "entropy");
  });

  it("diverges from the standard normal by ½ (tr Σ + |μ|² − k − log |Σ|)", () => {
    const p = { own, inputs: Float32Array.of(1, 2) };
    const standard = { own: new Float64Array(3), inputs: origin };
    assertClose(head.klDivergences(p, standard), [0.5 * (6 + 5 - 2 - log(4))], 1e-12, "KL");
  });

  it("draws with the covariance Σ = [4 2; 2 2]", () => {
    const count = 20_000;
    const rng = createRng(3);
    const drawn = head.sample(own, new Float32Array(2 * count), new Array(count).fill(rng));
    let [xx, xy, yy] = [0, 0, 0];
    for (let i = 0; i < drawn.length; i += 2) {
      const [x, y] = [drawn[i] as number, drawn[i + 1] as number];
      [xx, xy, yy] = [xx + x * x, xy + x * y, yy + y * y];
    }
    // Var(xᵢxⱼ) = ΣᵢᵢΣⱼⱼ + Σᵢⱼ²: standard errors √(32, 12, 8)/√20000 = 0.04, 0.024, 0.02; four of them.
    for (const [sum, expected, error] of [
      [xx, 4, 0.04],
      [xy, 2, 0.0245],
      [yy, 2, 0.02],
    ] as const)
      assert.ok(Math.abs(sum / count - expected) < 4 * error, `${sum / count}, expected ${expected}`);
  });

  it("is the independent Gaussian where nothing is below the diagonal", () => {
    const box = boxOf([-1, -1], [1, 1]);
    const [full, independent] = [fullGaussianHead(box), gaussianHead(box)];
    const [mean, a] = [Float32Array.of(0.5, -1), Float64Array.of(1, 2)];
    const logStd = [-0.3, 0.4];
    const flat = Float64Array.of(...logStd, 0);
    assertClose(
      full.logProbs(flat, mean, a),
      independent.logProbs(Float64Array.from(logStd), mean, a),
      1e-12,
      "log π",
    );
    assert.deepEqual(
      full.sample(flat, mean, [createRng(1)]),
      independent.sample(Float64Array.from(logStd), mean, [createRng(1)]),
    );
  });
});

/** −∫ p log p du of y = tanh u by a sum that is exact to rounding: 12000 steps of z over ±12. */
function integratedEntropy(mean: number, deviation: number): number {
  let expected = 0;
  for (let i = -6000; i <= 6000; i++) {
    const z = i / 500;
    const u = Math.abs(mean + deviation * z);
    // log(1 − tanh² u) = log 4 − 2u − 2 log(1 + e^−2u)
    const slope = log(4) - 2 * u - 2 * Math.log1p(Math.exp(-2 * u));
    expected += (Math.exp(-0.5 * z * z) / Math.sqrt(2 * PI)) * 0.002 * slope;
  }
  return 0.5 * log(2 * PI * E) + log(deviation) + expected;
}
