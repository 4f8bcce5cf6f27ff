/** The softmax head on any preference function is the softmax policy of the lecture notes: its score against the formula, term by term. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { softmaxHead } from "../../src/policy/head/softmax.ts";

const none = new Float64Array();

test("the score is ∇h(s, a) − Σ_b π(b | s) ∇h(s, b), for a preference that is no network's", () => {
  // h(s, b; θ) = θ₀ s b + θ₁² (b + 1), so ∇h = (s b, 2 θ₁ (b + 1)).
  const [s, theta0, theta1] = [0.5, 0.75, -0.5];
  const actions = [0, 1, 2];
  const preferences = Float32Array.from(actions, (b) => theta0 * s * b + theta1 * theta1 * (b + 1));
  const gradients = actions.map((b) => [s * b, 2 * theta1 * (b + 1)] as const);
  const weights = Array.from(preferences, (h) => Math.exp(h));
  const total = weights.reduce((sum, w) => sum + w, 0);
  const head = softmaxHead({ type: "discrete", count: 3, start: 0, names: [] });
  for (const a of actions)
    for (const i of [0, 1] as const) {
      const mean = actions.reduce((sum, b) => sum + (weights[b]! / total) * gradients[b]![i], 0);
      const expected = gradients[a]![i] - mean;
      // What a network does with the head's gradient: Σ_b ∂ log π/∂h_b ∇h_b.
      const { inputs } = head.scores(none, preferences, Float64Array.of(a), Float64Array.of(1));
      const found = actions.reduce((sum, b) => sum + inputs[b]! * gradients[b]![i], 0);
      assert.ok(
        Math.abs(found - expected) < 1e-6,
        `action ${a}, element ${i}: ${found}, expected ${expected}`,
      );
    }
});

test("preferences of ±1e4 give log-probabilities that are numbers, and differences that are exact", () => {
  const head = softmaxHead({ type: "discrete", count: 3, start: 0, names: [] });
  const preferences = Float32Array.of(1e4, -1e4, 1e4);
  // Two that are alike share everything: log ½ each; the third is 2e4 below them.
  for (const [a, expected] of [-Math.LN2, -2e4 - Math.LN2, -Math.LN2].entries())
    assert.ok(Math.abs(head.logProbs(none, preferences, Float64Array.of(a))[0]! - expected) < 1e-9);
  assert.ok(Math.abs(head.entropies(none, preferences)[0]! - Math.LN2) < 1e-12);
});
