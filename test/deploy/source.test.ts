/** What moves the robot: a cycle to the closed form, a network to the bits of the policy it was saved from. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { cycleSource } from "../../src/deploy/source/cycle.ts";
import { sourceFor } from "../../src/deploy/source/make.ts";
import { networkSource } from "../../src/deploy/source/network.ts";
import type { NetworkPlan } from "../../src/deploy/source/source.ts";
import { Normalizer } from "../../src/env/normalizer.ts";
import type { BoxSpace } from "../../src/env/space.ts";
import { createRng } from "../../src/math/random.ts";
import { type ModelOptions, modelFor } from "../../src/policy/model.ts";
import { networkPolicy } from "../../src/policy/network-policy.ts";
import { spaceToJson } from "../../src/policy/space-json.ts";

const box = (size: number, range: number, dtype: "float32" | "float64" = "float64"): BoxSpace => ({
  type: "box",
  dtype,
  shape: [size],
  low: new Float64Array(size).fill(-range),
  high: new Float64Array(size).fill(range + 0.3),
  names: [],
  units: [],
});

interface Case {
  readonly head?: string;
  readonly std?: string;
  readonly critic?: ModelOptions["critic"];
  readonly activation?: ModelOptions["activation"];
  readonly normalized?: boolean;
  readonly dtype?: "float32" | "float64";
}

/** A policy of 5 observations and 2 actions, and the plan that runs it: three sensors, then its previous action. */
function subject({
  head = "gaussian",
  std,
  critic = "separate",
  activation = "tanh",
  normalized = true,
  dtype = "float64",
}: Case) {
  const spaces = { observationSpace: box(5, Infinity, dtype), actionSpace: box(2, 0.7, dtype) };
  const options: ModelOptions = {
    hidden: [9, 7],
    activation,
    head,
    headSettings: std === undefined ? {} : { std },
    critic,
    outputGain: 1,
  };
  const model = modelFor(spaces, options);
  const rng = createRng(3);
  const params = model.init(rng).map((theta) => theta + 0.2 * rng.normal());
  const normalizer = new Normalizer(5);
  normalizer.learn(Float64Array.from({ length: 50 }, () => 3 * rng.normal() + 1));
  const { count, mean, squares } = normalizer.state;
  const plan: NetworkPlan = {
    kind: "network",
    policy: {
      observationSpace: spaceToJson(spaces.observationSpace),
      actionSpace: spaceToJson(spaces.actionSpace),
      model: options,
      normalizer: normalized ? { count, mean: [...mean], squares: [...squares] } : null,
    },
    params: [...params],
    observation: [3, 0, 2, -1, -2],
    seen: null,
  };
  const policy = networkPolicy({
    model,
    params,
    observationSpace: spaces.observationSpace,
    normalizer: normalized ? normalizer.state : null,
    mode: "deterministic",
  });
  return { plan, policy, rng };
}

describe("a network", () => {
  const cases: readonly Case[] = [
    {},
    { normalized: false },
    { critic: "shared", activation: "elu" },
    { critic: "none", activation: "relu", dtype: "float32" },
    { head: "gaussian", std: "state-dependent" },
    { head: "squashed-gaussian" },
    { head: "full-gaussian" },
    { head: "deterministic", critic: "none" },
  ];
  for (const each of cases)
    it(`acts as its policy does, bit for bit: ${JSON.stringify(each)}`, () => {
      const { plan, policy, rng } = subject(each);
      // What it is given went through JSON.
      const source = sourceFor(JSON.parse(JSON.stringify(plan)) as NetworkPlan, 0.02);
      const observation = new Float64Array(5);
      const action = new Float64Array(2);
      for (let k = 0; k < 200; k++) {
        const sensors = Float64Array.from({ length: 4 }, () => 4 * rng.normal());
        source.observe(sensors, Float64Array.of(0.1 * k, -0.2), observation);
        source.act(observation, 0, action);
        assert.deepEqual(action, policy.act(observation as never, []));
      }
    });

  it("observes what the plan names: sensors by their index, the previous action from −1 down", () => {
    const { plan } = subject({});
    const observation = new Float64Array(5);
    networkSource(plan).observe(Float64Array.of(10, 11, 12, 13), Float64Array.of(0.5, 0.6), observation);
    assert.deepEqual([...observation], [13, 10, 12, 0.5, 0.6]);
  });

  it("rounds what training saw as float32", () => {
    const observation = new Float64Array(5);
    networkSource(subject({ dtype: "float32" }).plan).observe(
      Float64Array.of(0.1, 0, 0, 0),
      Float64Array.of(0, 0),
      observation,
    );
    assert.equal(observation[1], Math.fround(0.1));
  });

  it("answers NaN to NaN, with and without a normalizer, whatever the activation", () => {
    for (const activation of ["tanh", "relu", "elu"] as const)
      for (const normalized of [true, false]) {
        const source = networkSource(subject({ activation, normalized }).plan);
        const action = new Float64Array(2);
        source.act(Float64Array.of(0, Number.NaN, 0, 0, 0), 0, action);
        assert.ok(action.some(Number.isNaN), `${activation}, ${normalized}: ${action}`);
      }
  });

  it("is bounded by its action space, and scaled as the plan says", () => {
    const { plan } = subject({});
    const { bounds, scaling } = networkSource({ ...plan, scaling: { gain: [0.25, -1], offset: [1, 2] } });
    assert.deepEqual([...bounds.low, ...bounds.high], [-0.7, -0.7, 1, 1]);
    assert.deepEqual([...scaling.gain, ...scaling.offset], [0.25, -1, 1, 2]);
  });

  for (const [what, change, message] of [
    ["a policy that is none", { policy: { format: "x" } }, /not what policy\.json of a network policy says/],
    ["a parameter too few", { params: [1, 2] }, /the policy has \d+ parameters, the plan has 2/],
    [
      "an observation too short",
      { observation: [0] },
      /the policy has 5 sources of observation elements, the plan has 1/,
    ],
    [
      "statistics of another observation",
      { seen: { low: [0], high: [1] } },
      /5 smallest observations, the plan has 1/,
    ],
    ["a gain of 0", { scaling: { gain: [0, 1], offset: [0, 0] } }, /gains are finite and not 0/],
  ] as const)
    it(`is refused with ${what}`, () => {
      const { plan } = subject({});
      assert.throws(() => networkSource({ ...plan, ...change } as NetworkPlan), message);
    });

  it("is refused where its observations are pictures or its actions choices", () => {
    const { plan } = subject({});
    const bytes = {
      ...(plan.policy as object),
      observationSpace: { ...(spaceToJson(box(5, 1)) as object), dtype: "uint8" },
    };
    assert.throws(
      () => networkSource({ ...plan, policy: bytes }),
      /observation is a box of uint8: expected a box of floats/,
    );
    const model = { hidden: [], activation: "tanh", headSettings: {}, critic: "none", outputGain: 1 };
    const choices = {
      ...(plan.policy as object),
      model,
      actionSpace: { type: "discrete", count: 3, start: 0, names: [] },
    };
    assert.throws(
      () => networkSource({ ...plan, policy: choices }),
      /expected a box of floats, got a discrete space/,
    );
  });
});

describe("a cycle", () => {
  const samples = [
    [0, 10],
    [1, 20],
    [4, 0],
  ];
  const at = (time: number): number[] => {
    const action = new Float64Array(2);
    cycleSource({ kind: "cycle", period: 3, samples }, 0.5).act(new Float64Array(0), time / 0.5, action);
    return [...action];
  };

  it("is on its rows at their times, halfway between them in the middle, and comes round", () => {
    assert.deepEqual([at(0), at(1), at(2)], samples);
    assert.deepEqual(at(0.5), [0.5, 15]);
    // Between the last row and the first: (4 + 0)/2, (0 + 10)/2.
    assert.deepEqual(at(2.5), [2, 5]);
    assert.deepEqual(at(3), samples[0]);
    // 1000 turns later, but for rounding
    assert.ok(Math.abs(at(3000.5)[1]! - 15) < 1e-10);
  });

  it("stays between its smallest and its largest row at every time, however late", () =>
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (time) => {
        const [first, second] = at(time) as [number, number];
        assert.ok(first >= 0 && first <= 4 && second >= 0 && second <= 20);
      }),
      { seed: 1 },
    ));

  for (const [what, change, message] of [
    ["no rows", { samples: [] }, /one row of joint targets or more, got none/],
    [
      "rows of unequal length",
      { samples: [[1], [1, 2]] },
      /row 1 of the cycle has 2 joint targets, row 0 has 1/,
    ],
    ["a target that is none", { samples: [[1], [Number.NaN]] }, /row 1 of the cycle sends joint 0 to NaN/],
    ["no period", { period: 0 }, /a period of more than 0 s, got 0/],
  ] as const)
    it(`is refused with ${what}`, () =>
      assert.throws(() => cycleSource({ kind: "cycle", period: 3, samples, ...change }, 0.02), message));
});
