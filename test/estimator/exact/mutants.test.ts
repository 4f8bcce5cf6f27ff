/** The classic mistakes of REINFORCE, made on purpose: each must fail the checks that the family passes, in both ways of taking its mean. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { standardized } from "../../../src/estimator/standardize.ts";
import {
  fullReturns,
  gaeAdvantages,
  minus,
  returnsToGo,
  timesDiscount,
} from "../../../src/estimator/weights.ts";
import { createRng } from "../../../src/math/random.ts";
import { generalizedAdvantages } from "../../../src/rollout/returns.ts";
import { byStretch, type Rows, rowsOf } from "../../../src/rollout/rows.ts";
import type { Stretch } from "../../../src/rollout/stretch.ts";
import { simulate, stretchOf } from "../../support/tabular-mdp.ts";
import {
  apart,
  type Gradient,
  overPairs,
  sampledBatches,
  standardErrorsOff,
  type Weights,
  weighedBy,
} from "./expectation.ts";
import { exactV, threeStates, type World } from "./world.ts";

interface Mutant {
  readonly name: string;
  readonly claims: "faded" | "even";
  readonly gradient: Gradient;
  /** Where it shows: on the three states, the default, or with 30 more for every step, which makes every next episode worth stealing from. */
  readonly at?: "plain" | "raised";
}

const mutant = (name: string, claims: Mutant["claims"], weights: Weights): Mutant => ({
  name,
  claims,
  gradient: weighedBy(weights),
});

/** G₀ at every step. */
const firstReturn: Weights = ({ discount }, rows) => fullReturns(rows, discount);

const mutants: readonly Mutant[] = [
  mutant("the return of the first step is used for every step", "even", firstReturn),
  mutant(
    "the return of the first step is used for every step, and γ^t in front of it",
    "faded",
    (world, rows) => timesDiscount(firstReturn(world, rows), rows, world.discount),
  ),
  mutant("a reward is discounted by its index instead of summed forward", "even", ({ discount }, rows) =>
    timesDiscount(rows.rewards, rows, discount),
  ),
  {
    name: "the mean of the log-probabilities is multiplied by the return",
    claims: "faded",
    gradient: weighedBy((world, rows) =>
      byStretch(rows, ({ length }, _, from, to) =>
        firstReturn(world, rows)
          .subarray(from, to)
          .map((value) => value / length),
      ),
    ),
  },
  mutant("γ^t is dropped where it was asked for", "faded", ({ discount }, rows) =>
    returnsToGo(rows, discount),
  ),
  mutant("γ^t is added where it was not asked for", "even", ({ discount }, rows) =>
    timesDiscount(returnsToGo(rows, discount), rows, discount),
  ),
  {
    name: "advantages leak from one episode into the one before",
    claims: "even",
    at: "raised",
    gradient: weighedBy((world, rows) =>
      generalizedAdvantages(
        { rewards: rows.rewards, values: exactV(world, rows).rows, behind: 0 },
        world.discount,
        0.95,
      ),
    ),
  },
  mutant("the baseline of a step is a sum over episodes, without 1/N", "even", ({ discount }, rows) => {
    const judged = returnsToGo(rows, discount);
    const sums = new Float64Array(8);
    for (const [row, t] of rows.steps.entries()) sums[t] = sums[t]! + judged[row]!;
    return minus(
      judged,
      Float64Array.from(rows.steps, (t) => sums[t]!),
    );
  }),
];

describe("the checks of the family kill", () => {
  const worlds = {
    plain: { pairs: threeStates(2), world: threeStates(3) },
    raised: { pairs: threeStates(2, { raise: 30 }), world: threeStates(3, { raise: 30 }) },
  };
  const batches = { plain: sampledBatches(worlds.plain.world), raised: sampledBatches(worlds.raised.world) };
  for (const { name, claims, gradient, at = "plain" } of mutants)
    it(name, () => {
      const { pairs, world } = worlds[at];
      const exactly = apart(overPairs(pairs, gradient), pairs[claims]);
      // A thousand times what the family is allowed.
      assert.ok(exactly > 3e-3, `only ${exactly} off over all pairs`);
      const sampled = standardErrorsOff(world, gradient, world[claims], batches[at]);
      assert.ok(sampled > 5, `only ${sampled} standard errors off over simulated episodes`);
    });
});

/** Every step a stretch of its own: cut, but for the last of an episode. */
function shredded(episode: Stretch): Stretch[] {
  const size = episode.next.length;
  return Array.from({ length: episode.length }, (_, t): Stretch => {
    const last = t === episode.length - 1;
    return {
      ...episode,
      start: t,
      length: 1,
      observations: episode.observations.slice(t * size, (t + 1) * size),
      actions: episode.actions.slice(t, t + 1),
      rewards: episode.rewards.slice(t, t + 1),
      end: last ? "terminated" : "cut",
      next: last ? episode.next : episode.observations.slice((t + 1) * size, (t + 2) * size),
    };
  });
}

/** ĝ of the pieces, as a mean over the episodes they came from. */
const fromPieces =
  (weights: Weights, ends: (piece: Stretch) => Stretch["end"]): Gradient =>
  (world, rows) => {
    const pieces = rowsOf(rows.stretches.flatMap(shredded).map((piece) => ({ ...piece, end: ends(piece) })));
    const factor = pieces.stretches.length / rows.stretches.length;
    return weighedBy(weights)(world, pieces).map((value) => value * factor);
  };

describe("episodes that come in pieces", () => {
  const pairs = threeStates(2);
  const advantages: Weights = (world, rows) => gaeAdvantages(rows, exactV(world, rows), world.discount, 0.95);

  for (const end of ["cut", "truncated"] as const)
    it(`have the same mean gradient where V stands behind a piece that was ${end}`, () => {
      const found = overPairs(
        pairs,
        fromPieces(advantages, (piece) => (piece.end === "cut" ? end : piece.end)),
      );
      assert.ok(apart(found, pairs.even) < 3e-6);
      const faded = overPairs(
        pairs,
        fromPieces(
          (world, rows) => timesDiscount(advantages(world, rows), rows, world.discount),
          (piece) => piece.end,
        ),
      );
      assert.ok(apart(faded, pairs.faded) < 3e-6, "a piece knows which step it begins at");
    });

  it("kill the mutant that takes every end for termination", () => {
    const found = overPairs(
      pairs,
      fromPieces(advantages, () => "terminated"),
    );
    assert.ok(apart(found, pairs.even) > 3e-3);
  });
});

/** Whether the second is the first less a number, over a positive number, the same for all rows, and has mean 0 and variance 1. */
function isStandardized(advantages: Float64Array, result: Float64Array): boolean {
  const n = advantages.length;
  const mean = result.reduce((sum, value) => sum + value, 0) / n;
  const variance = result.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const slopes = Array.from(
    { length: n - 1 },
    (_, row) => (result[row + 1]! - result[0]!) / (advantages[row + 1]! - advantages[0]!),
  );
  return (
    Math.abs(mean) < 1e-12 &&
    Math.abs(variance - 1) < 1e-12 &&
    slopes.every((slope) => slope > 0 && Math.abs(slope / slopes[0]! - 1) < 1e-9)
  );
}

describe("standardizing", () => {
  const world: World = threeStates(3);
  const rng = createRng(3);
  const rows: Rows = rowsOf(
    Array.from({ length: 6 }, (_, i) => stretchOf(world.mdp, simulate(world.mdp, world.params, rng), i)),
  );
  // Distinct numbers, so that every slope is one.
  const advantages = Float64Array.from({ length: rows.count }, (_, row) => (row * 7) % 31);

  it("is over all rows", () => assert.ok(isStandardized(advantages, standardized(advantages))));

  it("kills the mutant that standardizes episode by episode", () => {
    const wrong = byStretch(rows, (_, _k, from, to) => standardized(advantages.slice(from, to)));
    assert.ok(!isStandardized(advantages, wrong));
  });

  it("kills the mutant that standardizes step by step, and the one that does it row by row", () => {
    const byStep = advantages.map((value, row) => {
      const alike = advantages.filter((_, other) => rows.steps[other] === rows.steps[row]);
      return standardized(alike)[alike.indexOf(value)]!;
    });
    assert.ok(!isStandardized(advantages, byStep));
    const byRow = advantages.map((value) => standardized(Float64Array.of(value))[0]!);
    assert.ok(!isStandardized(advantages, byRow));
  });
});
