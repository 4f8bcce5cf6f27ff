import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type Env, InvalidRequest, ResetNeeded } from "../../../src/env/env.ts";
import type { BoxSpace } from "../../../src/env/space.ts";
import { aroundCycle, type Cycle } from "../../../src/env/wrappers/around-cycle.ts";
import { type CountingOptions, countingEnv } from "../../support/counting-env.ts";
import { echoEnv } from "../../support/spaces.ts";
import { drive, walk } from "./drive.ts";

/** A sawtooth: its value tells the time. The counting environment's control period is 0.5 s, so the phase goes by thirds of a turn. */
const saw: Cycle = {
  name: "a saw",
  period: 1.5,
  at: (seconds, out) => out.fill(sawAt(seconds)),
};
const sawAt = (seconds: number): number => 0.4 * ((seconds / 1.5) % 1);

/** One element an action, so that the reward is what the environment was asked for; observed are seed, steps and that again. */
const around = (options: CountingOptions = {}, reach = 0.5, cycle = saw) =>
  aroundCycle(countingEnv({ actionSize: 1, envCount: 3, ...options }), { cycle, reach });

const act = (...rows: (readonly [envId: number, offset: number])[]) => ({
  envIds: rows.map(([envId]) => envId),
  actions: Float64Array.from(rows, ([, offset]) => offset),
});

function assertPhase(observed: Float64Array, steps: number): void {
  const angle = (2 * Math.PI * steps * 0.5) / 1.5;
  assert.ok(Math.abs(observed[0]! - Math.sin(angle)) < 1e-12, `sine after ${steps}: ${observed[0]}`);
  assert.ok(Math.abs(observed[1]! - Math.cos(angle)) < 1e-12, `cosine after ${steps}: ${observed[1]}`);
}

describe("an environment around a cycle", () => {
  test("plays the cycle as it is where nothing is asked for, and each step is where the motion is at its end", async () => {
    const env = around();
    await env.reset({ envIds: [1], seeds: [1] });
    const asked: number[] = [];
    for (let step = 0; step < 5; step++) asked.push(...(await env.step(act([1, 0]))).rewards);
    assert.deepEqual(asked, [0.5, 1, 1.5, 2, 2.5].map(sawAt));
  });

  test("says what its offsets are, what else is observed, and by its version what it is around", () => {
    const { spec } = around({ actionSize: 2 }, 0.25);
    const { low, high, names, units } = spec.actionSpace;
    assert.deepEqual([[...low], [...high]], [[-0.25, -0.25], [0.25, 0.25]]); // biome-ignore format: one line
    assert.deepEqual([names, units], [["push 0Offset", "push 1Offset"], ["1", "1"]]); // biome-ignore format: one line
    const seen = spec.observationSpace;
    assert.deepEqual([seen.shape, seen.names.slice(3)], [[5], ["phaseSine", "phaseCosine"]]);
    assert.deepEqual([[...seen.low.slice(3)], [...seen.high.slice(3)], seen.units.length], [[-1, -1], [1, 1], 5]); // biome-ignore format: one line
    assert.deepEqual([spec.name, spec.version], ["counting", "1 around a saw ±0.25"]);
  });

  test("keeps to the phase of each environment on any walk, through resets, lost episodes and requests for some", async () => {
    await fc.assert(
      fc.asyncProperty(walk(3), async (steps) => {
        const lose = (envId: number, step: number) => envId === 2 && step === 2;
        const env = around({ lose, episodeLength: 4 });
        const offsets: number[] = [];
        const watched: Env = {
          ...env,
          async step(request) {
            const result = await env.step(request);
            offsets.push(request.actions[0]!);
            return result;
          },
        };
        const taken = new Map<number, number>();
        for (const { kind, result } of await drive(watched, steps)) {
          const offset = kind === "step" ? offsets.shift()! : 0;
          for (const [i, envId] of result.envIds.entries()) {
            const before = taken.get(envId) ?? 0;
            const isLost = kind === "step" && result.lost?.includes(envId) === true;
            const now = kind === "reset" ? 0 : before + (isLost ? 0 : 1);
            taken.set(envId, now);
            const row = result.observations.subarray(5 * i, 5 * i + 5);
            assert.equal(row[1], now);
            assertPhase(row.subarray(3), now);
            if (kind === "step" && !isLost)
              assert.equal(result.rewards[i], sawAt(0.5 * (before + 1)) + offset);
          }
        }
      }),
    );
  });

  test("adds offsets to the motion, and stays inside the bounds there were", async () => {
    const high: Cycle = { ...saw, at: (_, out) => out.fill(0.75) };
    const env = around({}, 0.5, high);
    await env.reset({ envIds: [0, 1, 2], seeds: [1, 2, 3] });
    const { rewards, clipped } = await env.step(act([2, 0.5], [0, 0.125], [1, -0.5]));
    assert.deepEqual([[...rewards], clipped], [[1, 0.875, 0.25], undefined]);
  });

  test("refuses offsets beyond its reach, and clips and names them where the environment does", async () => {
    const strict = around();
    await strict.reset({ envIds: [0], seeds: [1] });
    await assert.rejects(
      strict.step(act([0, 0.6])),
      /environment 0, element 0 "push 0Offset": expected a number from -0.5 to 0.5, got 0.6/,
    );
    // Nothing was applied: the motion is where it was.
    assert.deepEqual([...(await strict.step(act([0, 0]))).rewards], [sawAt(0.5)]);
    const lenient = around({ outOfBounds: "clip" });
    await lenient.reset({ envIds: [0, 1], seeds: [1, 2] });
    const { rewards, clipped } = await lenient.step(act([0, 0.1], [1, -7]));
    assert.deepEqual([[...rewards], clipped], [[sawAt(0.5) + 0.1, sawAt(0.5) - 0.5], [1]]);
    await assert.rejects(lenient.step(act([0, Number.NaN])), InvalidRequest);
  });

  test("goes back with its state to the phase there was, and on from there bit for bit", async () => {
    const env = around();
    await env.reset({ envIds: [0, 1], seeds: [1, 2] });
    const first = await env.step(act([0, 0.1]));
    const states = await env.state!.get([0]);
    const goOn = async () => [await env.step(act([0, 0.2])), await env.step(act([0, -0.3]))];
    const expected = await goOn();
    assert.deepEqual((await env.state!.set([0], states)).observations, first.observations);
    assert.deepEqual(await goOn(), expected);
    await assert.rejects(
      env.state!.set([0], [new Uint8Array(3)]),
      /3 bytes is none that aroundCycle once gave/,
    );
  });

  test("shows the phase in the precision of the observation", async () => {
    const env = around({ dtype: "float32" });
    await env.reset({ envIds: [0], seeds: [1] });
    const { observations } = await env.step(act([0, 0]));
    assert.equal(observations[3], Math.fround(observations[3]!));
    assert.ok(Math.abs(observations[3]! - Math.sin((2 * Math.PI) / 3)) < 1e-7);
  });

  test("refuses what it cannot go around", async () => {
    assert.throws(
      () => around({ autoresetMode: "sameStep" }),
      /aroundCycle expects .* autoresetMode disabled; counting has sameStep/,
    );
    assert.throws(() => around({}, 0), /reach to be a finite number above 0, got 0/);
    assert.throws(() => around({}, 1, { ...saw, period: Number.NaN }), /the period of the cycle .* got NaN/);
    const choice = { type: "discrete", count: 2, start: 0, names: [] } as const;
    const chosen = echoEnv(choice, 1, Int32Array.of(0)) as never;
    assert.throws(() => aroundCycle(chosen, { cycle: saw, reach: 1 }), /box of floats, got a discrete space/);
    const line: BoxSpace = {
      type: "box", dtype: "float64", shape: [1], low: Float64Array.of(-1), high: Float64Array.of(1), names: [], units: [],
    }; // biome-ignore format: one line
    const whole = echoEnv(line, 1, Float64Array.of(0)) as never;
    assert.throws(() => aroundCycle(whole, { cycle: saw, reach: 1 }), /an action of echo is a whole episode/);
    await assert.rejects(around().step(act([0, 0])), ResetNeeded);
  });
});
