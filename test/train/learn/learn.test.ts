/** The loop around a learner: when it is enough, what is measured and kept, and what a store that fails does to it. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { lastValueFrom, Subject, take, toArray } from "rxjs";
import { type Evaluated, measure } from "../../../src/train/learn/evaluation.ts";
import { type Evaluation, type LearnStore, learn } from "../../../src/train/learn/learn.ts";
import { learnStore, newestRun, readRecords } from "../../../src/train/learn/learn-run.ts";
import type { LearnState } from "../../../src/train/learn/learner.ts";
import { pack } from "../../../src/train/learn/packed.ts";
import { RunDirectory } from "../../../src/train/run-directory.ts";
import { identityEnv } from "../../support/identity-env.ts";
import { learnerIn, PackedStore, runOf } from "../../support/learning.ts";

/** 2 environments, 10 steps of each an iteration. */
const env = (count = 2) => identityEnv({ kind: "discrete", envCount: 2, episodeLength: 4, count });
const a2c = (count?: number) =>
  learnerIn(env(count), "a2c", { hidden: [4], stepsPerIteration: 10, normalizeObservations: true });

/** As good as it is told to be, in turn. */
function judged(...means: number[]): Evaluation & { readonly at: number[] } {
  const at: number[] = [];
  return {
    every: 40,
    at,
    evaluate: async ({ steps }) => {
      at.push(steps);
      const mean = means[at.length - 1] ?? Number.NaN;
      return { deterministic: { mean, standardError: 0, returns: [mean], meanLength: 1, reasons: {} } };
    },
  };
}

describe("a run of learning ends", () => {
  test("after the iteration that reaches the steps, and goes on where there are to be more", async () => {
    const store = await runOf({ learner: a2c(), until: { steps: 50 } });
    assert.deepEqual(store.records.map(({ steps }) => steps), [20, 40, 60]); // biome-ignore format: one line
    const none = await runOf({ learner: a2c(), until: { steps: 60 }, from: store.last });
    assert.deepEqual([none.records, none.states], [[], []]);
    const more = await runOf({ learner: a2c(), until: { steps: 100 }, from: store.last });
    more.records.unshift(...store.records);
    assert.deepEqual(more.outcome, (await runOf({ learner: a2c(), until: { steps: 100 } })).outcome);
  });

  test("once the last hundred episodes returned enough, not before there were a hundred", async () => {
    // Whoever has one choice makes the right one: every episode returns its 4 steps. Of 20 steps an iteration, 5 … 4 episodes end.
    const { records, last } = await runOf({ learner: a2c(1), until: { steps: 1e6, meanReturn: 4 } });
    assert.deepEqual(last.learner.recentReturns, new Array<number>(100).fill(4));
    assert.ok(records.at(-2)!.episodes < 100 && records.at(-1)!.episodes >= 100);
  });

  test("when its seconds are over", async () => {
    const begin = performance.now();
    const { last } = await runOf({ learner: a2c(), until: { steps: 1e12, seconds: 0.3 } });
    assert.ok(performance.now() - begin >= 300);
    assert.ok(last.learner.steps > 0);
  });

  test("when nobody listens any more, saved after the iteration under way", async () => {
    const store = new PackedStore();
    const all = learn({ learner: a2c(), until: { steps: 1e12 }, store, saveEvery: 1e9 });
    await lastValueFrom(all.pipe(take(2)));
    await Promise.all(store.held);
    assert.equal(store.states.length, 1);
    assert.equal(store.last.learner.iteration, store.records.length);
    const whole = await runOf({ learner: a2c(), until: { steps: store.last.learner.steps } });
    assert.equal(pack(store.last), pack(whole.last));
  });
});

describe("evaluation", () => {
  /** As the command line does it, in environments of its own. */
  const real = (learner: ReturnType<typeof a2c>): Evaluation => {
    const at = { env: env(), seeds: [1, 2, 3], resetOptions: {}, episodeSteps: 100, groups: 2 };
    const options = { ...at, model: learner.model, stopped: () => false, onLost: () => undefined };
    const both = async (state: LearnState): Promise<Evaluated> => ({
      deterministic: (await measure(options, state, "deterministic"))!,
      stochastic: (await measure(options, state, "stochastic"))!,
    });
    return { every: 20, evaluate: both };
  };

  test("does not disturb training", async () => {
    const learner = a2c();
    const [with_, without] = [
      await runOf({ learner, until: { steps: 200 }, evaluation: real(learner) }),
      await runOf({ learner: a2c(), until: { steps: 200 } }),
    ];
    assert.ok(with_.last.best !== null);
    assert.equal(pack(with_.last.learner), pack(without.last.learner));
  });

  test("measures the same policy the same, seed by seed, and by how it acts", async () => {
    const learner = a2c();
    const { evaluate } = real(learner);
    const state = learner.initial();
    assert.deepEqual(await evaluate(state), await evaluate(state));
    const { deterministic } = (await evaluate(state))!;
    assert.deepEqual([deterministic.returns.length, deterministic.meanLength, deterministic.reasons], [3, 4, { time: 3 }]); // biome-ignore format: one line
  });

  test("of an environment that never ends an episode is held to episodeSteps, and tells every step", async () => {
    let steps = 0;
    const endless = {
      env: identityEnv({ kind: "discrete", envCount: 2, count: 2 }),
      model: a2c().model,
      seeds: [1, 2, 3],
      resetOptions: {},
      episodeSteps: 25,
      groups: 2,
      stopped: () => false,
      onLost: assert.fail,
      onStep: ({ envIds }: { readonly envIds: readonly number[] }) => {
        steps += envIds.length;
      },
    };
    const measured = (await measure(endless, a2c().initial(), "deterministic"))!;
    assert.deepEqual([measured.meanLength, measured.reasons, steps], [25, { "25 steps": 3 }, 75]);
  });

  test("comes before the first iteration, every so many steps and after the last, and the best is kept", async () => {
    const evaluation = judged(1, 5, 3, 5);
    const { last, records } = await runOf({ learner: a2c(), until: { steps: 100 }, evaluation });
    assert.deepEqual(evaluation.at, [0, 40, 80, 100]);
    assert.equal(records.length, 5);
    const { best } = last;
    // The first of two that are as good.
    assert.deepEqual([best!.steps, best!.meanReturn], [40, 5]);
    const then = await runOf({ learner: a2c(), until: { steps: 40 } });
    assert.deepEqual(best!.params, then.last.learner.params);
    assert.deepEqual(best!.normalizer, then.last.learner.normalizer);
  });

  test("that a run was stopped in is made up for when it goes on", async () => {
    const whole = await runOf({ learner: a2c(), until: { steps: 80 }, evaluation: judged(1, 2, 3) });
    for (const stoppedAt of [0, 40, 80]) {
      const means = [1, 2, 3];
      const stop = new Subject<void>();
      const cut: Evaluation = {
        every: 40,
        evaluate: async (state) => {
          if (state.steps !== stoppedAt) return await judged(means.shift()!).evaluate(state);
          stop.next();
          return undefined;
        },
      };
      const first = await runOf({ learner: a2c(), until: { steps: 80 }, evaluation: cut, stop });
      const rest = judged(...means);
      const second = await runOf({
        learner: a2c(),
        until: { steps: 80 },
        evaluation: rest,
        from: first.last,
      });
      second.records.unshift(...first.records);
      assert.equal(rest.at[0], stoppedAt);
      assert.deepEqual(second.outcome, whole.outcome);
    }
  });
});

describe("a store", () => {
  test("that fails ends the run with its error and is not asked again; what it had stays", async () => {
    const kept: string[] = [];
    let calls = 0;
    const full: LearnStore = {
      save: async (run) => {
        calls += 1;
        if (calls === 3) throw new Error("no space left on device");
        kept.push(pack(run));
      },
      hold: () => undefined,
    };
    const run = learn({ learner: a2c(), until: { steps: 200 }, store: full, saveEvery: 0 });
    await assert.rejects(lastValueFrom(run), /no space left/);
    const good = await runOf({ learner: a2c(), until: { steps: 40 } });
    assert.deepEqual([calls, kept.at(-1)], [3, good.states.at(-1)]);
  });

  test("on disk holds every iteration once, and a run goes on from its newest whole state", async () => {
    const folder = await mkdtemp(join(tmpdir(), "gaitway-test-"));
    try {
      const path = join(folder, "runs", "one");
      await using run = await RunDirectory.create(path, "{}");
      assert.equal(await newestRun(run), undefined);
      const store = learnStore(run);
      await lastValueFrom(
        learn({ learner: a2c(), until: { steps: 100 }, store, saveEvery: 0 }).pipe(toArray()),
      );
      const records = await readRecords(join(path, "metrics.jsonl"));
      assert.deepEqual(records.map(({ iteration }) => iteration), [1, 2, 3, 4, 5]); // biome-ignore format: one line
      // As if the newest state had been cut short, and a line behind the one before it.
      const newest = join(path, "checkpoints", "000005.json");
      await writeFile(newest, (await readFile(newest, "utf8")).slice(0, -20));
      const found = (await newestRun(run))!;
      assert.equal(found.state.learner.iteration, 4);
      assert.match(found.passedOver[0]!, /000005\.json: is cut short or altered/);
      assert.equal((await readRecords(join(path, "metrics.jsonl"))).length, 4);
      const again = learn({ learner: a2c(), until: { steps: 100 }, store, saveEvery: 0, from: found.state });
      await lastValueFrom(again);
      const whole = await runOf({ learner: a2c(), until: { steps: 100 } });
      assert.equal(pack((await newestRun(run))!.state), whole.states.at(-1));
      const timeless = ({
        actTime: _a,
        envTime: _e,
        simulateTime: _s,
        learnTime: _l,
        ...record
      }: (typeof records)[0]) => record;
      const kept = await readRecords(join(path, "metrics.jsonl"));
      assert.deepEqual(kept.map(timeless), whole.records.map(timeless)); // biome-ignore format: one line
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
