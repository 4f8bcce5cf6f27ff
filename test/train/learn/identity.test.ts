/** Every method that acts solves the easiest task there is: at least 90 % of the best return within 4000 steps, by the policy it would deploy. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { MethodName } from "../../../src/train/learn/config.ts";
import { measure } from "../../../src/train/learn/evaluation.ts";
import { identityEnv } from "../../support/identity-env.ts";
import { learnerIn, runOf, type Settings } from "../../support/learning.ts";

const LENGTH = 20;
const steps = { stepsPerIteration: 32, discount: 0 };

/** A spread about as wide as the space hides what it is centered on. */
const narrow = { headSettings: { logStd: -1 } };

const cases: readonly (readonly [MethodName, "discrete" | "box", Settings])[] = [
  ["reinforce", "discrete", { episodes: 5, discount: 0, learningRate: 0.03 }],
  ["reinforce", "box", { ...narrow, episodes: 5, discount: 0, learningRate: 0.03, baseline: "state" }],
  ["q-actor-critic", "discrete", { ...steps, learningRate: 0.02, criticLearningRate: 0.02 }],
  ["a2c", "discrete", { ...steps, learningRate: 0.01, optimizer: "adam" }],
  ["a2c", "box", { ...steps, ...narrow, learningRate: 0.01, optimizer: "adam" }],
  ["ppo", "discrete", { ...steps, learningRate: 0.003 }],
  ["ppo", "box", { ...steps, ...narrow, learningRate: 0.003 }],
  ["trpo", "discrete", { ...steps, maxKl: 0.03 }],
  ["trpo", "box", { ...steps, ...narrow, maxKl: 0.03 }],
]; // biome-ignore format: a table

describe("say what you see", () => {
  for (const [method, kind, settings] of cases)
    for (const seed of [1, 2, 3])
      test(`${method} does (${kind}, seed ${seed})`, async () => {
        const env = () => identityEnv({ kind, envCount: 4, episodeLength: LENGTH });
        const learner = learnerIn(env(), method, { ...settings, hidden: [16], seed });
        const { last } = await runOf({ learner, until: { steps: 4000 } });
        const options = {
          env: env(),
          model: learner.model,
          seeds: Array.from({ length: 20 }, (_, i) => 1000 + i),
          resetOptions: {},
          episodeSteps: 100,
          groups: 1,
          stopped: () => false,
          onLost: assert.fail,
        };
        const measured = (await measure(options, last.learner, "deterministic"))!;
        assert.ok(measured.mean >= 0.9 * LENGTH, `${measured.mean} of ${LENGTH}`);
      });
});
