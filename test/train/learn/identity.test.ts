/** Every method solves the easiest task there is (a3c and pathwise, who need other environments, elsewhere): at least 90 % of the best return within 4000 steps, by the policy it would deploy. */
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

type Case = readonly [MethodName, "discrete" | "box", Settings];

const acting: readonly Case[] = [
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

const gradual = { hidden: [], perturbation: 0.2, learningRate: { from: 0.3, to: 0.03 } };

const searching: readonly Case[] = [
  ["ars", "box", { ...gradual, directions: 4, learningRate: 0.1 }],
  ["evolution-strategies", "box", { ...gradual, directions: 4, learningRate: 0.1 }],
  ["kohl-stone", "box", gradual],
  ["linear-regression", "box", gradual],
  ["forward-difference", "box", gradual],
  ["central-difference", "box", gradual],
  ["hill-climbing", "box", { hidden: [] }],
  ["genetic", "box", { hidden: [], perturbation: 0.3 }],
  ["nelder-mead", "box", { hidden: [], episodes: 2 }],
  ["cross-entropy", "box", { hidden: [], perturbation: 0.3 }],
]; // biome-ignore format: a table

describe("say what you see", () => {
  for (const [method, kind, settings] of [...acting, ...searching])
    for (const seed of acting.some(([acts]) => acts === method) ? [1, 2, 3] : [1])
      test(`${method} does (${kind}, seed ${seed})`, async () => {
        const env = () => identityEnv({ kind, envCount: 4, episodeLength: LENGTH });
        const learner = learnerIn(env(), method, { hidden: [16], ...settings, seed });
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
