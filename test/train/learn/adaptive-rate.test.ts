/** A learning rate that follows how far the policy moves, from step to step and from iteration to iteration. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkSettings } from "../../../src/train/learn/config.ts";
import { identityEnv } from "../../support/identity-env.ts";
import { learnerIn, runOf, type Settings } from "../../support/learning.ts";

const START = 1e-4;
/** Two environments, 12 steps of each: 24 rows. */
const common = { hidden: [4], stepsPerIteration: 12, envs: 2 };

async function run(method: "ppo" | "a2c", learningRate: number | Settings, given: Settings = {}) {
  const env = identityEnv({ kind: "box", envCount: 2, episodeLength: 6 });
  const learner = learnerIn(env, method, { ...common, ...given, learningRate });
  const { records, last } = await runOf({ learner, until: { steps: 72 } });
  return { rates: records.map(({ metrics }) => metrics.learningRate!), params: last.learner.params };
}

/** START after n changes by `factor`, one by one as they are made. */
function after(count: number, change: (rate: number) => number): number {
  let rate = START;
  for (let i = 0; i < count; i++) rate = change(rate);
  return rate;
}

// Two passes over three minibatches: six steps an iteration, and before the first of them nothing has moved.
const ppo = { epochs: 2, minibatchSize: 8 };

describe("a learning rate that follows the policy", () => {
  test("grows by 1.5 at every step of PPO but the first of a batch where the policy hardly moves, up to its bound", async () => {
    const { rates } = await run("ppo", { start: START, targetKl: 1e6, high: 1 }, ppo);
    assert.deepEqual(
      rates,
      [5, 10, 15].map((count) => after(count, (rate) => rate * 1.5)),
    );
    const bounded = await run("ppo", { start: START, targetKl: 1e6, high: 3e-4 }, ppo);
    assert.deepEqual(bounded.rates, [3e-4, 3e-4, 3e-4]);
  });

  test("shrinks by 1.5 where the policy moves too far, down to its bound", async () => {
    const { rates } = await run("ppo", { start: START, targetKl: 1e-30 }, ppo);
    assert.deepEqual(
      rates,
      [5, 10, 15].map((count) => after(count, (rate) => Math.max(rate / 1.5, 1e-5))),
    );
  });

  test("is judged by A2C after its one step, and is there for the next", async () => {
    const { rates } = await run("a2c", { start: START, targetKl: 1e6, high: 1 });
    assert.deepEqual(
      rates,
      [1, 2, 3].map((count) => after(count, (rate) => rate * 1.5)),
    );
  });

  test("that may not change is the constant one, bit for bit", async () => {
    for (const [method, given] of [
      ["ppo", ppo],
      ["a2c", {}],
    ] as const) {
      const held = await run(method, { start: START, low: START, high: START }, given);
      assert.deepEqual(held, await run(method, START, given));
      const free = await run(method, { start: START, targetKl: 1e6, high: 1 }, given);
      assert.notDeepEqual(free.params, held.params);
    }
  });

  test("is refused where its bounds do not hold it, and by methods that do not look at how far they move", () => {
    const refused = (method: "ppo" | "a3c" | "reinforce", learningRate: Settings) => {
      const checked = checkSettings(method, { env: "e", learningRate });
      assert.ok("issues" in checked, method);
      return checked.issues[0]!.message;
    };
    assert.match(refused("ppo", { start: 1, high: 0.01 }), /low ≤ start ≤ high/);
    assert.match(refused("ppo", { begin: 1 }), /\{from, to\}, or \{start, targetKl, low, high\}/);
    refused("a3c", { start: START });
    refused("reinforce", { start: START });
  });
});
