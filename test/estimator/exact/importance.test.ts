/** Episodes that another policy drew, made to speak for this one: summed over everything that other policy can do. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  episodeFactors,
  type ImportanceKind,
  type ImportanceOptions,
  importanceFactors,
} from "../../../src/estimator/importance.ts";
import { scoreGradient } from "../../../src/estimator/score-gradient.ts";
import { effectiveSampleSize } from "../../../src/estimator/telemetry.ts";
import { fullReturns, returnsToGo, timesDiscount } from "../../../src/estimator/weights.ts";
import { createRng } from "../../../src/math/random.ts";
import { type Rows, rowsOf } from "../../../src/rollout/rows.ts";
import { addScaled, simulate, stretchOf, trajectories } from "../../support/tabular-mdp.ts";
import { apart } from "./expectation.ts";
import { exactQ, threeStates } from "./world.ts";

const world = threeStates(3);
const { mdp, model, params, discount } = world;
const behavior = Float64Array.of(-0.25, 0.5, 0, 0.25, 0.5, -0.125, -0.125, 0.25);

/** log π − log b of each row. */
function logRatios(rows: Rows): Float64Array {
  const [now, then] = [params, behavior].map((theta) => {
    const { own, inputs } = model.evaluateActor(theta, rows.observations).distribution;
    return model.head.logProbs(own, inputs, rows.actions);
  });
  return now!.map((logProb, row) => logProb - then![row]!);
}

const factorsOf = (rows: Rows, kind: ImportanceKind, options: Partial<ImportanceOptions> = {}) =>
  importanceFactors(rows, logRatios(rows), { kind, ...options });

const times = (a: Float64Array, b: Float64Array) => a.map((value, row) => value * b[row]!);

/** Σ_τ P_b(τ) ĝ(τ) */
function underBehavior(weights: (rows: Rows) => Float64Array): Float64Array {
  const sum = new Float64Array(params.length);
  for (const each of trajectories(mdp, behavior)) {
    const rows = rowsOf([stretchOf(mdp, each)]);
    const gradient = scoreGradient(model, params, rows, weights(rows), { normalization: "episodes" });
    addScaled(sum, gradient, each.probability);
  }
  return sum;
}

/** Rewards-to-go of rewards that are each multiplied by what is known by then. */
function perDecision(rows: Rows): Float64Array {
  const rewards = times(rows.rewards, factorsOf(rows, "prefix"));
  const weighed = rows.stretches.map((stretch, k) => ({
    ...stretch,
    rewards: rewards.slice(rows.offsets[k], rows.offsets[k + 1]),
  }));
  return returnsToGo(rowsOf(weighed), discount);
}

describe("episodes of another policy have the mean gradient of this one", () => {
  const tolerance = 1e-5;

  it("where the return is multiplied by the ratio of the whole episode", () => {
    const found = underBehavior((rows) => times(fullReturns(rows, discount), factorsOf(rows, "episode")));
    assert.ok(apart(found, world.faded) < tolerance, `${found}, expected ${world.faded}`);
    const toGo = underBehavior((rows) => times(returnsToGo(rows, discount), factorsOf(rows, "episode")));
    assert.ok(apart(toGo, world.even) < tolerance);
  });

  it("where each reward is multiplied by the ratios up to it", () => {
    assert.ok(apart(underBehavior(perDecision), world.even) < tolerance);
    const faded = underBehavior((rows) => timesDiscount(perDecision(rows), rows, discount));
    assert.ok(apart(faded, world.faded) < tolerance);
  });

  it("where Q is multiplied by the ratios up to its action", () => {
    const found = underBehavior((rows) => times(exactQ(world, rows), factorsOf(rows, "prefix")));
    assert.ok(apart(found, world.even) < tolerance);
  });

  it("and not where it is not multiplied, or by one step's ratio alone, or truncated", () => {
    const biased: ((rows: Rows) => Float64Array)[] = [
      (rows) => fullReturns(rows, discount),
      (rows) => times(fullReturns(rows, discount), factorsOf(rows, "episode", { truncation: 0.5 })),
    ];
    for (const weights of biased) assert.ok(apart(underBehavior(weights), world.faded) > 0.01);
    const byStep = underBehavior((rows) => times(exactQ(world, rows), factorsOf(rows, "step")));
    assert.ok(apart(byStep, world.even) > 0.01);
  });
});

describe("importance factors", () => {
  const rng = createRng(9);
  const rows = rowsOf(Array.from({ length: 40 }, (_, i) => stretchOf(mdp, simulate(mdp, behavior, rng), i)));

  it("by hand: ratios of 2, 3 and ½ are products of 2, 6 and 3, the last of which is the episode's", () => {
    const one = rowsOf([stretchOf(mdp, { probability: 1, states: [0, 1, 2], actions: [0, 1, 0] })]);
    const logs = Float64Array.of(Math.log(2), Math.log(3), Math.log(0.5));
    const expected = { step: [2, 3, 0.5], prefix: [2, 6, 3], episode: [3, 3, 3] };
    for (const kind of ["step", "prefix", "episode"] as const) {
      const found = importanceFactors(one, logs, { kind });
      for (const [row, value] of expected[kind].entries())
        assert.ok(Math.abs(found[row]! - value) < 1e-12, `${kind}: ${found}`);
      const truncated = importanceFactors(one, logs, { kind, truncation: 2.5 });
      for (const [row, value] of expected[kind].entries())
        assert.ok(Math.abs(truncated[row]! - Math.min(value, 2.5)) < 1e-12, `${kind}: ${truncated}`);
    }
  });

  it("self-normalized have the mean 1 over episodes", () => {
    const factors = episodeFactors(rows, factorsOf(rows, "episode", { selfNormalized: true }));
    const mean = factors.reduce((sum, factor) => sum + factor, 0) / 40;
    assert.ok(Math.abs(mean - 1) < 1e-12, `${mean}`);
    // At a step that all reach, the prefix factors have it too.
    const prefix = factorsOf(rows, "prefix", { selfNormalized: true });
    const first = rows.stretches.reduce((sum, _, k) => sum + prefix[rows.offsets[k]!]!, 0) / 40;
    assert.ok(Math.abs(first - 1) < 1e-12);
    const step = factorsOf(rows, "step", { selfNormalized: true });
    assert.ok(Math.abs(step.reduce((sum, factor) => sum + factor, 0) / rows.count - 1) < 1e-12);
  });

  it("truncated and self-normalized are truncated first", () => {
    const truncation = 1.2;
    const cut = episodeFactors(rows, factorsOf(rows, "episode", { truncation }));
    const mean = cut.reduce((sum, factor) => sum + factor, 0) / 40;
    const both = factorsOf(rows, "episode", { truncation, selfNormalized: true });
    for (const [k, factor] of episodeFactors(rows, both).entries())
      assert.ok(Math.abs(factor - cut[k]! / mean) < 1e-12, `episode ${k}`);
    assert.ok(cut.some((factor) => factor === truncation) && cut.some((factor) => factor < truncation));
  });

  it("of the same policy are 1, and all episodes count; of another, fewer do", () => {
    const same = importanceFactors(rows, new Float64Array(rows.count), { kind: "episode" });
    assert.ok(same.every((factor) => factor === 1));
    assert.equal(effectiveSampleSize(episodeFactors(rows, same)), 40);
    const left = effectiveSampleSize(episodeFactors(rows, factorsOf(rows, "episode")));
    assert.ok(left > 1 && left < 39, `${left}`);
  });

  it("of logarithms far beyond what e^x holds stay numbers where they are normalized or truncated", () => {
    const far = new Float64Array(rows.count).fill(5000);
    for (const kind of ["episode", "prefix", "step"] as const) {
      const options = [
        { selfNormalized: true },
        { truncation: 10 },
        { selfNormalized: true, truncation: 10 },
      ];
      for (const each of options)
        assert.ok(importanceFactors(rows, far, { kind, ...each }).every(Number.isFinite), kind);
    }
    const none = new Float64Array(rows.count).fill(Number.NEGATIVE_INFINITY);
    assert.ok(importanceFactors(rows, none, { kind: "episode", selfNormalized: true }).every((f) => f === 0));
  });

  it("refuse products over a piece of an episode, and a truncation that is none", () => {
    const piece = rowsOf([{ ...rows.stretches[0]!, start: 3 }]);
    const logs = new Float64Array(piece.count);
    assert.throws(() => importanceFactors(piece, logs, { kind: "prefix" }), {
      name: "InvalidExperience",
      message: /begins at step 3.*kind "step"/,
    });
    assert.ok(importanceFactors(piece, logs, { kind: "step" }).every((factor) => factor === 1));
    assert.throws(() => importanceFactors(rows, logs, { kind: "step", truncation: 0 }), /truncation/);
  });
});
