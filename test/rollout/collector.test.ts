/** Experience in batches, worked out by hand in the environment of test/support/counting-env.ts. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type AnyEnv, EpisodeLost } from "../../src/env/env.ts";
import { createRng, type Rng } from "../../src/math/random.ts";
import { correlated } from "../../src/policy/exploration.ts";
import type { Actor, View } from "../../src/rollout/actor.ts";
import { Collector, type CollectorOptions } from "../../src/rollout/collector.ts";
import type { Course } from "../../src/rollout/course.ts";
import type { Stretch } from "../../src/rollout/stretch.ts";
import { type CountingOptions, countingEnv } from "../support/counting-env.ts";

const view: View = {
  size: 3,
  encode: (observations) => observations as Float64Array,
  see: (rows) => Float32Array.from(rows),
};

/** Pushes by 1/2 and 1/4, whatever it sees: a reward of 3/4. */
const steady: Actor = {
  actionSize: 2,
  act: (rows) => Float64Array.from({ length: (rows.length / 3) * 2 }, (_, i) => (i % 2 === 0 ? 0.5 : 0.25)),
  toEnv: (stored) => stored,
};

/** Draws normal numbers, the spread of the second given by how many steps it sees. */
const drawing: Actor = {
  actionSize: 2,
  act: (rows, rngs) =>
    Float64Array.from(rngs.flatMap((rng, row) => [rng.normal(), rng.normal() / (1 + rows[3 * row + 1]!)])),
  toEnv: (stored) => stored.map((x) => Math.min(Math.max(x, -1), 1)),
};

function options(env: AnyEnv, given: Partial<CollectorOptions> = {}): CollectorOptions {
  return {
    env,
    view,
    rngOf: (seed) => createRng(seed).stream("policy"),
    seeds: createRng(1),
    resetOptions: {},
    episodeSteps: 1000,
    groups: 1,
    onLost: (message) => assert.fail(message),
    ...given,
  };
}

const counting = (given: CountingOptions = {}) => countingEnv(given) as unknown as AnyEnv;
const seedOf = (envId: number, episode: number) => createRng(1).stream(envId).stream(episode).seed();
const steps = ({ observations }: Stretch) => [...observations].filter((_, i) => i % 3 === 1);
const second = (rows: Float64Array) => [...rows].filter((_, i) => i % 3 === 1);
const shape = ({ envId, start, length, end, next }: Stretch) => [envId, start, length, end, next[1]];

describe("a collector", () => {
  test("cuts a batch where episodes end, says how, and carries the rest over", async () => {
    const collector = await Collector.begin(options(counting({ envCount: 1, episodeLength: 3 })), steady, []);
    const first = await collector.collect(steady, 5);
    // o0 o1 o2 | o0 o1, each seen once; behind the end stands the third step, behind the cut the second of the next.
    assert.deepEqual(first.stretches.map(shape), [
      [0, 0, 3, "terminated", 3],
      [0, 0, 2, "cut", 2],
    ]);
    assert.deepEqual(first.stretches.map(steps), [[0, 1, 2], [0, 1]]); // biome-ignore format: one line
    assert.deepEqual(first.stretches.map(({ seed }) => seed), [seedOf(0, 0), seedOf(0, 1)]); // biome-ignore format: one line
    assert.deepEqual([...first.stretches[0]!.rewards], [0.75, 0.75, 0.75]);
    assert.deepEqual([...first.stretches[0]!.actions], [0.5, 0.25, 0.5, 0.25, 0.5, 0.25]);
    // The final observation is among what was seen; that after the cut is seen with the next batch.
    assert.deepEqual(first.seen.map(second), [[0, 1, 2, 3, 0, 1]]); // biome-ignore format: one line
    assert.deepEqual(
      first.finished.map(({ at, episode }) => [
        at,
        episode.return,
        episode.length,
        episode.reason,
        episode.seed,
      ]),
      [[3, 2.25, 3, "full", seedOf(0, 0)]],
    );
    assert.deepEqual([...first.finished[0]!.episode.finalObservation], [seedOf(0, 0), 3, 0.75]);
    const later = await collector.collect(steady, 2);
    assert.deepEqual(later.stretches.map(shape), [
      [0, 2, 1, "terminated", 3],
      [0, 0, 1, "cut", 1],
    ]);
    assert.deepEqual(later.seen.map(second), [[2, 3, 0]]); // biome-ignore format: one line
    assert.equal(later.finished[0]!.episode.return, 2.25);
  });

  test("truncates an episode that reaches the limit, with what it saw behind it", async () => {
    const env = options(counting({ envCount: 1 }), { episodeSteps: 2 });
    const { stretches, finished } = await (await Collector.begin(env, steady, [])).collect(steady, 3);
    assert.deepEqual(stretches.map(shape), [
      [0, 0, 2, "truncated", 2],
      [0, 0, 1, "cut", 1],
    ]);
    const [{ episode }] = finished as [(typeof finished)[0]];
    assert.deepEqual([episode.terminated, episode.truncated, episode.reason], [false, true, "2 steps"]);
  });

  test("an episode that terminates in the step of the limit is terminated", async () => {
    const env = options(counting({ envCount: 1, episodeLength: 2 }), { episodeSteps: 2 });
    const { stretches } = await (await Collector.begin(env, steady, [])).collect(steady, 2);
    assert.deepEqual(stretches.map(shape), [[0, 0, 2, "terminated", 2]]);
  });

  for (const mode of ["sameStep", "nextStep"] as const)
    test(`begins episodes by its own seeds where the environment resets itself (${mode})`, async () => {
      const of = async (given: CountingOptions) => {
        const env = options(counting({ envCount: 2, episodeLength: 2, ...given }));
        return await (await Collector.begin(env, steady, [])).collect(steady, 5);
      };
      const [itself, asked] = [await of({ autoresetMode: mode }), await of({})];
      assert.deepEqual(itself.stretches, asked.stretches);
      assert.deepEqual(itself.seen, asked.seen);
    });

  test("an episode that is lost is truncated before the step that did not take place, and told", async () => {
    const told: string[] = [];
    let lost = false;
    const lose = (envId: number, step: number) => {
      if (lost || envId !== 1 || step !== 2) return false;
      lost = true;
      return true;
    };
    const env = options(counting({ envCount: 2, lose }), { onLost: (message) => told.push(message) });
    const { stretches, finished, seen, stepCount } = await (await Collector.begin(env, steady, [])).collect(
      steady,
      3,
    );
    assert.deepEqual(stretches.map(shape), [
      [0, 0, 3, "cut", 3],
      [1, 0, 1, "truncated", 1],
      [1, 0, 1, "cut", 1],
    ]);
    assert.equal(stepCount, 5);
    assert.deepEqual(finished.map(({ envId, episode }) => [envId, episode.length, episode.return]), [[1, 1, 0.75]]); // biome-ignore format: one line
    // What the lost episode saw last is seen once, as all else.
    assert.deepEqual(seen.map(second), [[0, 1, 2], [0, 1, 0]]); // biome-ignore format: one line
    assert.deepEqual(told, [
      "environment 1 lost its episode 0 at step 2: it crashed; it is truncated there and the next begins",
    ]);
  });

  test("where the link is lost, all episodes of the step end there and the next begin", async () => {
    const env = counting({ envCount: 2 });
    let calls = 0;
    const frail: AnyEnv = {
      ...env,
      step: async (request) => {
        if (++calls === 2) throw new EpisodeLost(request.envIds, "killed by SIGKILL");
        return await env.step(request);
      },
    };
    const told: string[] = [];
    const given = { onLost: (message: string) => told.push(message) };
    const { stretches, seen } = await (await Collector.begin(options(frail, given), steady, [])).collect(
      steady,
      3,
    );
    assert.deepEqual(stretches.map(shape), [
      [0, 0, 1, "truncated", 1],
      [0, 0, 1, "cut", 1],
      [1, 0, 1, "truncated", 1],
      [1, 0, 1, "cut", 1],
    ]);
    assert.deepEqual(seen.map(second), [[0, 1, 0], [0, 1, 0]]); // biome-ignore format: one line
    assert.match(told[1]!, /environment 1 lost its episode 0 at step 2: killed by SIGKILL/);
  });

  test("an episode lost at its first step leaves no stretch, and its end is counted", async () => {
    let losses = 0;
    const lose = (_: number, step: number) => step === 1 && losses++ === 0;
    const env = options(counting({ envCount: 1, lose }), { onLost: () => undefined });
    const { stretches, finished } = await (await Collector.begin(env, steady, [])).collect(steady, 2);
    assert.deepEqual(stretches.map(shape), [[0, 0, 1, "cut", 1]]);
    assert.deepEqual(finished.map(({ episode }) => episode.length), [0]); // biome-ignore format: one line
  });

  test("is the same for any number of groups, batch for batch", () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({
          envCount: fc.integer({ min: 1, max: 6 }),
          episodeLength: fc.integer({ min: 1, max: 7 }),
          groups: fc.integer({ min: 2, max: 8 }),
          batches: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
          limit: fc.integer({ min: 1, max: 9 }),
        }),
        async ({ envCount, episodeLength, groups, batches, limit }) => {
          const of = async (count: number) => {
            const given = { groups: count, episodeSteps: limit };
            const env = options(counting({ envCount, episodeLength }), given);
            const collector = await Collector.begin(env, drawing, []);
            const all = [];
            for (const length of batches) {
              const { actTime: _a, time: _t, ...rest } = await collector.collect(drawing, length);
              all.push(rest);
            }
            return all;
          };
          const [one, more] = [await of(1), await of(groups)];
          assert.deepEqual(more, one);
          for (const { stretches, stepCount } of one) {
            assert.equal(stepCount, stretches.reduce((sum, { length }) => sum + length, 0)); // biome-ignore format: one line
            for (const stretch of stretches) {
              // Within one episode: the steps it saw count up from its start, under one seed.
              assert.deepEqual(steps(stretch), Array.from({ length: stretch.length }, (_, i) => stretch.start + i)); // biome-ignore format: one line
              assert.ok(stretch.start + stretch.length <= Math.min(limit, episodeLength));
            }
          }
        },
      ),
      { seed: 1, numRuns: 40 },
    ));
});

/** Batches of 3 until `batches`; from the `at`-th on in a fresh environment, at the courses of the one before. */
async function continued(at: number, batches: number, rngOf: (seed: number) => Rng, env: () => AnyEnv) {
  let collector = await Collector.begin(options(env(), { rngOf, groups: 2 }), drawing, []);
  const all: unknown[] = [];
  for (let k = 0; k < batches; k++) {
    if (k === at) {
      const { courses } = collector;
      collector = await Collector.begin(options(env(), { rngOf, groups: 2 }), drawing, courses);
      assert.deepEqual(collector.courses, courses);
    }
    const { actTime: _a, time: _t, ...rest } = await collector.collect(drawing, 3);
    all.push(rest);
  }
  return all;
}

describe("a collector that goes on", () => {
  const env = () => counting({ envCount: 3, episodeLength: 8 });
  const kinds: [string, (seed: number) => Rng][] = [
    ["fresh numbers", (seed) => createRng(seed).stream("policy")],
    ["numbers that hang together", (seed) => correlated(createRng(seed).stream("policy"), 0.9, 2)],
  ];
  for (const [what, rngOf] of kinds)
    test(`in a fresh environment is the one that was not interrupted, bit for bit, with ${what}`, async () => {
      const whole = await continued(-1, 6, rngOf, env);
      for (const at of [1, 2, 3, 5]) assert.deepEqual(await continued(at, 6, rngOf, env), whole);
    });

  test("tells which environment came elsewhere, and begins another episode there alone", async () => {
    const first = await Collector.begin(options(counting({ envCount: 2 })), steady, []);
    await first.collect(steady, 4);
    const [one, two] = first.courses as [Course, Course];
    const moved = { ...two, observation: two.observation.with(2, 17) };
    const told: string[] = [];
    const given = { onLost: (message: string) => told.push(message) };
    const again = await Collector.begin(options(counting({ envCount: 2 }), given), steady, [one, moved]);
    assert.equal(told.length, 1);
    assert.match(told[0]!, /environment 1 did not come back to where its episode 0 stood/);
    const { stretches } = await again.collect(steady, 1);
    assert.deepEqual(stretches.map(shape), [
      [0, 4, 1, "cut", 5],
      [1, 0, 1, "cut", 1],
    ]);
    assert.equal(stretches[1]!.seed, seedOf(1, 1));
  });

  test("begins other episodes where the way back is lost, as a whole or in one environment", async () => {
    const first = await Collector.begin(options(counting({ envCount: 2 })), steady, []);
    await first.collect(steady, 3);
    for (const who of [[0, 1], [1]]) {
      let calls = 0;
      // The second step of the way back.
      const lose = (envId: number, step: number) => who.includes(envId) && step === 2 && calls++ < who.length;
      const told: string[] = [];
      const given = { onLost: (message: string) => told.push(message) };
      const again = await Collector.begin(
        options(counting({ envCount: 2, lose }), given),
        steady,
        first.courses,
      );
      assert.deepEqual(told.map((message) => Number(/environment (\d)/.exec(message)![1])), who); // biome-ignore format: one line
      assert.deepEqual(again.courses.map(({ episode }) => episode), [who.includes(0) ? 1 : 0, 1]); // biome-ignore format: one line
    }
  });
});
