import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  discountedReturn,
  generalizedAdvantages,
  lambdaReturns,
  nStepReturns,
  rewardsToGo,
  type Valued,
} from "../../src/rollout/returns.ts";

const number = fc.double({ min: -10, max: 10, noNaN: true });
const fraction = fc.double({ min: 0, max: 1, noNaN: true });

interface Case extends Valued {
  readonly discount: number;
  readonly lambda: number;
}

const cases: fc.Arbitrary<Case> = fc.integer({ min: 1, max: 12 }).chain((length) => {
  const list = fc
    .array(number, { minLength: length, maxLength: length })
    .map((array) => Float64Array.from(array));
  return fc.record({ rewards: list, values: list, behind: number, discount: fraction, lambda: fraction });
});

function close(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-10): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++)
    assert.ok(
      Math.abs(actual[i]! - expected[i]!) <= tolerance,
      `element ${i}: ${actual[i]}, expected ${expected[i]}`,
    );
}

const valueAt = ({ values, behind }: Valued, t: number): number => (t < values.length ? values[t]! : behind);

/** Σ_{l < k} γ^l r_(t+l) + γ^k V_(t+k), as it is written down. */
function nStep(valued: Valued, discount: number, n: number, t: number): number {
  const k = Math.min(n, valued.rewards.length - t);
  let sum = discount ** k * valueAt(valued, t + k);
  for (let l = 0; l < k; l++) sum += discount ** l * valued.rewards[t + l]!;
  return sum;
}

describe("on any stretch, against the definitions in O(T²)", () => {
  it("rewards-to-go are the sums of what follows, and the first of them is the return", () =>
    fc.assert(
      fc.property(cases, (valued) => {
        const { rewards, behind, discount } = valued;
        const expected = rewards.map((_, t) => nStep(valued, discount, Number.POSITIVE_INFINITY, t));
        close(rewardsToGo(rewards, discount, behind), expected);
        close([discountedReturn(rewards, discount, behind)], [expected[0]!]);
      }),
      { seed: 1 },
    ));

  it("n-step returns look n steps ahead, or to the end", () =>
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 15 }), (valued, n) => {
        const expected = valued.rewards.map((_, t) => nStep(valued, valued.discount, n, t));
        close(nStepReturns(valued, valued.discount, n), expected);
      }),
      { seed: 2 },
    ));

  it("generalized advantages are the discounted sums of the TD errors", () =>
    fc.assert(
      fc.property(cases, (valued) => {
        const { rewards, discount, lambda } = valued;
        const delta = rewards.map((r, t) => r + discount * valueAt(valued, t + 1) - valueAt(valued, t));
        const expected = rewards.map((_, t) =>
          delta.slice(t).reduce((sum, d, l) => sum + (discount * lambda) ** l * d, 0),
        );
        close(generalizedAdvantages(valued, discount, lambda), expected);
      }),
      { seed: 3 },
    ));

  it("λ-returns are the weighed mean of all n-step returns, and generalized advantages lie V below them", () =>
    fc.assert(
      fc.property(cases, (valued) => {
        const { rewards, values, discount, lambda } = valued;
        const expected = rewards.map((_, t) => {
          const steps = rewards.length - t;
          let sum = lambda ** (steps - 1) * nStep(valued, discount, steps, t);
          for (let n = 1; n < steps; n++)
            sum += (1 - lambda) * lambda ** (n - 1) * nStep(valued, discount, n, t);
          return sum;
        });
        const returns = lambdaReturns(valued, discount, lambda);
        close(returns, expected);
        close(
          generalizedAdvantages(valued, discount, lambda).map((advantage, t) => advantage + values[t]!),
          returns,
        );
      }),
      { seed: 4 },
    ));

  it("n = 1 is TD, n = ∞ is Monte-Carlo, λ = 0 and λ = 1 are the same two", () =>
    fc.assert(
      fc.property(cases, (valued) => {
        const { rewards, values, behind, discount } = valued;
        const temporalDifference = rewards.map((r, t) => r + discount * valueAt(valued, t + 1));
        const monteCarlo = rewardsToGo(rewards, discount, behind);
        close(nStepReturns(valued, discount, 1), temporalDifference);
        close(nStepReturns(valued, discount, Number.POSITIVE_INFINITY), monteCarlo, 0);
        close(
          generalizedAdvantages(valued, discount, 0),
          temporalDifference.map((target, t) => target - values[t]!),
        );
        close(
          generalizedAdvantages(valued, discount, 1),
          monteCarlo.map((target, t) => target - values[t]!),
        );
      }),
      { seed: 5 },
    ));
});

describe("three steps by hand, γ = ½, λ = ½", () => {
  // r = 1, 2, 4; V = 8, 4, 2.
  const rewards = Float64Array.of(1, 2, 4);
  const values = Float64Array.of(8, 4, 2);

  it("where the task ended, nothing stands behind the last step", () => {
    const valued = { rewards, values, behind: 0 };
    // G₂ = 4; G₁ = 2 + 4/2 = 4; G₀ = 1 + 4/2 = 3
    close(rewardsToGo(rewards, 0.5), [3, 4, 4], 0);
    // δ₂ = 4 − 2 = 2; δ₁ = 2 + 2/2 − 4 = −1; δ₀ = 1 + 4/2 − 8 = −5
    // A₂ = 2; A₁ = −1 + 2/4 = −½; A₀ = −5 − ½/4 = −5.125
    close(generalizedAdvantages(valued, 0.5, 0.5), [-5.125, -0.5, 2], 0);
    // G₀⁽²⁾ = 1 + 2/2 + V₂/4 = 2.5; G₁⁽²⁾ = 2 + 4/2 + 0 = 4; G₂⁽²⁾ = 4
    close(nStepReturns(valued, 0.5, 2), [2.5, 4, 4], 0);
  });

  it("where it was truncated or cut, V(next) = 16 does", () => {
    const valued = { rewards, values, behind: 16 };
    // G₂ = 4 + 16/2 = 12; G₁ = 2 + 12/2 = 8; G₀ = 1 + 8/2 = 5
    close(rewardsToGo(rewards, 0.5, 16), [5, 8, 12], 0);
    // δ₂ = 4 + 16/2 − 2 = 10; A₁ = −1 + 10/4 = 1.5; A₀ = −5 + 1.5/4 = −4.625
    close(generalizedAdvantages(valued, 0.5, 0.5), [-4.625, 1.5, 10], 0);
    // G₁⁽²⁾ = 2 + 4/2 + 16/4 = 8
    close(nStepReturns(valued, 0.5, 2), [2.5, 8, 12], 0);
  });
});

describe("at the edges", () => {
  it("one step is its reward and what stands behind it", () => {
    const valued = { rewards: Float64Array.of(3), values: Float64Array.of(1), behind: 10 };
    close(nStepReturns(valued, 0.5, 1), [8], 0);
    close(generalizedAdvantages(valued, 0.5, 0.9), [7], 0);
  });

  it("rewards of 1e300 leave finite sums finite", () => {
    const rewards = Float64Array.of(1e300, -1e300, 1e300);
    // G₁ = −1e300 + ½·1e300, G₀ = 1e300 + ½·G₁
    close(rewardsToGo(rewards, 0.5), [0.75e300, -0.5e300, 1e300], 1e285);
    const valued = { rewards, values: new Float64Array(3), behind: 0 };
    assert.ok(generalizedAdvantages(valued, 0.99, 0.95).every(Number.isFinite));
  });

  it("refuses a discount, a λ or an n that is none, and says what may be", () => {
    const valued = { rewards: Float64Array.of(1), values: Float64Array.of(1), behind: 0 };
    for (const wrong of [-0.1, 1.1, Number.NaN]) {
      assert.throws(() => rewardsToGo(valued.rewards, wrong), /discount .*0 to 1/);
      assert.throws(() => generalizedAdvantages(valued, 0.9, wrong), /lambda .*0 to 1/);
    }
    for (const wrong of [0, 1.5, -1, Number.NaN])
      assert.throws(() => nStepReturns(valued, 0.9, wrong), /n has to be 1, 2, 3, … or Infinity/);
  });
});
