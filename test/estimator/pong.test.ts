/**
 * The lecture notes' policy for Pong from pixels, 6400-200-1: how large it is, and that its policy gradient is supervised learning with the
 * sampled actions for labels, each counted with what its rollout came to.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { scoreGradient } from "../../src/estimator/score-gradient.ts";
import { createRng } from "../../src/math/random.ts";
import { bernoulliHead } from "../../src/policy/head/bernoulli.ts";
import { mlp } from "../../src/policy/network/dense/mlp.ts";
import { separateActorCritic } from "../../src/policy/separate.ts";
import { type Rows, rowsOf } from "../../src/rollout/rows.ts";

const [PIXELS, HIDDEN] = [80 * 80, 200];
const upOrDown = { type: "multiBinary", shape: [1], names: ["up"] } as const;
const model = separateActorCritic({
  actor: mlp({ inputSize: PIXELS, hidden: [HIDDEN], outputSize: 1, activation: "relu" }),
  head: bernoulliHead(upOrDown),
});
const params = model.init(createRng(1));

/** Two rollouts of four frames each: a few pixels that moved, and whether up was chosen. */
function rollouts(): Rows {
  const rng = createRng(2);
  return rowsOf(
    [0, 1].map((envId) => ({
      envId,
      seed: envId,
      start: 0,
      length: 4,
      observations: Float32Array.from({ length: 4 * PIXELS }, () =>
        rng.uniform() < 0.01 ? 2 * rng.uniform() - 1 : 0,
      ),
      actions: Float64Array.from({ length: 4 }, () => (rng.uniform() < 0.5 ? 1 : 0)),
      rewards: Float64Array.of(0, 0, 0, envId === 0 ? 1 : -1),
      end: "terminated",
      next: new Float32Array(PIXELS),
    })),
  );
}

/** ∂/∂θ Σᵢ cᵢ log p(yᵢ | xᵢ), by the chain rule written out: log p = y log σ(l) + (1 − y) log(1 − σ(l)), so ∂/∂l = y − σ(l). */
function supervised({ observations, actions }: Rows, counts: Float64Array): Float64Array {
  const gradient = new Float64Array(params.length);
  const [b1, w2] = [PIXELS * HIDDEN, PIXELS * HIDDEN + HIDDEN];
  const b2 = w2 + HIDDEN;
  for (const [i, label] of actions.entries()) {
    const x = observations.subarray(i * PIXELS, (i + 1) * PIXELS);
    const hidden = params.slice(b1, w2);
    for (const [p, pixel] of x.entries())
      if (pixel !== 0) for (let h = 0; h < HIDDEN; h++) hidden[h]! += pixel * params[p * HIDDEN + h]!;
    const active = hidden.map((z) => Math.max(0, z));
    const logit = active.reduce((sum, a, h) => sum + a * params[w2 + h]!, params[b2]!);
    const error = counts[i]! * (label - 1 / (1 + Math.exp(-logit)));
    gradient[b2]! += error;
    for (let h = 0; h < HIDDEN; h++) {
      gradient[w2 + h]! += error * active[h]!;
      const back = hidden[h]! > 0 ? error * params[w2 + h]! : 0;
      gradient[b1 + h]! += back;
      if (back !== 0)
        for (const [p, pixel] of x.entries()) if (pixel !== 0) gradient[p * HIDDEN + h]! += back * pixel;
    }
  }
  return gradient;
}

test("80 × 80 pixels, 200 hidden units and one output are 1,280,401 parameters", () => {
  assert.equal(model.parameterCount, 6400 * 200 + 200 + (200 * 1 + 1));
  assert.equal(model.parameterCount, 1_280_401);
});

for (const [what, counts] of [
  ["labels that somebody gave count alike", [1, 1, 1, 1, 1, 1, 1, 1]],
  [
    "sampled actions count +1 in a rollout that was won, −1 in one that was lost",
    [1, 1, 1, 1, -1, -1, -1, -1],
  ],
] as const)
  test(`its policy gradient is that of supervised learning: ${what}`, () => {
    const rows = rollouts();
    const weights = Float64Array.from(counts);
    const gradient = scoreGradient(model, params, rows, weights, { normalization: "transitions" });
    const expected = supervised(rows, weights);
    // Forward and back in float32: 2⁻²⁴ of sums of some hundred terms.
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (const [j, value] of gradient.entries())
      if (!(Math.abs(value - expected[j]! / rows.count) <= 1e-5 * largest))
        assert.fail(`θ${j}: ${value}, expected ${expected[j]! / rows.count}`);
  });
