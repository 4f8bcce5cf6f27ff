import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Space } from "../../../src/env/space.ts";
import { createRng } from "../../../src/math/random.ts";
import { headFor, headNames } from "../../../src/policy/head/heads.ts";
import { boundedBox, boxOf, choices, discrete, switches } from "./subjects.ts";

const spaces: Readonly<Record<string, Space>> = {
  discrete,
  multiDiscrete: choices,
  multiBinary: switches,
  box: boundedBox,
};
const acting: Readonly<Record<string, readonly string[]>> = {
  discrete: ["softmax", "deterministic"],
  multiDiscrete: ["multi-discrete", "deterministic"],
  multiBinary: ["bernoulli", "deterministic"],
  box: ["gaussian", "squashed-gaussian", "full-gaussian", "deterministic"],
};

describe("the heads by name", () => {
  for (const [type, space] of Object.entries(spaces)) {
    const fitting = acting[type] as readonly string[];
    it(`gives a ${type} space its natural head, and each that can serve it`, () => {
      assert.equal(headFor(space, undefined).name, fitting[0]);
      for (const name of fitting) assert.equal(headFor(space, name).name, name);
    });
    it(`refuses the others in a ${type} space, with those that would work`, () => {
      for (const name of headNames.filter((known) => !fitting.includes(known)))
        assert.throws(() => headFor(space, name), {
          name: "RangeError",
          message: new RegExp(`a ${name} head acts in .*${type}.*expected ${fitting.join(" or ")}`),
        });
    });
  }

  it("refuses a name it does not know, a setting that is not the head's, and a space nobody draws in", () => {
    assert.throws(
      () => headFor(discrete, "categorical"),
      /no head is called "categorical"; there are softmax/,
    );
    assert.throws(() => headFor(discrete, "toString"), /no head is called "toString"/);
    assert.throws(
      () => headFor(boundedBox, "full-gaussian", { std: "fixed" }),
      /no setting "std"; it has logStd/,
    );
    assert.throws(() => headFor(discrete, "softmax", { logStd: 0 }), /no setting "logStd"; it has none/);
    assert.throws(
      () => headFor({ type: "tuple", spaces: [discrete] }, undefined),
      /no head draws .* tuple space/,
    );
    assert.throws(() => headFor({ ...boundedBox, dtype: "int8" } as Space, "deterministic"), /box of int8/);
    assert.throws(() => headFor(boundedBox, "gaussian", { std: "none" }), /fixed, learned, state-dependent/);
  });

  it("hands settings on", () => {
    for (const name of ["gaussian", "squashed-gaussian", "full-gaussian"])
      assert.equal(headFor(boundedBox, name, { logStd: -1.5 }).init()[0], -1.5);
    assert.equal(headFor(boundedBox, "squashed-gaussian", { std: "state-dependent" }).inputSize, 6);
  });
});

describe("deterministic", () => {
  const none = new Float64Array();
  const rngs = [createRng(1), createRng(2)];

  it("does in each space what is most probable, whatever the generators", () => {
    const cases: readonly (readonly [Space, readonly number[], readonly number[]])[] = [
      [discrete, [0, 3, 1, 2, 9, 0, 0, 0], [6, 5]],
      [choices, [0, 1, 2, 1, 0, 1, 0, 1, 0, 0, 1, 2, 0, 1], [1, -4, 7, 0, -2, 8]],
      [switches, [1, -1, 0.5, -1, 2, -3], [1, 0, 1, 0, 1, 0]],
      // Scaled like every box: −2 … 3, 0 … 1.
      [boxOf([-2, 0], [3, 1]), [0, 0, 5, -0.5], [0.5, 0.5, 3, 0.25]],
    ];
    for (const [space, inputs, expected] of cases) {
      const head = headFor(space, "deterministic");
      assert.equal(head.parameterCount, 0);
      assert.equal(head.inputSize, inputs.length / 2);
      const stored = head.sample(none, Float32Array.from(inputs), rngs);
      assert.deepEqual(stored, head.mode(none, Float32Array.from(inputs)));
      assert.deepEqual(Array.from(head.toEnv(stored) as ArrayLike<number>), expected, space.type);
    }
  });

  it("refuses probabilities and their gradients, with what would work", () => {
    const head = headFor(boundedBox, "deterministic");
    const [inputs, stored, w] = [new Float32Array(3), new Float64Array(3), Float64Array.of(1)];
    const at = { own: none, inputs };
    const asked: readonly (readonly [string, () => unknown])[] = [
      ["log-probability", () => head.logProbs(none, inputs, stored)],
      ["entropy", () => head.entropies(none, inputs)],
      ["KL divergence", () => head.klDivergences(at, at)],
      ["score", () => head.scores(none, inputs, stored, w)],
      ["gradient of the entropy", () => head.entropyGradient(none, inputs, w)],
      ["Fisher information", () => head.fisherProduct(none, inputs, at)],
    ];
    for (const [what, ask] of asked)
      assert.throws(ask, {
        name: "RangeError",
        message: new RegExp(
          `has no ${what}: expected a head that draws its actions .*gaussian.*finite differences`,
        ),
      });
  });
});
