/** Gradients of actors and critics against central differences of what they are gradients of, and what becomes of weights that are none. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  actorCriticGradient,
  criticGradient,
  proximalGradient,
  scoreGradient,
} from "../../src/estimator/score-gradient.ts";
import { standardized } from "../../src/estimator/standardize.ts";
import { fullReturns } from "../../src/estimator/weights.ts";
import { createRng } from "../../src/math/random.ts";
import type { ActorCritic } from "../../src/policy/actor-critic.ts";
import { softmaxHead } from "../../src/policy/head/softmax.ts";
import { mlp } from "../../src/policy/network/dense/mlp.ts";
import { separateActorCritic } from "../../src/policy/separate.ts";
import { sharedActorCritic } from "../../src/policy/shared.ts";
import { rowsOf } from "../../src/rollout/rows.ts";
import type { Stretch } from "../../src/rollout/stretch.ts";
import { differences } from "../support/tabular-mdp.ts";

const head = softmaxHead({ type: "discrete", count: 3, start: 0, names: [] });
const separate = separateActorCritic({
  actor: mlp({ inputSize: 2, hidden: [4], outputSize: 3 }),
  head,
  critic: mlp({ inputSize: 2, hidden: [3], outputSize: 1 }),
});
const shared = sharedActorCritic({ trunk: mlp({ inputSize: 2, hidden: [5], outputSize: 4 }), head });
const actorOnly = separateActorCritic({ actor: mlp({ inputSize: 2, hidden: [], outputSize: 3 }), head });

function stretch(length: number, seed: number, end: Stretch["end"] = "terminated"): Stretch {
  const rng = createRng(seed);
  return {
    envId: seed,
    seed,
    start: 0,
    length,
    observations: Float32Array.from({ length: 2 * length }, () => rng.normal()),
    actions: Float64Array.from({ length }, () => rng.integer(3)),
    rewards: Float64Array.from({ length }, () => rng.normal()),
    end,
    next: new Float32Array(2),
  };
}

const rows = rowsOf([stretch(4, 1), stretch(1, 2), stretch(2, 3)]);
const weights = Float64Array.of(1, -2, 0.5, 3, 0, -1, 2);
const targets = Float64Array.of(1, 2, -1, 0, 3, 0.5, -2);
const m = 3;
const n = 7;

function assertClose(actual: Float64Array, expected: Float64Array, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (const [j, value] of expected.entries())
    assert.ok(Math.abs(actual[j]! - value) <= tolerance, `element ${j}: ${actual[j]}, expected ${value}`);
}

/** Σ w log π + β Σ H, over c. */
const surrogate = (model: ActorCritic, beta: number, c: number) => (params: Float64Array) => {
  const { own, inputs } = model.evaluateActor(params, rows.observations).distribution;
  const entropies = head.entropies(own, inputs);
  return (
    head
      .logProbs(own, inputs, rows.actions)
      .reduce((sum, logProb, row) => sum + weights[row]! * logProb + beta * entropies[row]!, 0) / c
  );
};

/** −½ mean (target − V)² */
const fit = (model: ActorCritic) => (params: Float64Array) =>
  model.values(params, rows.observations).reduce((sum, v, row) => sum - (targets[row]! - v) ** 2 / 2, 0) / n;

// A float32 network has rounding of 10⁻⁷, which differences of step 10⁻⁴ make 10⁻³.
const tolerance = 5e-3;

for (const [name, model] of Object.entries({ separate, shared })) {
  const params = model.init(createRng(7)).map((value) => Math.fround(value));
  describe(`on ${name} networks`, () => {
    it("the score gradient is that of Σ w log π + β Σ H, over episodes or over transitions", () => {
      for (const [normalization, c] of [
        ["episodes", m],
        ["transitions", n],
      ] as const) {
        const found = scoreGradient(model, params, rows, weights, { normalization, entropyBonus: 0.3 });
        assertClose(found, differences(surrogate(model, 0.3, c), params), tolerance);
      }
    });

    it("the critic's gradient is that of −½ mean (target − V)²", () =>
      assertClose(criticGradient(model, params, rows, targets), differences(fit(model), params), tolerance));

    it("both at once are the sum of both", () => {
      const options = { normalization: "episodes", entropyBonus: 0.01 } as const;
      const actor = scoreGradient(model, params, rows, weights, options);
      const critic = criticGradient(model, params, rows, targets);
      assertClose(
        actorCriticGradient(model, params, rows, { weights, targets }, { ...options, valueWeight: 0.5 }),
        actor.map((value, j) => value + 0.5 * critic[j]!),
        1e-6,
      );
    });

    it("weights of 1e300 give a gradient 1e300 times as large, and of 1e-300 as small", () => {
      const options = { normalization: "transitions" } as const;
      const once = scoreGradient(model, params, rows, weights, options);
      for (const factor of [1e300, 1e-300]) {
        const found = scoreGradient(
          model,
          params,
          rows,
          weights.map((w) => w * factor),
          options,
        );
        assertClose(
          found.map((value) => value / factor),
          once,
          1e-6,
        );
      }
      const both = { ...options, entropyBonus: 1 };
      const withBonus = scoreGradient(model, params, rows, weights, both);
      const large = weights.map((w) => w * 1e300);
      const found = scoreGradient(model, params, rows, large, { ...both, entropyBonus: 1e300 });
      assertClose(
        found.map((value) => value / 1e300),
        withBonus,
        1e-6,
      );
      assert.ok(withBonus.some((value, j) => Math.abs(value - once[j]!) > 1e-3));
      const errors = criticGradient(
        model,
        params,
        rows,
        targets.map((x) => x * 1e300),
      );
      assert.ok(errors.every(Number.isFinite) && errors.some((x) => Math.abs(x) > 1e298));
    });
  });
}

describe("where the trunk is apart", () => {
  const params = separate.init(createRng(7));

  it("the actor's gradient leaves the critic alone, and the critic's the actor", () => {
    const actor = scoreGradient(separate, params, rows, weights, { normalization: "episodes" });
    assert.ok(actor.subarray(separate.actorParameterCount).every((x) => x === 0));
    const critic = criticGradient(separate, params, rows, targets);
    assert.ok(critic.subarray(0, separate.actorParameterCount).every((x) => x === 0));
    assert.ok(critic.some((x) => x !== 0));
  });
});

describe("properties of the score gradient", () => {
  const params = actorOnly.init(createRng(3));
  const gradient = (w: Float64Array) =>
    scoreGradient(actorOnly, params, rows, w, { normalization: "transitions" });
  const list = fc
    .array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: n, maxLength: n })
    .map((array) => Float64Array.from(array));

  it("it is linear in the weights", () =>
    fc.assert(
      fc.property(list, list, (a, b) => {
        const [ga, gb] = [gradient(a), gradient(b)];
        assertClose(
          gradient(a.map((value, row) => value - 2 * b[row]!)),
          ga.map((value, j) => value - 2 * gb[j]!),
          1e-3,
        );
      }),
      { seed: 1 },
    ));

  it("the order of the stretches does not matter", () => {
    const parts = [stretch(4, 1), stretch(1, 2), stretch(2, 3)];
    const turned = rowsOf([parts[2]!, parts[0]!, parts[1]!]);
    const found = scoreGradient(
      actorOnly,
      params,
      turned,
      Float64Array.of(...weights.subarray(5), ...weights.subarray(0, 5)),
      { normalization: "episodes" },
    );
    assertClose(found, scoreGradient(actorOnly, params, rows, weights, { normalization: "episodes" }), 1e-6);
  });

  it("a proximal gradient pulls back by λ times the way gone", () =>
    assert.deepEqual([...proximalGradient(Float64Array.of(3, 1), Float64Array.of(1, 1), 0.5)], [-1, 0]));
});

describe("bad input", () => {
  const params = actorOnly.init(createRng(3));
  const options = { normalization: "episodes" } as const;

  it("a weight that is no number is refused, with where it is", () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY])
      assert.throws(
        () =>
          scoreGradient(
            actorOnly,
            params,
            rows,
            weights.map((w, row) => (row === 6 ? bad : w)),
            options,
          ),
        {
          name: "InvalidWeights",
          message: new RegExp(`weight of step 1 of stretch 2 .*environment 3.* ${bad}`),
        },
      );
  });

  it("too few weights are refused, and so is a critic that is not there", () => {
    assert.throws(() => scoreGradient(actorOnly, params, rows, weights.subarray(1), options), {
      name: "InvalidWeights",
      message: /one weight a row, 7, got 6/,
    });
    assert.throws(() => criticGradient(actorOnly, params, rows, targets), /has no critic/);
    assert.throws(
      () =>
        criticGradient(
          separate,
          separate.init(createRng(1)),
          rows,
          targets.map(() => Number.NaN),
        ),
      { name: "InvalidWeights", message: /target of step 0 of stretch 0/ },
    );
  });

  it("a full return of a piece of an episode is refused", () => {
    assert.throws(() => fullReturns(rowsOf([stretch(2, 1), stretch(2, 2, "cut")]), 1), {
      name: "InvalidExperience",
      message: /stretch 1 .*stops before/,
    });
    assert.throws(() => fullReturns(rowsOf([{ ...stretch(2, 1), start: 5 }]), 1), /begins at step 5/);
  });

  it("one episode of one step has a gradient", () => {
    const one = rowsOf([stretch(1, 1)]);
    const found = scoreGradient(actorOnly, params, one, Float64Array.of(2), options);
    assert.ok(found.every(Number.isFinite) && found.some((x) => x !== 0));
  });

  it("rewards of 1e300 have returns that do not overflow, or weights that are refused", () => {
    const long = rowsOf([{ ...stretch(4, 1), rewards: new Float64Array(4).fill(1e308) }]);
    assert.throws(() => scoreGradient(actorOnly, params, long, fullReturns(long, 1), options), {
      name: "InvalidWeights",
    });
    const short = rowsOf([{ ...stretch(4, 1), rewards: new Float64Array(4).fill(1e300) }]);
    const found = scoreGradient(actorOnly, params, short, fullReturns(short, 1), options);
    assert.ok(found.every(Number.isFinite));
  });
});

describe("standardizing", () => {
  it("(1, 2, 3) is (−1, 0, 1)", () =>
    assertClose(standardized(Float64Array.of(1, 2, 3)), Float64Array.of(-1, 0, 1), 1e-15));

  it("one number, equal numbers and numbers that differ by rounding become zeros", () => {
    assert.deepEqual([...standardized(Float64Array.of(5))], [0]);
    assert.deepEqual([...standardized(new Float64Array(7).fill(0.1))], new Array(7).fill(0));
    assert.deepEqual([...standardized(Float64Array.of(0.3, 0.1 + 0.2))], [0, 0]);
    assert.deepEqual([...standardized(new Float64Array(3))], [0, 0, 0]);
    assert.deepEqual([...standardized(new Float64Array(0))], []);
  });

  it("does not depend on the scale: 1e300 and 1e-300 as 1", () => {
    for (const scale of [1e300, 1e-300])
      assertClose(
        standardized(Float64Array.of(scale, 2 * scale, 3 * scale)),
        Float64Array.of(-1, 0, 1),
        1e-12,
      );
  });

  it("leaves what is no number to be refused", () =>
    assert.ok(standardized(Float64Array.of(1, Number.NaN, 3)).some(Number.isNaN)));
});
