import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Matrix } from "ml-matrix";
import type { DifferentiableSimulator } from "../../src/env/differentiable.ts";
import { linearQuadratic } from "../../src/env/toys/linear-quadratic.ts";
import { pendulum } from "../../src/env/toys/pendulum.ts";
import { comparePathGradients } from "../../src/estimator/compare-path-gradients.ts";
import { followPath, type PathNoise } from "../../src/estimator/path.ts";
import { pathScoreGradient } from "../../src/estimator/path-score.ts";
import {
  EXPLOSION,
  type PathGradient,
  type PathGradientOptions,
  pathwiseGradient,
} from "../../src/estimator/pathwise.ts";
import { exp, log } from "../../src/math/elementary.ts";
import { integerPower } from "../../src/math/power.ts";
import { createRng } from "../../src/math/random.ts";
import { mean, standardError, varianceOfMean } from "../../src/math/statistics.ts";
import { norm } from "../../src/math/vector.ts";
import { mlp } from "../../src/policy/network/dense/mlp.ts";
import type { Network } from "../../src/policy/network/network.ts";
import { exactGradient, horizon, startState, system } from "../support/lqr.ts";

interface Run {
  readonly simulator: DifferentiableSimulator;
  readonly network: Network;
  readonly params: Float64Array;
  readonly start: Float64Array;
  readonly stepCount: number;
  readonly discount: number;
  readonly window?: number;
  readonly noise?: PathNoise;
}

const gradientOf = (run: Run) =>
  pathwiseGradient({ ...run, path: followPath(run) } satisfies PathGradientOptions & { window?: number });

function assertClose(actual: Float64Array, expected: Float64Array | number[], tolerance: number): void {
  const size = norm(Float64Array.from(expected));
  for (const [j, value] of expected.entries())
    assert.ok(
      Math.abs(actual[j]! - value) <= tolerance * size,
      `element ${j}: ${actual[j]}, expected ${value}`,
    );
}

/** μ(s) = Ks + b; θ has Kᵀ row by row, then b. */
const linear = (stateSize: number, actionSize: number) =>
  mlp({ inputSize: stateSize, hidden: [], outputSize: actionSize });

/** s′ = s + a, r = s′. */
const integrator: DifferentiableSimulator = {
  name: "integrator",
  stateSize: 1,
  actionSize: 1,
  step: ([s = 0], [a = 0]) => ({
    next: Float64Array.of(s + a),
    reward: s + a,
    terminated: s + a >= 8,
    nextByState: Float64Array.of(1),
    nextByAction: Float64Array.of(1),
    rewardByState: Float64Array.of(0),
    rewardByAction: Float64Array.of(0),
    rewardByNext: Float64Array.of(1),
  }),
};

describe("on s′ = s + a, r = s′ with a = ks + b at k = 1, b = 0 from s₀ = 1, three steps", () => {
  // s = 1, 2, 4, 8 and J = (1+k) + (1+k)² + (1+k)³ = 14, so ∂J/∂k = 1 + 4 + 12. In parts: qₜ = 7, 3, 1 at s = 1, 2, 4.
  const run = {
    ...{ simulator: integrator, network: linear(1, 1), params: Float64Array.of(1, 0) },
    ...{ start: Float64Array.of(1), stepCount: 3, discount: 1 },
  };

  it("the gradient is 17 by k and 11 by b, the return 14", () => {
    const result = gradientOf(run);
    assert.deepEqual([[...result.gradient], result.return], [[17, 11], 14]);
  });

  it("a window of k steps drops what reaches into a later window, and nothing else", () => {
    // Window 2: step 2 stands alone, so q = 1 + 2·1, 1, 1. Window 1: every action is credited with its own reward, q = 1, 1, 1.
    assert.deepEqual([...gradientOf({ ...run, window: 2 }).gradient], [3 * 1 + 1 * 2 + 1 * 4, 5]);
    assert.deepEqual([...gradientOf({ ...run, window: 1 }).gradient], [1 + 2 + 4, 3]);
    for (const window of [3, 100]) assert.deepEqual([...gradientOf({ ...run, window }).gradient], [17, 11]);
  });

  it("the end of the task ends the path: with more steps allowed it is the same", () =>
    assert.deepEqual(gradientOf({ ...run, stepCount: 50 }).gradient, gradientOf(run).gradient));

  it("with discount ½ it is 1 + ½·4 + ¼·12 by k", () =>
    assert.equal(gradientOf({ ...run, discount: 0.5 }).gradient[0], 6));

  it("the norms are those of λ = 14, 6, 2", () =>
    assert.deepEqual([...gradientOf(run).stateGradientNorms], [14, 6, 2]));
});

const gain = Float64Array.of(-1.2, 0.3, -0.4, -0.9);
const flat = (matrix: Matrix) => Float64Array.from(matrix.to1DArray());
const { a, b, q, r } = system(2);
const lqr = {
  simulator: linearQuadratic({
    ...{ stateMatrix: flat(a), actionMatrix: flat(b), stateCost: flat(q), actionCost: flat(r) },
  }),
  network: linear(2, 2),
  // Kᵀ row by row, then b = 0.
  params: Float64Array.of(gain[0]!, gain[2]!, gain[1]!, gain[3]!, 0, 0),
  ...{ stepCount: horizon, discount: 1, start: Float64Array.of(1, -0.5) },
};

/** ∂J/∂K, row by row, of a gradient by θ. */
const byGain = (gradient: Float64Array) =>
  Float64Array.of(gradient[0]!, gradient[2]!, gradient[1]!, gradient[3]!);

describe("on the linear-quadratic regulator", () => {
  it("the gradient without noise is the closed form to 1e-5", () => {
    // J is quadratic in s₀, and E[s₀s₀ᵀ] = I/3 = Σᵢ eᵢeᵢᵀ/3: two starts have the mean of all.
    const [one, two] = [Float64Array.of(1, 0), Float64Array.of(0, 1)].map(
      (start) => gradientOf({ ...lqr, start }).gradient,
    );
    assertClose(byGain(one!.map((x, j) => (x + two![j]!) / 3)), exactGradient(gain), 1e-5);
  });

  const std = 0.3;
  const logStd = new Float64Array(2).fill(log(std));
  const samples = Array.from({ length: 2000 }, (_, i) => {
    const rng = createRng(4).stream(i);
    const draws = Float64Array.from({ length: 2 * horizon }, () => rng.normal());
    const run = { ...lqr, start: startState(2, i), noise: { logStd, draws } };
    const path = followPath(run);
    const joined = ({ gradient, logStdGradient }: PathGradient) =>
      Float64Array.of(...gradient, ...logStdGradient!);
    return {
      pathwise: joined(pathwiseGradient({ ...run, path })),
      score: joined(pathScoreGradient({ ...run, path })),
    };
  });

  it("with noise held, pathwise and score gradients both have the closed form as their mean", () => {
    for (const name of ["pathwise", "score"] as const) {
      const gradients = samples.map((sample) => byGain(sample[name]));
      for (const [j, value] of exactGradient(gain, std).entries()) {
        const list = gradients.map((gradient) => gradient[j]!);
        const off = Math.abs(mean(list) - value);
        assert.ok(off < 3 * standardError(list), `${name} ${j}: ${mean(list)}, expected ${value}`);
      }
    }
  });

  it("and have one mean by each of the biases and each log σ too", () => {
    for (let j = 4; j < 8; j++) {
      const apart = samples.map(({ pathwise, score }) => pathwise[j]! - score[j]!);
      assert.ok(Math.abs(mean(apart)) < 3 * standardError(apart), `${j}: ${mean(apart)}`);
    }
  });

  it("and the score has more than 100 times the variance", () => {
    const spread = (name: "pathwise" | "score") =>
      varianceOfMean(samples.map((sample) => byGain(sample[name])));
    const ratio = spread("score") / spread("pathwise");
    assert.ok(ratio > 100, `${ratio} times`);
  });
});

describe("on the pendulum", () => {
  const run = {
    ...{ simulator: pendulum(), network: linear(2, 1), params: Float64Array.of(-3, -0.8, 0.2) },
    ...{ start: Float64Array.of(0.7, -0.3), stepCount: 40, discount: 0.98 },
  };

  it("the gradient of a linear policy is that of central differences", () => {
    // The policy again in float64, so that differences are of more than rounding.
    const returnAt = ([k1, k2, b]: number[]) => {
      let [state, total]: [Float64Array, number] = [run.start, 0];
      for (let t = 0; t < run.stepCount; t++) {
        const step = run.simulator.step(state, Float64Array.of(k1! * state[0]! + k2! * state[1]! + b!));
        total += integerPower(run.discount, t) * step.reward;
        state = step.next;
      }
      return total;
    };
    const expected = [0, 1, 2].map((j) => {
      const at = (h: number) => returnAt([...run.params.with(j, run.params[j]! + h)]);
      return (at(1e-5) - at(-1e-5)) / 2e-5;
    });
    const result = gradientOf(run);
    assertClose(result.gradient, expected, 1e-6);
    assert.ok(Math.abs(result.return / returnAt([...run.params]) - 1) < 1e-6);
  });

  it("the gradient of a multilayer perceptron is that of central differences, as far as its float32 tells", () => {
    const network = mlp({ inputSize: 2, hidden: [6], outputSize: 1 });
    const bent = { ...run, network, params: network.init(createRng(5)) };
    // Rounding: 40 actions of 6e-8 over 2h; truncation: h².
    const h = 1e-3;
    const expected = Array.from(bent.params, (x, j) => {
      const at = (value: number) => gradientOf({ ...bent, params: bent.params.with(j, value) }).return;
      return (at(x + h) - at(x - h)) / (2 * h);
    });
    assertClose(gradientOf(bent).gradient, expected, 2e-3);
  });

  it("left alone near upright it explodes, and that is told; cut into windows of 10 it does not", () => {
    const alone = { ...run, params: new Float64Array(3), start: Float64Array.of(1e-6, 0), stepCount: 60 };
    const { warning, amplification } = gradientOf(alone);
    assert.match(
      warning!,
      /explodes: by the state of step 0 it is .* cut back-propagation to a shorter window/,
    );
    assert.ok(amplification > EXPLOSION);
    const cut = gradientOf({ ...alone, window: 10 });
    assert.deepEqual([cut.warning, cut.amplification < EXPLOSION], [undefined, true]);
  });
});

describe("the score gradient of a path", () => {
  // s = 1, 3, 6 under a = s + ξ, ξ = (1, 0): rewards to go 3 + 6 = 9 (γ = 1) or 3 + ½·6 = 6 (γ = ½); the score of step 0 is ξ s₀ by k and ξ by b.
  const run = {
    ...{
      simulator: integrator,
      network: linear(1, 1),
      params: Float64Array.of(1, 0),
      start: Float64Array.of(1),
    },
    ...{ stepCount: 2, discount: 1, noise: { logStd: new Float64Array(1), draws: Float64Array.of(1, 0) } },
  };

  it("is the score of each step times its reward-to-go", () => {
    for (const [discount, toGo] of [
      [1, [9, 6]],
      [0.5, [6, 3]],
    ] as const) {
      const result = pathScoreGradient({ ...run, discount, path: followPath(run) });
      assert.deepEqual([...result.gradient], [toGo[0], toGo[0]]);
      // (ξ² − 1) of each step: 0 and −1.
      assert.deepEqual([...result.logStdGradient!], [-toGo[1]]);
    }
  });

  it("of a deterministic policy is refused: it has none", () => {
    const { network, params, discount } = run;
    const path = followPath(run);
    assert.throws(() => pathScoreGradient({ network, params, discount, path }), /expected a path with noise/);
  });
});

describe("the two compared", () => {
  const task = { ...lqr, logStd: Float64Array.of(-1, -1), startOf: (i: number) => startState(2, i) };

  it("the same seed gives the same comparison, another one another", () => {
    const at = (seed: number) => comparePathGradients({ ...task, pathCount: 20, rng: createRng(seed) });
    assert.deepEqual(at(1), at(1));
    assert.notDeepEqual(at(1).score.gradient, at(2).score.gradient);
  });

  it("the means are one within their spread, and the score's is more than 4 times as wide", () => {
    const { pathwise, score } = comparePathGradients({ ...task, pathCount: 400, rng: createRng(3) });
    // Whatever ties the two, the spread of their difference is at most the sum of their spreads.
    const apart = norm(pathwise.gradient.map((x, j) => x - score.gradient[j]!));
    assert.ok(apart < 3 * (Math.sqrt(pathwise.variance) + Math.sqrt(score.variance)));
    assert.ok(score.variance > 16 * pathwise.variance);
  });
});

describe("amplification", () => {
  it("is at most 1 where policy and dynamics lengthen nothing", () =>
    fc.assert(
      fc.property(
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 30 }),
        (angle, shrink, stepCount) => {
          const [c, s] = [shrink * Math.cos(angle), shrink * Math.sin(angle)];
          const simulator = linearQuadratic({
            stateMatrix: Float64Array.of(c, -s, s, c),
            actionMatrix: new Float64Array(4),
            ...{ stateCost: flat(q), actionCost: flat(r) },
          });
          const { amplification, warning } = gradientOf({ ...lqr, simulator, stepCount });
          assert.ok(amplification <= 1 + 1e-12 && warning === undefined, `${amplification}`);
        },
      ),
      { seed: 1 },
    ));

  it("that leaves the numbers is told too, with the first step backwards that did", () => {
    // λ grows 1e100-fold a step: 2, 1e100, 1e200, 1e300, then no number any more.
    const huge: DifferentiableSimulator = {
      ...integrator,
      step: (state, action) => ({ ...integrator.step(state, action), nextByState: Float64Array.of(1e100) }),
    };
    const run = { simulator: huge, network: linear(1, 1), params: Float64Array.of(0, 0) };
    const { warning } = gradientOf({ ...run, start: Float64Array.of(1), stepCount: 6, discount: 1 });
    assert.match(warning!, /by the state of step 2 it is Infinity long/);
  });

  it("beyond what float32 holds is not lost on the way through the network: q = 1e200 at the first of three steps", () => {
    // k = 0: a = b = 0, λ = ν · 1e100, so q = 1e200 + …, 1e100 + 1, 1 and ∂J/∂b is their sum.
    const huge: DifferentiableSimulator = {
      ...integrator,
      step: (state, action) => ({ ...integrator.step(state, action), nextByState: Float64Array.of(1e100) }),
    };
    const run = { simulator: huge, network: linear(1, 1), params: Float64Array.of(0, 0) };
    const { gradient } = gradientOf({ ...run, start: Float64Array.of(1), stepCount: 3, discount: 1 });
    assert.ok(Math.abs(gradient[1]! / 1e200 - 1) < 1e-6);
  });
});

describe("what cannot be differentiated is refused with what would work", () => {
  it("a network without derivatives by its inputs", () => {
    const network: Network = {
      ...lqr.network,
      forward(params, inputs) {
        const { outputs, backward } = lqr.network.forward(params, inputs);
        return { outputs, backward };
      },
    };
    assert.throws(
      () => gradientOf({ ...lqr, network }),
      /derivative of the network by its inputs.*expected the dense/,
    );
  });

  it("sizes that do not fit, windows and steps that are none", () => {
    assert.throws(
      () => gradientOf({ ...lqr, network: linear(3, 1) }),
      /states of 2 numbers and actions of 2/,
    );
    assert.throws(() => gradientOf({ ...lqr, window: 0 }), /window of 1 step or more, got 0/);
    assert.throws(() => gradientOf({ ...lqr, stepCount: 0 }), /stepCount of 1 or more, got 0/);
    const noise = { logStd: Float64Array.of(0), draws: new Float64Array(39) };
    assert.throws(() => gradientOf({ ...lqr, noise }), /2 logStd and 40 draws, got 1 and 39/);
  });

  it("a path that leaves the numbers, with the step", () =>
    assert.throws(
      () => gradientOf({ ...lqr, params: new Float64Array(6).fill(1e30) }),
      /step \d+ led to .* expected finite numbers/,
    ));
});

it("σ of the noise is e^logStd: draws of zero are the deterministic path", () => {
  const noise = { logStd: Float64Array.of(2, 1), draws: new Float64Array(40) };
  const noisy = gradientOf({ ...lqr, noise });
  assert.deepEqual(noisy.gradient, gradientOf(lqr).gradient);
  const one = followPath({ ...lqr, stepCount: 1, noise: { ...noise, draws: Float64Array.of(0.5, 0) } });
  const none = followPath({ ...lqr, stepCount: 1 });
  assert.ok(Math.abs(one.actions[0]! - none.actions[0]! - exp(2) / 2) < 1e-14);
});
