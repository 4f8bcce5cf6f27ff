import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Env, StepResult } from "../../src/env/env.ts";
import { EpisodeLost, ResetNeeded } from "../../src/env/env.ts";
import { connect } from "../../src/env/remote.ts";
import { serve } from "../../src/env/serve.ts";
import { countingEnv } from "../support/counting-env.ts";

/** A counting environment whose steps of environment 1 are spoiled. */
function spoiled(spoil: (result: StepResult) => Partial<StepResult>): Env {
  const env = countingEnv();
  return {
    ...env,
    async step(request, signal) {
      const result = await env.step(request, signal);
      return request.envIds.includes(1) ? { ...result, ...spoil(result) } : result;
    },
  };
}

const push = (...envIds: number[]) => ({ envIds, actions: new Float64Array(envIds.length * 2) });

describe("an environment that returns what its spec does not allow loses the episode, and says what it was:", () => {
  const faults: [string, (result: StepResult) => Partial<StepResult>, RegExp][] = [
    ["NaN", () => ({ observations: Float64Array.of(0, NaN, 0) }), /observation of environment 1, element 1 "reading 1": expected a number from -Infinity to Infinity, got NaN/],
    ["another shape", () => ({ observations: new Float64Array(2) }), /observation: expected 1 rows of 3 numbers, 3 in all, got 2/],
    ["another type", () => ({ observations: new Float32Array(3) as never }), /observation: expected a Float64Array, got a Float32Array/],
    ["no reward", () => ({ rewards: new Float64Array(0) }), /reward of environment 1: expected a finite number, got undefined/],
    ["an infinite reward", () => ({ rewards: Float64Array.of(Infinity) }), /reward of environment 1: .* got Infinity/],
    ["results of another", () => ({ envIds: [2] }), /expected results of environment 1, got those of 2/],
  ]; // biome-ignore format: a table
  for (const [what, spoil, message] of faults) {
    test(what, { timeout: 20_000 }, async () => {
      await using server = await serve(spoiled(spoil), { endpoint: "ipc://*" });
      await using env = await connect(server.endpoint);
      await env.reset({ envIds: [0, 1], seeds: [1, 2] });
      await assert.rejects(env.step(push(1)), (error) => {
        assert.ok(error instanceof EpisodeLost, String(error));
        assert.deepEqual(error.envIds, [1]);
        assert.match(error.reason, message);
        return true;
      });
      await assert.rejects(env.step(push(1)), ResetNeeded);
      assert.equal((await env.step(push(0))).observations[1], 1);
      await env.reset({ envIds: [1], seeds: [3] });
      await env.send(push(0, 1));
      const { envIds, failures } = await env.recv(2);
      assert.deepEqual(envIds, [0]);
      assert.ok(failures[0] instanceof EpisodeLost && message.test(failures[0].reason));
    });
  }
});
