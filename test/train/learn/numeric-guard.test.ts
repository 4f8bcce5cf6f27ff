/** Numbers nobody should learn from, wherever they arise: the update is not made, the state before it is saved, and the message says where. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lastValueFrom } from "rxjs";
import type { MethodName } from "../../../src/train/learn/config.ts";
import { learn } from "../../../src/train/learn/learn.ts";
import { UnusableNumbers } from "../../../src/train/learn/numeric-guard.ts";
import { pack } from "../../../src/train/learn/packed.ts";
import { type IdentityOptions, identityEnv } from "../../support/identity-env.ts";
import { learnerIn, PackedStore, runOf, type Settings } from "../../support/learning.ts";

const UNTIL = { steps: 400 };
const acting = { hidden: [4], stepsPerIteration: 10, normalizeObservations: true };

/** The error a run ends with, and where it was kept. */
async function failed(
  method: MethodName,
  tamper: NonNullable<IdentityOptions["tamper"]>,
  given: Settings = acting,
): Promise<{ error: UnusableNumbers; store: PackedStore }> {
  const env = identityEnv({ kind: "box", envCount: 2, episodeLength: 8, count: 2, tamper });
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
  const env = identityEnv({ kind: "box", envCount: 2, episodeLength: 8, count: 2 });
  if (learner.iteration > 0) {
    const good = await runOf({ learner: learnerIn(env, method, given), until: { steps: learner.steps } });
    assert.equal(pack(store.last), pack(good.last));
  }
  assert.ok(learner.params.every(Number.isFinite));
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

  for (const method of ["ars", "kohl-stone", "nelder-mead", "cross-entropy"] as const)
    for (const answer of [{ reward: Number.NaN }, { observation: [Infinity, 0] }])
      test(`${JSON.stringify(Object.keys(answer))} that is none stops ${method} before the update`, async () => {
        const given = { hidden: [], normalizeObservations: true };
        const { error, store } = await failed(method, inStep13(answer), given);
        assert.match(
          error.message,
          /environment 1, episode of seed \d+, step \d: element 0 of the (reward|observation) is (NaN|Infinity)/,
        );
        await assertLastGood(store, method, given);
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

  for (const method of ["reinforce", "q-actor-critic", "a2c", "ppo", "trpo", "ars", "kohl-stone", "cross-entropy", "nelder-mead"] as const) // biome-ignore format: one line
    for (const normalizeRewards of [false, true])
      test(`rewards of 1e300 end ${method} explained, or leave its parameters finite (rewards ${normalizeRewards ? "normalized" : "as they are"})`, async () => {
        const isActing = ["reinforce", "q-actor-critic", "a2c", "ppo", "trpo"].includes(method);
        if (normalizeRewards && !isActing) return;
        const steps = ["q-actor-critic", "a2c", "ppo", "trpo"].includes(method)
          ? { stepsPerIteration: 10 }
          : {};
        const given = { hidden: [4], ...steps, ...(normalizeRewards ? { normalizeRewards } : {}) };
        const kind = method === "q-actor-critic" ? "discrete" : "box";
        const tamper = (_: number, step: number) => (step % 3 === 0 ? { reward: 1e300 } : undefined);
        const env = identityEnv({ kind, envCount: 2, episodeLength: 8, tamper });
        const store = new PackedStore();
        const run = learn({ learner: learnerIn(env, method, given), until: UNTIL, store, saveEvery: 1e9 });
        await lastValueFrom(run).catch((error: unknown) => {
          assert.ok(error instanceof UnusableNumbers, String(error));
          assert.ok(error.batch.length > 0);
        });
        assert.ok(store.last.learner.params.every(Number.isFinite));
      });
});

describe("what is little is learned from all the same", () => {
  const finite = async (method: MethodName, env: IdentityOptions, given: Settings): Promise<void> => {
    const { last, records } = await runOf({
      learner: learnerIn(identityEnv(env), method, given),
      until: { steps: 60 },
    });
    assert.ok(records.length > 0 && last.learner.steps >= 60);
    assert.ok(last.learner.params.every(Number.isFinite), `${method}: ${last.learner.params}`);
  };

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

  for (const method of ["ars", "evolution-strategies", "kohl-stone", "linear-regression", "central-difference", "cross-entropy", "nelder-mead", "genetic", "hill-climbing"] as const) // biome-ignore format: one line
    test(`returns that are all the same move ${method} nowhere it cannot come back from`, async () => {
      const tamper = () => ({ reward: 1 });
      await finite(method, { kind: "box", envCount: 2, episodeLength: 1, tamper }, { hidden: [] });
    });

  test("a spread at its lowest stays a number", async () => {
    await finite("ppo", { kind: "box", envCount: 2, episodeLength: 4 }, { hidden: [4], stepsPerIteration: 10, headSettings: { logStd: -20 } }); // biome-ignore format: one line
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
