import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ResetNeeded } from "../../../src/env/env.ts";
import { timeLimit } from "../../../src/env/wrappers/time-limit.ts";
import { countingEnv } from "../../support/counting-env.ts";
import { drive, walk } from "./drive.ts";

const push = (...envIds: number[]) => ({ envIds, actions: new Float64Array(envIds.length * 2) });

describe("a time limit", () => {
  test("truncates each environment after exactly its own number of steps, and says why", async () => {
    const env = timeLimit(countingEnv({ envCount: 2 }), { maxSteps: 2 });
    await env.reset({ envIds: [0, 1], seeds: [1, 2] });
    assert.deepEqual((await env.step(push(0))).truncated, [false]);
    const { truncated, terminated, reasons } = await env.step(push(1, 0));
    assert.deepEqual(
      [truncated, terminated, reasons],
      [
        [false, true],
        [false, false],
        ["", "time limit"],
      ],
    );
    await assert.rejects(env.step(push(0)), (error) => error instanceof ResetNeeded && error.envId === 0);
    assert.deepEqual((await env.step(push(1))).reasons, ["time limit"]);
    await env.reset({ envIds: [0], seeds: [3] });
    assert.deepEqual((await env.step(push(0))).truncated, [false]);
  });

  test("leaves an episode that ends by itself at that step alone", async () => {
    const env = timeLimit(countingEnv({ episodeLength: 2 }), { maxSteps: 2 });
    await env.reset({ envIds: [0], seeds: [1] });
    await env.step(push(0));
    const { truncated, terminated, reasons } = await env.step(push(0));
    assert.deepEqual([truncated, terminated, reasons], [[false], [true], ["full"]]);
  });

  test("holds on any walk: no episode is longer, none that is truncated is shorter", async () => {
    await fc.assert(
      fc.asyncProperty(walk(3), fc.integer({ min: 1, max: 4 }), async (steps, maxSteps) => {
        const lose = (envId: number, step: number) => envId === 2 && step === 2;
        const taken = new Map<number, number>();
        for (const event of await drive(timeLimit(countingEnv({ envCount: 3, lose }), { maxSteps }), steps)) {
          for (const [i, envId] of event.result.envIds.entries()) {
            taken.set(envId, event.kind === "reset" ? 0 : taken.get(envId)! + 1);
            if (event.kind === "reset" || event.result.lost?.includes(envId)) continue;
            assert.equal(event.result.truncated[i], taken.get(envId) === maxSteps);
          }
        }
      }),
    );
  });

  test("goes back with its state to the steps that were taken then", async () => {
    const env = timeLimit(countingEnv({ envCount: 2 }), { maxSteps: 3 });
    await env.reset({ envIds: [0, 1], seeds: [1, 2] });
    await env.step(push(0));
    const states = await env.state!.get([0]);
    await env.step(push(0));
    await env.step(push(0));
    await env.state!.set([0], states);
    assert.deepEqual((await env.step(push(0))).truncated, [false]);
    assert.deepEqual((await env.step(push(0))).truncated, [true]);
    await assert.rejects(
      env.state!.set([0], [new Uint8Array(3)]),
      /3 bytes is none that timeLimit once gave/,
    );
  });

  test("refuses what it cannot keep", () => {
    const resetsItself = countingEnv({ autoresetMode: "nextStep" });
    assert.throws(
      () => timeLimit(resetsItself, { maxSteps: 5 }),
      /timeLimit expects .* autoresetMode disabled; counting has nextStep/,
    );
    assert.throws(() => timeLimit(countingEnv(), { maxSteps: 0 }), /whole number from 1, got 0/);
  });
});
