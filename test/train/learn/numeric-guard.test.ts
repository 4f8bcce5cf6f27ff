/** Numbers nobody should learn from, wherever they arise: the update is not made, the state before it is saved, and the message says where. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lastValueFrom } from "rxjs";
import type { AnyEnv } from "../../../src/env/env.ts";
import type { MethodName } from "../../../src/train/learn/config.ts";
import { learn } from "../../../src/train/learn/learn.ts";
import { UnusableNumbers } from "../../../src/train/learn/numeric-guard.ts";
import { pack } from "../../../src/train/learn/packed.ts";
import { type IdentityOptions, identityEnv } from "../../support/identity-env.ts";
import { learnerIn, PackedStore, runOf, type Settings } from "../../support/learning.ts";

const UNTIL = { steps: 400 };
const acting = { hidden: [4], stepsPerIteration: 10, normalizeObservations: true };
const searching = { hidden: [], normalizeObservations: true, episodes: 2 };
const searches = ["ars", "evolution-strategies", "kohl-stone", "linear-regression", "forward-difference", "central-difference", "cross-entropy", "nelder-mead", "genetic", "hill-climbing"] as const; // biome-ignore format: one line
const actors = ["reinforce", "q-actor-critic", "a2c", "ppo", "trpo"] as const;

/** Where a method acts: Q actor-critic in choices alone, which it is shown as numbers here, so that they may be none. */
function envOf(method: MethodName, rest: Omit<IdentityOptions, "kind">): AnyEnv {
  return method === "q-actor-critic"
    ? identityEnv({ kind: "discrete", showsNumber: true, ...rest })
    : identityEnv({ kind: "box", count: 2, ...rest });
}

/** The error a run ends with, and where it was kept. */
async function failed(
  method: MethodName,
  tamper: NonNullable<IdentityOptions["tamper"]>,
  given: Settings = acting,
): Promise<{ error: UnusableNumbers; store: PackedStore }> {
  const env = envOf(method, { envCount: 2, episodeLength: 8, tamper });
  const store = new PackedStore();
  const run = learn({ learner: learnerIn(env, method, given), until: UNTIL, store, saveEvery: 1e9 });
  let error: unknown;
  await lastValueFrom(run).catch((caught: unknown) => {
    error = caught;
  });
  assert.ok(error instanceof UnusableNumbers, `${method} ended with ${error}`);
  return { error, store };
}

/** The last state is that of a run that was stopped right before, and all of it is finite. */
async function assertLastGood(
  store: PackedStore,
  method: MethodName,
  given: Settings = acting,
): Promise<void> {
  const { learner } = store.last;
  const env = envOf(method, { envCount: 2, episodeLength: 8 });
  if (learner.iteration > 0) {
    const good = await runOf({ learner: learnerIn(env, method, given), until: { steps: learner.steps } });
    assert.equal(pack(store.last), pack(good.last));
  }
  assertFinite(store);
}

/** What is kept of parameters, of what a method remembers, and of statistics. */
function assertFinite(store: PackedStore): void {
  const { params, memory, normalizer, rewardScale } = store.last.learner;
  assert.deepEqual(nonFinite({ params, memory, normalizer, rewardScale }), []);
}

/** Where numbers within are NaN or infinite. */
function nonFinite(kept: unknown, path = ""): string[] {
  if (typeof kept === "number") return Number.isFinite(kept) ? [] : [`${path} = ${kept}`];
  if (kept === null || typeof kept !== "object") return [];
  return Object.entries(kept).flatMap(([key, value]) => nonFinite(value, `${path}.${key}`));
}

/** Environment 1, in its 13th step: the second iteration, the fifth step of its second episode. */
const inStep13 = (answer: object) => (envId: number, step: number) =>
  envId === 1 && step === 13 ? answer : undefined;

describe("what an environment gives that is no number", () => {
  for (const [what, answer, where] of [
    ["an observation that is NaN", { observation: [0, Number.NaN] }, /environment 1, episode of seed \d+, step 5: element 1 of the observation is NaN/],
    ["an observation that is infinite", { observation: [Infinity, 0] }, /environment 1, episode of seed \d+, step 5: element 0 of the observation is Infinity/],
    ["a reward that is NaN", { reward: Number.NaN }, /environment 1, episode of seed \d+, step 4: element 0 of the reward is NaN/],
    ["a reward that is infinite", { reward: -Infinity }, /environment 1, episode of seed \d+, step 4: element 0 of the reward is -Infinity/],
    ["a last observation that is NaN", { observation: [Number.NaN, 0], terminated: true }, /step 4: element 0 of the observation after is NaN/],
  ] as const) // biome-ignore format: a table
    for (const method of ["ppo", "trpo", "a2c"] as const)
      test(`${what} stops ${method} before the update, with the batch`, async () => {
        const { error, store } = await failed(method, inStep13(answer));
        assert.match(error.message, where);
        assert.match(error.message, /Nothing was updated and the last good parameters are kept/);
        assert.equal(store.last.learner.iteration, 1);
        assert.equal(error.batch.reduce((sum, { length }) => sum + length, 0), 20); // biome-ignore format: one line
        await assertLastGood(store, method);
      });

  for (const [what, answer, where] of [
    ["an observation that is NaN", { observation: [Number.NaN] }, /step 5: element 0 of the observation is NaN/],
    ["an observation that is infinite", { observation: [-Infinity] }, /step 5: element 0 of the observation is -Infinity/],
    ["a reward that is NaN", { reward: Number.NaN }, /step 4: element 0 of the reward is NaN/],
    ["a reward that is infinite", { reward: Infinity }, /step 4: element 0 of the reward is Infinity/],
    ["a last observation that is NaN", { observation: [Number.NaN], terminated: true }, /step 4: element 0 of the observation after is NaN/],
  ] as const) // biome-ignore format: a table
    test(`${what} stops q-actor-critic before the update`, async () => {
      const { error, store } = await failed("q-actor-critic", inStep13(answer));
      assert.match(error.message, where);
      assert.equal(store.last.learner.iteration, 1);
      await assertLastGood(store, "q-actor-critic");
    });

  for (const method of searches)
    for (const [what, answer, where] of [
      ["an observation that is infinite", { observation: [Infinity, 0] }, /step 5: element 0 of the observation is Infinity/],
      ["an observation that is NaN", { observation: [0, Number.NaN] }, /step 5: element 1 of the observation is NaN/],
      ["a reward that is NaN", { reward: Number.NaN }, /step 4: element 0 of the reward is NaN/],
      ["a reward that is infinite", { reward: -Infinity }, /step 4: element 0 of the reward is -Infinity/],
    ] as const) // biome-ignore format: a table
      test(`${what} stops ${method} before the update`, async () => {
        const { error, store } = await failed(method, inStep13(answer), searching);
        assert.match(error.message, where);
        assert.match(error.message, /^environment 1, episode of seed \d+/);
        await assertLastGood(store, method, searching);
      });

  test("whole episodes of reinforce are guarded alike", async () => {
    const given = { hidden: [4], episodes: 4 };
    const { error, store } = await failed("reinforce", inStep13({ reward: Number.NaN }), given);
    assert.match(error.message, /step 4: element 0 of the reward is NaN/);
    await assertLastGood(store, "reinforce", given);
  });
});

describe("what overflows on the way", () => {
  test("a learning rate that is none of a learner throws the parameters out of range once, and no step is made", async () => {
    for (const optimizer of ["ascent", "adam"]) {
      const given = { ...acting, optimizer, learningRate: 1e308 };
      const { error, store } = await failed("ppo", () => undefined, given);
      assert.match(error.message, /would become|is (NaN|-?Infinity)|expected/);
      await assertLastGood(store, "ppo", given);
    }
  });

  const huge = async (method: MethodName, given: Settings): Promise<void> => {
    const tamper = (_: number, step: number) => (step % 3 === 0 ? { reward: 1e300 } : undefined);
    const env = envOf(method, { envCount: 2, episodeLength: 8, tamper });
    const store = new PackedStore();
    const run = learn({ learner: learnerIn(env, method, given), until: UNTIL, store, saveEvery: 1e9 });
    await lastValueFrom(run).catch((error: unknown) => {
      assert.ok(error instanceof UnusableNumbers, String(error));
      assert.ok(error.batch.length > 0);
    });
    assertFinite(store);
  };

  for (const method of actors)
    for (const normalizeRewards of [false, true])
      test(`rewards of 1e300 end ${method} explained, or leave its state finite (rewards ${normalizeRewards ? "normalized" : "as they are"})`, async () => {
        const { stepsPerIteration } = acting;
        await huge(method, { hidden: [4], normalizeRewards, ...(method === "reinforce" ? {} : { stepsPerIteration }) }); // biome-ignore format: one line
      });

  for (const method of searches)
    test(`rewards of 1e300 end ${method} explained, or leave its state finite`, () =>
      huge(method, { hidden: [4] }));
});

describe("what is little is learned from all the same", () => {
  const finite = async (method: MethodName, env: IdentityOptions, given: Settings): Promise<void> => {
    const store = await runOf({
      learner: learnerIn(identityEnv(env), method, given),
      until: { steps: 60 },
    });
    assert.ok(store.records.length > 0 && store.last.learner.steps >= 60);
    assertFinite(store);
  };

  test("episodes of one step, batches of one row and advantages that do not differ (q-actor-critic)", async () => {
    const given = { hidden: [4], stepsPerIteration: 1, normalizeObservations: true };
    await finite("q-actor-critic", { kind: "discrete", envCount: 1, episodeLength: 1 }, given);
    // Every reward the same.
    const tamper = () => ({ reward: 1 });
    await finite("q-actor-critic", { kind: "discrete", envCount: 2, episodeLength: 3, tamper }, given);
  });

  for (const method of ["reinforce", "a2c", "ppo", "trpo"] as const)
    test(`episodes of one step, batches of one row and advantages that do not differ (${method})`, async () => {
      const step = method === "reinforce" ? { episodes: 1, standardize: "batch" } : { stepsPerIteration: 1, standardize: "batch" }; // biome-ignore format: one line
      const given = { hidden: [4], ...step, normalizeObservations: true };
      await finite(method, { kind: "box", envCount: 1, episodeLength: 1 }, given);
      await finite(method, { kind: "discrete", envCount: 1, episodeLength: 1 }, given);
      // Every reward the same.
      const tamper = () => ({ reward: 1 });
      await finite(method, { kind: "box", envCount: 2, episodeLength: 3, tamper }, given);
    });

  for (const method of searches)
    test(`returns that are all the same move ${method} nowhere it cannot come back from`, async () => {
      const tamper = () => ({ reward: 1 });
      await finite(method, { kind: "box", envCount: 2, episodeLength: 1, tamper }, { hidden: [] });
    });

  for (const head of ["gaussian", "squashed-gaussian", "full-gaussian"])
    for (const method of ["reinforce", "a2c", "ppo", "trpo"] as const)
      test(`a spread at its lowest stays a number (${head}, ${method})`, async () => {
        const { stepsPerIteration } = acting;
        const given = { hidden: [4], head, headSettings: { logStd: -20 }, ...(method === "reinforce" ? { episodes: 2 } : { stepsPerIteration }) }; // biome-ignore format: one line
        await finite(method, { kind: "box", envCount: 2, episodeLength: 4, count: 2 }, given);
      });

  for (const method of ["reinforce", "ars"] as const)
    test(`an environment that never ends an episode is truncated for ${method}`, async () => {
      const given = method === "reinforce" ? { episodes: 2 } : { directions: 1 };
      const { records } = await runOf({
        learner: learnerIn(identityEnv({ kind: "box" }), method, { episodeSteps: 25, ...given }),
        until: { steps: 100 },
      });
      assert.ok(records.every(({ iterationLength }) => iterationLength === 25));
    });
});
