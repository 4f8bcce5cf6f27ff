import assert from "node:assert/strict";
import { test } from "node:test";
import { type Env, EpisodeLost } from "../../src/env/env.ts";
import { supervise, TooManyRestarts } from "../../src/env/supervise.ts";
import { type BowlEnv, createBowlEnv } from "../support/bowl-env.ts";

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
    /another task: expected actionSpace .*shape: \[ 3 \].*, found .*shape: \[ 4 \]/,
  );
});
