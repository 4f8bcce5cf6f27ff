import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRng } from "../../src/math/random.ts";
import { mean, standardError } from "../../src/math/statistics.ts";
import {
  exactGradient,
  expectedReturn,
  horizon,
  linearAction,
  lqrReturn,
  lqrStep,
  startState,
} from "./lqr.ts";

const close = (a: number, b: number, tolerance: number) =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${a} ≠ ${b}`);
const gains = [
  Float64Array.of(0),
  Float64Array.of(-1, 0.3, 0.2, -0.5),
  Float64Array.of(-1, 0.3, 0.2, -0.5, 0.1, 0.7, -0.2, 0, -2),
];

describe("the LQR that estimators are measured against", () => {
  it("one step by hand: x = (1, 2), u = (3, −4) goes to (1.5, 1.6) for −(1 + 4 + 0.9 + 1.6)", () => {
    const { next, reward } = lqrStep(Float64Array.of(1, 2), Float64Array.of(3, -4));
    close(next[0]!, 1.5, 1e-15);
    close(next[1]!, 1.6, 1e-15);
    close(reward, -7.5, 1e-15);
  });

  it("the return from a start is a quadratic form in it, so its mean is a third of the sum over unit starts", () => {
    // E[x₀ᵀP x₀] = tr P · E[x²] with independent elements of mean 0 and variance 1/3; Pᵢᵢ = −return from eᵢ.
    for (const gain of gains) {
      const n = Math.sqrt(gain.length);
      const unit = (i: number) => new Float64Array(n).fill(1, i, i + 1);
      const sum = Array.from({ length: n }, (_, i) => lqrReturn(gain, unit(i))).reduce((a, b) => a + b);
      close(expectedReturn(gain), sum / 3, 1e-12);
    }
  });

  it("the exact gradient is the central difference of the expected return, with and without noise in the action", () => {
    const delta = 1e-4;
    for (const gain of gains)
      for (const actionStd of [0, 0.7])
        for (const [j, slope] of exactGradient(gain, actionStd).entries()) {
          const [up, down] = [1, -1].map((sign) =>
            expectedReturn(
              gain.map((value, i) => (i === j ? value + sign * delta : value)),
              actionStd,
            ),
          );
          close((up! - down!) / (2 * delta), slope, 1e-6);
        }
  });

  it("with noise in the action the expected return is the mean of played episodes, within 3 standard errors", () => {
    const gain = gains[1]!;
    const rng = createRng(3);
    const returns = Array.from({ length: 4000 }, (_, episode) => {
      let x = startState(2, episode);
      let total = 0;
      for (let t = 0; t < horizon; t++) {
        const { next, reward } = lqrStep(
          x,
          linearAction(gain, x).map((value) => value + 0.7 * rng.normal()),
        );
        x = next;
        total += reward;
      }
      return total;
    });
    const error = Math.abs(mean(returns) - expectedReturn(gain, 0.7));
    assert.ok(error <= 3 * standardError(returns), `${error / standardError(returns)} standard errors off`);
  });
});
