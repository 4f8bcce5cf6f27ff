import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { firstValueFrom, lastValueFrom, take, tap, toArray } from "rxjs";
import type { AutoresetMode, Env } from "../../src/env/env.ts";
import { EpisodeLost, ResetNeeded } from "../../src/env/env.ts";
import { connect } from "../../src/env/remote.ts";
import { serve } from "../../src/env/serve.ts";
import { createRng } from "../../src/math/random.ts";
import { lostEpisodes } from "../../src/rollout/losses.ts";
import { type Moment, stream, type Transitions } from "../../src/rollout/stream.ts";
import { RequestTimeout } from "../../src/transport/errors.ts";
import { type CountingOptions, countingEnv } from "../support/counting-env.ts";
import { deferred, until } from "../support/wait.ts";

/** Depends on what each environment sees, and on nothing else. */
const act = ({ envIds, observations }: Moment) =>
  Float64Array.from({ length: envIds.length * 2 }, (_, k) => {
    const row = Math.floor(k / 2) * 3;
    return Math.sin(observations[row]! + observations[row + 1]! + observations[row + 2]!);
  });

/** What one environment lived through: each step as a line. */
function lives(emissions: readonly Transitions[], envId: number): unknown[] {
  return emissions.flatMap((emission) => {
    const row = emission.envIds.indexOf(envId);
    if (row < 0) return [];
    const { before, actions, rewards, terminated, reasons, observations, begun } = emission;
    return [
      {
        seen: [...before.observations.subarray(3 * row, 3 * row + 3)],
        acted: [...actions.subarray(2 * row, 2 * row + 2)],
        got: [rewards[row], terminated[row], reasons[row]],
        next: [...observations.subarray(3 * row, 3 * row + 3)],
        place: [before.episodes[row], before.steps[row], begun?.includes(envId) ?? false],
      },
    ];
  });
}

const collect = (env: Env, groups: number, count: number, seed = 7) =>
  lastValueFrom(stream(env, { act, seed, groups }).pipe(take(count), toArray()));

describe("a stream of steps", { timeout: 20_000 }, () => {
  for (const autoresetMode of ["disabled", "sameStep", "nextStep"] as const) {
    test(`lets each environment live through the same for 1, 2 and 4 groups (${autoresetMode})`, async () => {
      const run = (groups: number) =>
        collect(countingEnv({ envCount: 5, episodeLength: 3, autoresetMode }), groups, 10 * groups);
      const [one, two, four] = [await run(1), await run(2), await run(4)];
      for (let envId = 0; envId < 5; envId++) {
        const expected = lives(one, envId);
        assert.ok(expected.length >= 7);
        assert.deepEqual(lives(two, envId), expected);
        assert.deepEqual(lives(four, envId), expected);
      }
    });
  }

  test("draws the seeds of an environment's episodes from its number and theirs", async () => {
    const emissions = await collect(countingEnv({ envCount: 2, episodeLength: 2 }), 1, 4);
    const drawn = (envId: number, episode: number) =>
      createRng(7).stream("environments").stream(envId).stream(episode).seed();
    const seen = lives(emissions, 1) as { seen: number[]; place: unknown[] }[];
    assert.deepEqual(
      seen.map(({ seen, place }) => [seen[0], seen[1], place[0], place[1]]),
      [0, 1].flatMap((episode) => [0, 1].map((step) => [drawn(1, episode), step, episode, step])),
    );
    const other = await collect(countingEnv({ envCount: 2 }), 1, 1, 8);
    assert.notEqual(other[0]!.before.observations[0], emissions[0]!.before.observations[0]);
  });

  test("says which steps only began an episode", async () => {
    const env = countingEnv({ envCount: 1, episodeLength: 2, autoresetMode: "nextStep" });
    const emissions = await collect(env, 1, 5);
    assert.deepEqual(
      emissions.map(({ begun }) => begun),
      [undefined, undefined, [0], undefined, undefined],
    );
    assert.deepEqual(
      emissions.map(({ before }) => [before.episodes[0], before.steps[0]]),
      [[0, 0], [0, 1], [1, 0], [1, 0], [1, 1]], // biome-ignore format: one line
    );
  });

  test("acts for one group while the other is stepped, and emits by turns whoever is faster", async () => {
    const gates = [deferred(), deferred()];
    const env = countingEnv({ envCount: 2, gate: (envId) => gates[envId]!.promise });
    const acted: number[] = [];
    let emitted = 0;
    const noting = (moment: Moment) => {
      acted.push(moment.envIds[0]!);
      return act(moment);
    };
    const done = lastValueFrom(
      stream(env, { act: noting, seed: 1 }).pipe(
        tap(() => emitted++),
        take(4),
      ),
    ).then(() => "done");
    await until("both groups to be under way", () => acted.length === 2);
    gates[1]!.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(emitted, 0);
    gates[0]!.resolve();
    assert.equal(await done, "done");
    assert.deepEqual(acted.slice(0, 4), [0, 1, 0, 1]);
  });

  test("emits a lost episode as truncated with its reason, and begins the next", async () => {
    const lose = (envId: number, step: number) => envId === 1 && step === 2;
    const emissions = await collect(countingEnv({ envCount: 2, lose }), 1, 4);
    assert.deepEqual(
      emissions.map(({ envIds, lost, truncated, reasons }) => [envIds, lost, truncated, reasons]),
      [
        [[0, 1], undefined, [false, false], ["", ""]],
        [[0, 1], [1], [false, true], ["", "it crashed"]],
        [[0], undefined, [false], [""]],
        [[0, 1], undefined, [false, false], ["", ""]],
      ],
    );
    assert.deepEqual(
      [emissions[3]!.before.episodes, emissions[3]!.before.steps],
      [
        [0, 1],
        [3, 0],
      ],
    );
  });

  test("says in words which episode was lost, where, why and what becomes of it", async () => {
    const lose = (envId: number, step: number) => envId === 1 && step === 2;
    const emissions = await collect(countingEnv({ envCount: 2, lose }), 1, 5);
    assert.deepEqual(
      emissions.flatMap(lostEpisodes).map(({ message, ...place }) => [message, place]),
      [0, 1].map((episode) => [
        `environment 1 lost its episode ${episode} at step 2: it crashed; it is reset and goes on with the next`,
        { envId: 1, episode, step: 2, reason: "it crashed" },
      ]),
    );
  });

  test("emits all episodes of a step that was lost as a whole, and tries a lost reset again", async () => {
    const env = countingEnv({ envCount: 2 });
    let calls = 0;
    const frail: Env = {
      ...env,
      reset: async (request) => {
        calls++;
        if (calls === 2) throw new EpisodeLost(request.envIds, "it did not come up");
        return env.reset(request);
      },
      step: async (request) => {
        if (calls === 1) throw new EpisodeLost(request.envIds, "killed by SIGKILL");
        return env.step(request);
      },
    };
    const [lost, next] = await collect(frail, 1, 2);
    assert.deepEqual(
      [lost!.lost, lost!.truncated, lost!.reasons[1]],
      [[0, 1], [true, true], "killed by SIGKILL"],
    );
    assert.deepEqual(lost!.observations, lost!.before.observations);
    assert.deepEqual([next!.before.episodes, calls], [[1, 1], 3]);
  });

  test("gives up when a simulator cannot be reset three times in a row, and for any other error at once", async () => {
    const env = countingEnv();
    let calls = 0;
    const dead: Env = {
      ...env,
      reset: async ({ envIds }) => {
        calls++;
        throw new EpisodeLost(envIds, "it does not come up");
      },
    };
    await assert.rejects(firstValueFrom(stream(dead, { act, seed: 1, groups: 1 })), EpisodeLost);
    assert.equal(calls, 3);
    const wrong: Env = { ...env, step: async () => Promise.reject(new ResetNeeded(0)) };
    await assert.rejects(firstValueFrom(stream(wrong, { act, seed: 1 })), ResetNeeded);
    const failing = () => {
      throw new RangeError("no such weights");
    };
    await assert.rejects(firstValueFrom(stream(env, { act: failing, seed: 1 })), /no such weights/);
    assert.throws(
      () => stream(env, { act, seed: 1, groups: 0 }),
      /groups: expected a whole number from 1, got 0/,
    );
  });

  test("goes on after a step that takes too long: its group begins the next episode, the other is not touched", async () => {
    let asked = 0;
    const hung = (signal: AbortSignal | undefined) =>
      new Promise<void>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    const gate = async (envId: number, signal: AbortSignal | undefined) => {
      if (envId < 2) return;
      asked++;
      if (asked === 3) await hung(signal);
    };
    await using server = await serve(countingEnv({ envCount: 4, gate }), {
      endpoint: "ipc://*",
      onWarning: () => {},
    });
    await using env = await connect(server.endpoint, { timeoutMs: 1000 });
    const emissions = await collect(env, 2, 8);
    const late = emissions[3]!;
    assert.deepEqual([late.envIds, late.lost, late.truncated], [[2, 3], [2, 3], [true, true]]); // biome-ignore format: one line
    assert.match(late.reasons[1]!, /did not answer step of environment 2, 3 within 1000 ms/);
    const others = lives(emissions, 0) as { place: unknown[] }[];
    // The turn in which the late group is reset emits nothing.
    assert.deepEqual(others.map(({ place }) => place[1]), [0, 1, 2, 3, 4]); // biome-ignore format: one line
    const next = emissions.filter(({ envIds }) => envIds[0] === 2)[2]!;
    assert.deepEqual([next.before.episodes, next.before.steps], [[1, 1], [0, 0]]); // biome-ignore format: one line
  });

  test("ends with the error when what took too long cannot be reset in time either", async () => {
    const env = countingEnv({ envCount: 1 });
    const late = () => Promise.reject(new RequestTimeout("it did not answer", "raise the timeout", "busy"));
    let resets = 0;
    const slow: Env = {
      ...env,
      reset: (request) => {
        resets++;
        return resets === 1 ? env.reset(request) : late();
      },
      step: late,
    };
    const emitted: Transitions[] = [];
    await assert.rejects(
      lastValueFrom(stream(slow, { act, seed: 1 }).pipe(tap((one) => emitted.push(one)))),
      RequestTimeout,
    );
    assert.deepEqual(
      emitted.map(({ lost, reasons }) => [lost, reasons]),
      [[[0], ["it did not answer; raise the timeout"]]],
    );
    assert.equal(resets, 2);
  });

  test("asks for nothing more once it is unsubscribed", async () => {
    const gate = deferred();
    let steps = 0;
    const env = countingEnv({
      envCount: 2,
      gate: async () => {
        steps++;
        await gate.promise;
      },
    });
    const emitted: unknown[] = [];
    const subscription = stream(env, { act, seed: 1 }).subscribe((transitions) => emitted.push(transitions));
    await until("both groups to be stepped", () => steps === 2);
    subscription.unsubscribe();
    gate.resolve();
    await env.step({ envIds: [0], actions: new Float64Array(2) });
    assert.deepEqual([steps, emitted], [3, []]);
  });

  const modes: [AutoresetMode, CountingOptions][] = [
    ["disabled", {}],
    ["sameStep", { autoresetMode: "sameStep" }],
    ["nextStep", { autoresetMode: "nextStep" }],
  ];
  for (const [mode, options] of modes) {
    test(`is the same over a wire (${mode})`, async () => {
      const make = () => countingEnv({ envCount: 6, episodeLength: 4, ...options });
      await using server = await serve(make(), { endpoint: "ipc://*" });
      await using env = await connect(server.endpoint);
      const [far, near] = [await collect(env, 2, 24), await collect(make(), 2, 24)];
      const timeless = far.map(({ simulateTime: _, ...transitions }) => transitions);
      assert.deepEqual(timeless, near);
    });
  }
});
