/** Ends of episodes, actions out of bounds and lost simulators, as they reach an agent over a wire. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ResetNeeded } from "../../src/env/env.ts";
import { connect } from "../../src/env/remote.ts";
import { serve } from "../../src/env/serve.ts";
import { toWireSpec } from "../../src/env/wire.ts";
import { SpecMismatch } from "../../src/transport/errors.ts";
import type { StepReply } from "../../src/transport/message.ts";
import { Server } from "../../src/transport/server.ts";
import { type CountingOptions, countingEnv, countingSpec } from "../support/counting-env.ts";
import { scriptedService, stepAnswer } from "../support/scripted-service.ts";

async function pair(options: CountingOptions) {
  const local = countingEnv({ envCount: 3, ...options });
  const server = await serve(local, { endpoint: "ipc://*", onWarning: () => {} });
  const env = await connect(server.endpoint, { timeoutMs: 5_000 });
  const dispose = async () => {
    await env[Symbol.asyncDispose]();
    await server.close();
  };
  return { local, env, [Symbol.asyncDispose]: dispose };
}
const push = (...envIds: number[]) => ({ envIds, actions: new Float64Array(envIds.length * 2).fill(0.5) });

describe("the end of an episode", { timeout: 20_000 }, () => {
  test("in mode sameStep returns the next episode's first observation and the last one beside it", async () => {
    await using both = await pair({ autoresetMode: "sameStep", episodeLength: 2 });
    assert.equal(both.env.spec.autoresetMode, "sameStep");
    await both.env.reset({ envIds: [0, 1], seeds: [10, 20] });
    await both.env.step(push(1));
    const result = await both.env.step(push(0, 1));
    assert.deepEqual([...result.observations], [10, 1, 1, 21, 0, 0]);
    assert.deepEqual(result.final, { envIds: [1], observations: Float64Array.of(20, 2, 1) });
    assert.deepEqual(
      [result.terminated, result.reasons, [...result.rewards]],
      [
        [false, true],
        ["", "full"],
        [1, 1],
      ],
    );
    assert.equal("final" in (await both.env.step(push(1))), false);
  });

  test("in mode nextStep is followed by a step that only resets", async () => {
    await using both = await pair({ autoresetMode: "nextStep", episodeLength: 1 });
    await both.env.reset({ envIds: [0], seeds: [10] });
    assert.deepEqual([...(await both.env.step(push(0))).observations], [10, 1, 1]);
    const { observations, rewards, terminated } = await both.env.step(push(0));
    assert.deepEqual([...observations, ...rewards, terminated[0]], [11, 0, 0, 0, false]);
  });

  test("keeps its final observation in a result that was sent and received", async () => {
    await using both = await pair({ autoresetMode: "sameStep", episodeLength: 1 });
    await both.env.reset({ envIds: [0, 1, 2], seeds: [10, 20, 30] });
    await both.env.send(push(0, 1, 2));
    const { envIds, final } = await both.env.recv(3);
    assert.deepEqual([...envIds].sort(), [0, 1, 2]);
    const seeds = final!.envIds.map((envId, i) => [envId, final!.observations[3 * i]]);
    assert.deepEqual(seeds.sort(), [
      [0, 10],
      [1, 20],
      [2, 30],
    ]);
  });
});

describe("an action out of bounds of an environment that clips", { timeout: 20_000 }, () => {
  test("is taken at the nearest bound, and its environment named", async () => {
    await using both = await pair({ outOfBounds: "clip" });
    await both.env.reset({ envIds: [0, 1, 2], seeds: [1, 2, 3] });
    const actions = Float64Array.of(0.5, 0.5, 7, -0.5, -9, -0.25);
    const result = await both.env.step({ envIds: [2, 1, 0], actions });
    assert.deepEqual(
      [[...result.rewards], result.clipped],
      [
        [1, 0.5, -1.25],
        [1, 0],
      ],
    );
    assert.deepEqual([...actions], [0.5, 0.5, 7, -0.5, -9, -0.25]);
    assert.equal("clipped" in (await both.env.step(push(0))), false);
    await both.env.send({ envIds: [0, 1], actions: Float64Array.of(2, 0, 0, 0) });
    assert.deepEqual((await both.env.recv(2)).clipped, [0]);
  });

  test("is refused all the same when it is not finite", async () => {
    await using both = await pair({ outOfBounds: "clip" });
    await both.env.reset({ envIds: [0], seeds: [1] });
    await assert.rejects(
      both.env.step({ envIds: [0], actions: Float64Array.of(0, Infinity) }),
      /got Infinity/,
    );
  });
});

test("a simulator lost in a step is named, and the others of the step go on", {
  timeout: 20_000,
}, async () => {
  await using both = await pair({ lose: (envId, step) => envId === 1 && step === 2 });
  await both.env.reset({ envIds: [0, 1], seeds: [1, 2] });
  await both.env.step(push(0, 1));
  const result = await both.env.step(push(0, 1));
  assert.deepEqual(
    [result.lost, result.truncated, result.reasons, [...result.rewards], [...result.observations]],
    [[1], [false, true], ["", "it crashed"], [1, 0], [1, 2, 1, 2, 1, 1]],
  );
  await assert.rejects(both.env.step(push(1)), ResetNeeded);
  assert.equal((await both.env.step(push(0))).observations[1], 3);
});

describe("a server that lies is found out with its address, the environment and the field:", () => {
  const floats = (count: number) => ({
    dtype: "float64" as const,
    shape: [count, 3],
    data: new Float64Array(count * 3),
  });
  const lies: [string, Partial<StepReply>, number[], RegExp, "sameStep"?][] = [
    ["another environment", { envIds: [1] }, [1], /env_ids: expected environment 0, got 1/],
    ["two rows", {}, [2], /observations: expected one tensor float64 \[1, 3\], got float64 \[2, 3\]/],
    ["two tensors", {}, [1, 1], /observations: expected one tensor .* got float64 \[1, 3\], float64 \[1, 3\]/],
    ["a stranger clipped", { clippedEnvIds: [2] }, [1], /clipped_env_ids: environment 2 is not among environment 0/],
    ["a stranger lost", { lostEnvIds: [2] }, [1], /lost_env_ids: environment 2/],
    ["less than no time", { simulateSeconds: -1 }, [1], /simulate_seconds: expected a finite number of at least 0, got -1/],
    ["a time that is none", { simulateSeconds: Number.NaN }, [1], /simulate_seconds: .* got NaN/],
    ["a final observation it does not owe", { finalEnvIds: [0] }, [1, 1], /final_env_ids: environment 0 is named and was not reset/],
    ["no final observation", { terminated: [true] }, [1], /final_env_ids: environment 0 ended its episode and is missing/, "sameStep"],
    ["a stranger's final observation", { finalEnvIds: [1] }, [1, 1], /final_env_ids: environment 1 is not among/, "sameStep"],
  ]; // biome-ignore format: a table
  for (const [what, body, tensors, message, autoresetMode] of lies) {
    test(what, { timeout: 20_000 }, async () => {
      const service = scriptedService();
      const spec = toWireSpec(countingSpec(autoresetMode ? { autoresetMode } : {}));
      const answer = {
        body: { ...stepAnswer(0, 0).body, ...body } as StepReply,
        tensors: tensors.map(floats),
      };
      const lying = { ...service, hello: { capabilities: [], spec }, handle: async () => answer };
      await using server = await Server.open(lying, { endpoint: "ipc://*" });
      await using env = await connect(server.endpoint);
      await assert.rejects(env.step({ envIds: [0], actions: new Float64Array(2) }), (error) => {
        assert.ok(error instanceof SpecMismatch, String(error));
        assert.match(error.message, message);
        assert.ok(error.message.includes(`counting at ${server.endpoint}`));
        return true;
      });
    });
  }

  test("a result of an environment nothing was sent to", { timeout: 20_000 }, async () => {
    const service = scriptedService();
    const answer = { body: stepAnswer(1, 0).body, tensors: [floats(1)] };
    await using server = await Server.open(
      { ...service, handle: async () => answer },
      { endpoint: "ipc://*" },
    );
    await using env = await connect(server.endpoint);
    await assert.rejects(env.recv(1), /env_ids: nothing was sent to environment 1/);
  });
});
