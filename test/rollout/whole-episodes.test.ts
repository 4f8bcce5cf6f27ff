/** Whole episodes are pure functions of their jobs; what runs beside them, where, and in what order leaves no trace. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { lastValueFrom, toArray } from "rxjs";
import { type AnyEnv, EpisodeLost } from "../../src/env/env.ts";
import { createRng } from "../../src/math/random.ts";
import type { Actor, View } from "../../src/rollout/actor.ts";
import {
  type EpisodeJob,
  type WholeEpisodesOptions,
  wholeEpisodes,
} from "../../src/rollout/whole-episodes.ts";
import { type CountingOptions, countingEnv } from "../support/counting-env.ts";
import { deferred, until } from "../support/wait.ts";

const view: View = {
  size: 3,
  encode: (observations) => observations as Float64Array,
  see: (rows) => Float32Array.from(rows),
};

/** Draws within ±scale. */
const drawing = (scale: number): Actor => ({
  actionSize: 2,
  act: (_, rngs) =>
    Float64Array.from(rngs.flatMap((rng) => [scale * rng.uniform(), -scale * rng.uniform() ** 2])),
  toEnv: (stored) => stored,
});

const counting = (given: CountingOptions = {}) =>
  countingEnv({ episodeLength: 4, ...given }) as unknown as AnyEnv;

function options(env: AnyEnv, jobs: readonly EpisodeJob[], given: Partial<WholeEpisodesOptions> = {}) {
  return {
    env,
    view,
    jobs,
    rngOf: (seed: number) => createRng(seed).stream("policy"),
    resetOptions: {},
    episodeSteps: 1000,
    groups: 2,
    stopped: () => false,
    onLost: (message: string) => assert.fail(message),
    ...given,
  };
}

async function all(env: AnyEnv, jobs: readonly EpisodeJob[], given: Partial<WholeEpisodesOptions> = {}) {
  const whole = await lastValueFrom(wholeEpisodes(options(env, jobs, given)).pipe(toArray()));
  return whole.sort((a, b) => a.job - b.job);
}

/** Without the environment that ran it. */
const anywhere = (whole: Awaited<ReturnType<typeof all>>) =>
  whole.map(({ stretches, ...rest }) => ({
    ...rest,
    stretches: stretches.map((stretch) => ({ ...stretch, envId: 0 })),
  }));

const actors = [drawing(1), drawing(0.5), drawing(0.1)];
const jobs = Array.from({ length: 11 }, (_, i) => ({
  actor: actors[Math.floor(i / 2) % 3]!,
  seed: 100 + (i % 4),
}));

describe("whole episodes", () => {
  test("are those of their jobs, whatever environments, groups and neighbors", async () => {
    const alone = [];
    for (const job of jobs) alone.push(...anywhere(await all(counting({ envCount: 1 }), [job])));
    const expected = alone.map((whole, job) => ({ ...whole, job }));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (envCount, groups) => {
          assert.deepEqual(anywhere(await all(counting({ envCount }), jobs, { groups })), expected);
        },
      ),
      { seed: 1, numRuns: 25 },
    );
  });

  test("hold each observation once, all steps in one stretch, and act as the job says", async () => {
    const [, , second] = await all(counting({ envCount: 3 }), jobs);
    const { episode, seen, stretches } = second!;
    assert.deepEqual([...seen].filter((_, i) => i % 3 < 2), [102, 0, 102, 1, 102, 2, 102, 3, 102, 4]); // biome-ignore format: one line
    const [stretch] = stretches as [(typeof stretches)[0]];
    assert.deepEqual([stretches.length, stretch.length, stretch.start, stretch.end], [1, 4, 0, "terminated"]);
    const rng = createRng(102).stream("policy");
    const drawn = Array.from({ length: 4 }, () => [0.5 * rng.uniform(), -0.5 * rng.uniform() ** 2]);
    assert.deepEqual([...stretch.actions], drawn.flat());
    const sum = drawn.reduce((total, [a, b]) => total + (a! + b!), 0);
    assert.ok(Math.abs(episode.return - sum) < 1e-15);
    assert.deepEqual(
      [episode.seed, episode.length, episode.reason, episode.terminated],
      [102, 4, "full", true],
    );
    assert.equal(episode.finalObservation[1], 4);
  });

  test("are truncated at the limit where the environment never ends them", async () => {
    const [whole] = await all(counting({ episodeLength: Infinity }), jobs.slice(0, 1), { episodeSteps: 70 });
    const { episode, stretches, seen } = whole!;
    assert.deepEqual([episode.length, episode.truncated, episode.reason], [70, true, "70 steps"]);
    assert.deepEqual([stretches[0]!.end, stretches[0]!.next[1], stretches[0]!.length, seen.length], ["truncated", 70, 70, 3 * 71]); // biome-ignore format: one line
  });

  for (const autoresetMode of ["sameStep", "nextStep"] as const)
    test(`are the same where the environment resets itself (${autoresetMode})`, async () => {
      assert.deepEqual(await all(counting({ autoresetMode }), jobs), await all(counting(), jobs));
    });

  test("that are lost are run again from their beginning and leave no trace", async () => {
    const [losses, told] = [new Map<number, number>(), [] as string[]];
    const lose = (envId: number, step: number) => {
      const times = losses.get(envId) ?? 0;
      if (step !== 3 || times >= 2) return false;
      losses.set(envId, times + 1);
      return true;
    };
    const survived = await all(counting({ lose }), jobs, { onLost: (message) => told.push(message) });
    assert.deepEqual(anywhere(survived), anywhere(await all(counting(), jobs)));
    assert.equal(told.length, 8);
    assert.match(
      told[0]!,
      /^the episode of job \d+ in environment \d was lost in step 3: it crashed; it is run again$/,
    );
  });

  test("that are lost three times in a row end the rest with the reason", async () => {
    const told: string[] = [];
    const lose = (envId: number, step: number) => envId === 0 && step === 2;
    await assert.rejects(
      all(counting({ envCount: 1, lose }), jobs, { onLost: (message) => told.push(message) }),
      (error) =>
        error instanceof EpisodeLost &&
        /3 times in a row \(job 0\), the last time in step 2: it crashed/.test(error.message),
    );
    assert.equal(told.length, 2);
  });

  test("of a stopped run that were begun finish; no other begins", async () => {
    let stopped = false;
    const env = counting({ envCount: 3 });
    const source = wholeEpisodes(options(env, jobs, { stopped: () => stopped }));
    const finished: number[] = [];
    await new Promise<void>((resolve, reject) => {
      source.subscribe({
        next: ({ job }) => {
          finished.push(job);
          stopped = true;
        },
        error: reject,
        complete: resolve,
      });
    });
    // Three environments, one episode each.
    assert.deepEqual(finished.sort(), [0, 1, 2]);
  });

  test("nobody waits for any more are left after the step under way", async () => {
    const release = deferred();
    let steps = 0;
    const gate = async () => {
      steps += 1;
      if (steps === 6) await release.promise;
    };
    const subscription = wholeEpisodes(options(counting({ envCount: 1, gate }), jobs)).subscribe();
    await until("the second step of the second episode", () => steps === 6);
    subscription.unsubscribe();
    release.resolve();
    // All that can follow without waiting for anything has followed.
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(steps, 6);
  });

  test("of no jobs are none", async () => {
    assert.deepEqual(await all(counting(), []), []);
  });
});
