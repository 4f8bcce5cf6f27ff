import assert from "node:assert/strict";
import { test } from "node:test";
import { type Env, EpisodeLost } from "../../src/env/env.ts";
import { connect } from "../../src/env/remote.ts";
import { serve } from "../../src/env/serve.ts";
import { supervise, TooManyRestarts } from "../../src/env/supervise.ts";
import { SpecMismatch } from "../../src/transport/errors.ts";
import { type BowlEnv, createBowlEnv } from "../support/bowl-env.ts";
import { countingEnv } from "../support/counting-env.ts";
import { deferred } from "../support/wait.ts";

class Gone extends Error {}
const isFatal = (error: unknown): boolean => error instanceof Gone;

/** Simulators that die in their n-th step, one number a simulator; the last lives. */
function mortals(...lives: number[]): { start: () => Promise<Env>; started: BowlEnv[] } {
  const started: BowlEnv[] = [];
  const start = async (): Promise<Env> => {
    let left = lives[started.length] ?? Infinity;
    const finish = async (): Promise<void> => {
      left -= 1;
      if (left < 0) throw new Gone("killed by SIGKILL");
    };
    const env = createBowlEnv({ finish });
    started.push(env);
    return env;
  };
  return { start, started };
}

async function lap(env: Env, envId = 0): Promise<number> {
  await env.reset({ envIds: [envId], seeds: [1] });
  return (await env.step({ envIds: [envId], actions: Float64Array.of(1, 2, 3) })).rewards[0]!;
}

test("a simulator that dies loses the episode, is closed and started again, and the next episode is right", async () => {
  const { start, started } = mortals(1);
  const restarts: number[] = [];
  await using env = await supervise({ start, isFatal, onRestart: (_, count) => restarts.push(count) });
  // The bowl's maximum lies at (1, 2, 3), where its value is 0.
  assert.equal(await lap(env), 0);
  await assert.rejects(
    lap(env),
    (error) => error instanceof EpisodeLost && /killed by SIGKILL/.test(error.message),
  );
  assert.equal(await lap(env), 0);
  assert.deepEqual(restarts, [1]);
  assert.deepEqual(
    started.map(({ closed }) => closed),
    [true, false],
  );
});

test("two requests that lose the same simulator restart it once", async () => {
  const { start, started } = mortals(0);
  await using env = await supervise({ start, isFatal });
  const outcomes = await Promise.allSettled([lap(env, 0), lap(env, 1)]);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ["rejected", "rejected"],
  );
  assert.equal(await lap(env), 0);
  assert.equal(started.length, 2);
});

test("an error that is not fatal passes through and restarts nothing", async () => {
  const { start, started } = mortals();
  await using env = await supervise({ start, isFatal });
  await assert.rejects(env.step({ envIds: [0], actions: new Float64Array(3) }), /no episode running/);
  assert.equal(started.length, 1);
});

test("a simulator that keeps dying is given up after five restarts in a minute, and all are closed", async () => {
  const { start, started } = mortals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  await using env = await supervise({ start, isFatal });
  for (let death = 0; death < 6; death += 1) await assert.rejects(lap(env), EpisodeLost);
  await assert.rejects(lap(env), TooManyRestarts);
  assert.equal(started.length, 6);
  assert.ok(started.every(({ closed }) => closed));
});

test("a restart that fails is told, and the next reset tries again", async () => {
  const { start, started } = mortals(0);
  const down = [false, true, true];
  const unsteady = async (): Promise<Env> => {
    if (down.shift()) throw new Error("the disk is full");
    return start();
  };
  const restarts: number[] = [];
  await using env = await supervise({
    start: unsteady,
    isFatal,
    onRestart: (_, count) => restarts.push(count),
  });
  await env.reset({ envIds: [1], seeds: [1] });
  await assert.rejects(lap(env), EpisodeLost);
  const step = { envIds: [1], actions: Float64Array.of(1, 2, 3) };
  await assert.rejects(env.step(step), /the disk is full/);
  await assert.rejects(env.step(step), /the disk is full/);
  assert.deepEqual(restarts, [1]);
  await assert.rejects(lap(env), /the disk is full/);
  assert.equal(await lap(env), 0);
  assert.deepEqual(restarts, [1, 2, 3]);
  assert.equal(started.length, 2);
  await assert.rejects(env.step(step), (error) => error instanceof EpisodeLost && error.envIds[0] === 1);
});

test("a simulator that never comes up again is given up after five tries in a minute", async () => {
  const { start } = mortals(0);
  let starts = 0;
  const once = async (): Promise<Env> => {
    starts += 1;
    if (starts > 1) throw new Error("the disk is full");
    return start();
  };
  await using env = await supervise({ start: once, isFatal });
  await assert.rejects(lap(env), EpisodeLost);
  for (let tries = 0; tries < 5; tries += 1) await assert.rejects(lap(env), /^Error: the disk is full/);
  for (let tries = 0; tries < 2; tries += 1)
    await assert.rejects(
      lap(env),
      (error) => error instanceof TooManyRestarts && /Last: the disk is full/.test(error.message),
    );
  assert.equal(starts, 6);
});

test("a simulator that comes back as another task is refused", async () => {
  let starts = 0;
  const start = async (): Promise<Env> => {
    starts += 1;
    const finish = async (): Promise<void> => {
      throw new Gone("killed");
    };
    return createBowlEnv({ size: starts === 1 ? 3 : 4, finish });
  };
  await using env = await supervise({ start, isFatal });
  await assert.rejects(lap(env), EpisodeLost);
  await assert.rejects(
    lap(env),
    (error) =>
      error instanceof SpecMismatch &&
      /another task: expected actionSpace .*shape: \[ 3 \].*, found .*shape: \[ 4 \].*; connect again/.test(
        error.message,
      ),
  );
});

test("an episode that waited while its simulator died is lost too, and told so once", async () => {
  const { start } = mortals(0);
  await using env = await supervise({ start, isFatal });
  await env.reset({ envIds: [1], seeds: [1] });
  await assert.rejects(lap(env, 0), EpisodeLost);
  const step = { envIds: [1], actions: Float64Array.of(1, 2, 3) };
  await assert.rejects(
    env.step(step),
    (error) => error instanceof EpisodeLost && error.envIds[0] === 1 && error.reason === "killed by SIGKILL",
  );
  await assert.rejects(env.step(step), /no episode running/);
  assert.equal(await lap(env, 1), 0);
});

test("disposing it ends a restart that is under way", async () => {
  const { start } = mortals(0);
  let starts = 0;
  const starting = deferred<AbortSignal>();
  const slow = async (signal: AbortSignal): Promise<Env> => {
    starts += 1;
    if (starts === 1) return start();
    starting.resolve(signal);
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  };
  const env = await supervise({ start: slow, isFatal });
  await assert.rejects(lap(env), EpisodeLost);
  const waiting = assert.rejects(lap(env), /the environment was disposed/);
  assert.equal((await starting.promise).aborted, false);
  await env[Symbol.asyncDispose]();
  await waiting;
});

test("a simulator that comes back as another task is closed", async () => {
  const started: BowlEnv[] = [];
  const start = async (): Promise<Env> => {
    const finish = async (): Promise<void> => {
      throw new Gone("killed");
    };
    started.push(createBowlEnv({ size: 3 + started.length, finish }));
    return started.at(-1) as BowlEnv;
  };
  await using env = await supervise({ start, isFatal });
  await assert.rejects(lap(env), EpisodeLost);
  await assert.rejects(lap(env), /another task/);
  assert.deepEqual(
    started.map(({ closed }) => closed),
    [true, true],
  );
});

test("a link that ends is a simulator that is gone, unless told otherwise", async () => {
  await using first = await serve(countingEnv(), { endpoint: "ipc://*" });
  await using second = await serve(countingEnv(), { endpoint: "ipc://*" });
  const endpoints = [first.endpoint, second.endpoint];
  await using env = await supervise({ start: () => connect(endpoints.shift() as string) });
  await env.reset({ envIds: [0], seeds: [7] });
  await first.close();
  const step = { envIds: [0], actions: new Float64Array(2) };
  await assert.rejects(env.step(step), EpisodeLost);
  await env.reset({ envIds: [0], seeds: [8] });
  assert.deepEqual([...(await env.step(step)).observations], [8, 1, 0]);
});
