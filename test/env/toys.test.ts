import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  type DifferentiableSimulator,
  differentiable,
  NotDifferentiable,
} from "../../src/env/differentiable.ts";
import { linearQuadratic } from "../../src/env/toys/linear-quadratic.ts";
import { pendulum } from "../../src/env/toys/pendulum.ts";
import { createBowlEnv } from "../support/bowl-env.ts";

const lq = linearQuadratic({
  stateMatrix: Float64Array.of(1, 0.1, -0.2, 0.9),
  actionMatrix: Float64Array.of(0, 0.5, 1, -0.3),
  stateCost: Float64Array.of(1, 0.2, 0.2, 0.5),
  actionCost: Float64Array.of(0.1, 0.02, 0.02, 0.3),
});

const number = fc.double({ min: -2.5, max: 2.5, noNaN: true });
const vector = (length: number) =>
  fc.array(number, { minLength: length, maxLength: length }).map((list) => Float64Array.from(list));

/** Column j of ∂f/∂x by central differences; f of at most cubic growth: error h². */
function slope(f: (x: Float64Array) => Float64Array, x: Float64Array, j: number): Float64Array {
  const h = 1e-5;
  const [up, down] = [f(x.with(j, x[j]! + h)), f(x.with(j, x[j]! - h))];
  return up.map((value, i) => (value - down[i]!) / (2 * h));
}

function assertColumn(matrix: Float64Array, width: number, j: number, expected: Float64Array): void {
  for (const [i, value] of expected.entries())
    assert.ok(
      Math.abs(matrix[i * width + j]! - value) < 1e-7,
      `[${i}, ${j}]: ${matrix[i * width + j]} ≠ ${value}`,
    );
}

function checksDerivatives(simulator: DifferentiableSimulator): void {
  const { name, stateSize, actionSize } = simulator;
  it(`the Jacobians of ${name} are those of central differences`, () =>
    fc.assert(
      fc.property(vector(stateSize), vector(actionSize), (state, action) => {
        const at = simulator.step(state, action);
        for (let j = 0; j < stateSize; j++) {
          const of = (f: (t: typeof at) => Float64Array) =>
            slope((s) => f(simulator.step(s, action)), state, j);
          assertColumn(
            at.nextByState,
            stateSize,
            j,
            of((t) => t.next),
          );
          assertColumn(
            at.rewardByState,
            stateSize,
            j,
            of((t) => Float64Array.of(t.reward)),
          );
        }
        for (let j = 0; j < actionSize; j++) {
          const of = (f: (t: typeof at) => Float64Array) =>
            slope((a) => f(simulator.step(state, a)), action, j);
          assertColumn(
            at.nextByAction,
            actionSize,
            j,
            of((t) => t.next),
          );
          assertColumn(
            at.rewardByAction,
            actionSize,
            j,
            of((t) => Float64Array.of(t.reward)),
          );
        }
      }),
      { seed: 1, numRuns: 50 },
    ));
}

describe("differentiable simulators", () => {
  checksDerivatives(lq);
  checksDerivatives(pendulum());
  checksDerivatives(pendulum({ controlPeriod: 0.02, mass: 0.4, length: 0.7, gravity: 9.81 }));

  it("a linear-quadratic step by hand: s = (1, 2), a = (1, −1)", () => {
    // As + Ba = (1.2 − 0.5, 1.6 + 1.3); sᵀQs = 1 + 0.8 + 2, aᵀRa = 0.1 − 0.04 + 0.3.
    const { next, reward } = lq.step(Float64Array.of(1, 2), Float64Array.of(1, -1));
    for (const [i, x] of [0.7, 2.9].entries()) assert.ok(Math.abs(next[i]! - x) < 1e-15);
    assert.ok(Math.abs(reward + 4.16) < 1e-15);
  });

  it("a pendulum at rest upright stays, and one turn more is the same to the reward", () => {
    const { next, reward } = pendulum().step(new Float64Array(2), new Float64Array(1));
    assert.deepEqual([[...next], reward + 0], [[0, 0], 0]);
    const at = (turns: number) =>
      pendulum().step(Float64Array.of(1 + turns * 2 * Math.PI, 0), new Float64Array(1));
    assert.ok(Math.abs(at(0).reward - at(1).reward) < 1e-14);
  });

  it("matrices that do not fit together are refused with their sizes", () =>
    assert.throws(
      () =>
        linearQuadratic({
          stateMatrix: new Float64Array(4),
          actionMatrix: new Float64Array(2),
          stateCost: new Float64Array(4),
          actionCost: new Float64Array(4),
        }),
      /expected A n × n, B n × m, Q n × n and R m × m, got 4, 2, 4 and 4 numbers/,
    ));
});

describe("the border of pathwise gradients", () => {
  it("an environment without derivatives is refused, and told what would work", () =>
    assert.throws(
      () => differentiable(createBowlEnv()),
      (error) =>
        error instanceof NotDifferentiable &&
        /^bowl gives .* expected a differentiable .* ppo/.test(error.message),
    ));

  it("one with a simulator of its own gives it", () => {
    const simulator = pendulum();
    assert.equal(differentiable({ ...createBowlEnv(), simulator }), simulator);
  });
});
