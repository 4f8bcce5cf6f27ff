/** Every member of the score-function family has the gradient it should have, on three states that are known in full. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { optimalBaselineGradient } from "../../../src/estimator/baseline/optimal-constant.ts";
import { fullReturns } from "../../../src/estimator/weights.ts";
import { differences, trajectories, utility } from "../../support/tabular-mdp.ts";
import { family } from "./estimators.ts";
import { apart, overPairs, sampledBatches, standardErrorsOff, weighedBy } from "./expectation.ts";
import { threeStates } from "./world.ts";

const world = threeStates(3);
const pairs = threeStates(2);

describe("the exact gradients", () => {
  it("all that can happen has probability 1", () => {
    const sum = trajectories(world.mdp, world.params).reduce((total, each) => total + each.probability, 0);
    assert.ok(Math.abs(sum - 1) < 1e-12, `${sum}`);
  });

  it("∇U from scores is ∇U from central differences of the enumerated U", () => {
    const found = differences((params) => utility(world.mdp, params, world.discount), world.params);
    assert.ok(apart(found, world.faded) < 1e-9, `${found} and ${world.faded}`);
  });

  it("with and without γ^t they are two, and one for γ = 1", () => {
    assert.ok(apart(world.faded, world.even) > 0.1);
    const undiscounted = threeStates(3, { discount: 1 });
    assert.ok(apart(undiscounted.faded, undiscounted.even) < 1e-9);
  });
});

// The network is float32: scores have errors of 10⁻⁷, and weights are of order 10.
const tolerance = 3e-6;

describe("summed over every pair of episodes, the mean gradient is exact", () => {
  for (const { name, target, weights } of family)
    it(name, () => {
      const found = overPairs(pairs, weighedBy(weights));
      assert.ok(apart(found, pairs[target]) < tolerance, `${found}, expected ${pairs[target]}`);
    });

  it("full return − optimal constant of each parameter", () => {
    const found = overPairs(pairs, ({ model, params, discount }, rows) =>
      optimalBaselineGradient(model, params, rows, fullReturns(rows, discount)),
    );
    assert.ok(apart(found, pairs.faded) < tolerance, `${found}, expected ${pairs.faded}`);
  });
});

describe("over 20 000 simulated episodes the mean gradient is within 3 standard errors", () => {
  const batches = sampledBatches(world);
  for (const { name, target, weights } of family)
    it(name, () => {
      const off = standardErrorsOff(world, weighedBy(weights), world[target], batches);
      assert.ok(off <= 3, `${off} standard errors off`);
    });
});
