/** A run of any method that is stopped and goes on, through the bytes of a checkpoint and in environments made anew, is the run that was not. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { MethodName } from "../../../src/train/learn/config.ts";
import { newRun } from "../../../src/train/learn/learn.ts";
import { pack, unpack } from "../../../src/train/learn/packed.ts";
import { type IdentityOptions, identityEnv } from "../../support/identity-env.ts";
import { learnerIn, runOf, type Settings } from "../../support/learning.ts";

/** Episodes of 7 steps, so that batches end inside of them. */
const environment: Omit<IdentityOptions, "kind"> = { envCount: 3, episodeLength: 7, count: 2 };

interface Case {
  readonly method: MethodName;
  readonly kind: "discrete" | "box";
  readonly settings: Settings;
}

const small = { hidden: [5], normalizeObservations: true };
const acting = { ...small, normalizeRewards: true, stepsPerIteration: 10 };
const cases: readonly Case[] = [
  { method: "reinforce", kind: "box", settings: { ...small, normalizeRewards: true, episodes: 5, baseline: "state-td" } },
  { method: "reinforce", kind: "discrete", settings: { ...small, episodes: 4, baseline: "time", timesDiscount: true } },
  { method: "reinforce", kind: "box", settings: { hidden: [5], episodes: 4, reuse: 2, reuseTruncation: 3, learningRate: 0.003 } },
  { method: "q-actor-critic", kind: "discrete", settings: acting },
  { method: "a2c", kind: "box", settings: { ...acting, explorationCorrelation: 0.8, entropyBonus: 0.01 } },
  { method: "a2c", kind: "discrete", settings: { ...acting, critic: "shared" } },
  { method: "ppo", kind: "box", settings: { ...acting, epochs: 2, minibatchSize: 8, clipRange: { from: 0.2, to: 0 }, learningRate: { from: 0.01, to: 0 } } },
  { method: "ppo", kind: "discrete", settings: { ...acting, epochs: 2, minibatchSize: 11, maxKl: 0.01, valueClipRange: 0.2 } },
  { method: "ppo", kind: "discrete", settings: { ...acting, epochs: 2, minibatchSize: 8, learningRate: { start: 0.001, targetKl: 0.001 } } },
  { method: "a2c", kind: "box", settings: { ...acting, learningRate: { start: 0.001, targetKl: 0.001 } } },
  { method: "trpo", kind: "box", settings: { ...acting, criticMinibatchSize: 16 } },
  { method: "ars", kind: "box", settings: { ...small, hidden: [], directions: 3, keptDirections: 2, perturbation: 0.1, restartPatience: 2 } },
  { method: "evolution-strategies", kind: "discrete", settings: { ...small, directions: 2 } },
  { method: "kohl-stone", kind: "box", settings: { ...small, policies: 4, episodes: 2 } },
  { method: "cross-entropy", kind: "box", settings: small },
  { method: "nelder-mead", kind: "box", settings: { hidden: [], episodes: 2 } },
  { method: "genetic", kind: "discrete", settings: small },
  { method: "hill-climbing", kind: "box", settings: small },
]; // biome-ignore format: a table

const UNTIL = { steps: 400 };

const learner = ({ method, kind, settings }: Case, given: Settings = {}) =>
  learnerIn(identityEnv({ kind, ...environment }), method, { ...settings, ...given });

async function whole(which: Case, given: Settings = {}): Promise<unknown> {
  return (await runOf({ learner: learner(which, given), until: UNTIL })).outcome;
}

describe("learning that goes on", () => {
  for (const which of cases) {
    const { method, kind, settings } = which;
    test(`${method} (${kind}, ${Object.keys(settings).join(" ")}) is the uninterrupted run, bit for bit`, async () => {
      const [expected, again, other] = [
        await whole(which),
        await whole(which),
        await whole(which, { seed: 2 }),
      ];
      assert.deepEqual(again, expected);
      assert.notDeepEqual(other, expected);
      const { length } = (expected as { records: unknown[] }).records;
      for (const stopAfter of new Set([1, Math.floor(length / 2)])) {
        const first = await runOf({ learner: learner(which), until: UNTIL }, { stopAfter });
        assert.ok(first.last.learner.steps < UNTIL.steps, `${length} iterations are too few to stop in`);
        const second = await runOf({ learner: learner(which), until: UNTIL, from: first.last });
        second.records.unshift(...first.records);
        assert.deepEqual(second.outcome, expected);
      }
    });
  }

  test("stands in the middle of episodes when it is stopped: the test above means something", async () => {
    const which = cases.find(({ method }) => method === "ppo")!;
    const { last } = await runOf({ learner: learner(which), until: UNTIL }, { stopAfter: 1 });
    // 10 steps, of which 7 were an episode.
    assert.deepEqual(last.learner.courses.map(({ episode, actions }) => [episode, actions.length]), [[1, 6], [1, 6], [1, 6]]); // biome-ignore format: one line
    assert.ok(last.learner.normalizer!.count > 0 && last.learner.rewardScale!.moments.count === 30);
  });

  test("a run that has not begun packs, too", async () => {
    for (const which of cases) {
      const run = newRun(learner(which));
      assert.deepEqual(unpack(pack(run)), run);
    }
  });
});

describe("packed data", () => {
  test("read back as the same bits", () =>
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 3 }),
        fc.array(fc.double(), { maxLength: 5 }),
        fc.double(),
        (plain, numbers, number) => {
          const value = { plain, vector: Float64Array.from(numbers), number, list: numbers };
          const back = unpack(pack(value)) as typeof value;
          assert.deepEqual(back.vector, value.vector);
          assert.ok(Object.is(back.number, number));
          assert.ok(numbers.every((x, i) => Object.is(back.list[i], x)));
          assert.equal(JSON.stringify(back.plain), JSON.stringify(plain));
        },
      ),
      { seed: 1, numRuns: 300 },
    ));

  test("vectors keep what a NaN looks like, and zeros their sign", () => {
    const vector = Float64Array.of(Number.NaN, -0, 5e-324, -Infinity);
    assert.deepEqual(unpack(pack(vector)), vector);
    assert.deepEqual(unpack(pack([-0, Number.NaN, Infinity])), [-0, Number.NaN, Infinity]);
  });
});
