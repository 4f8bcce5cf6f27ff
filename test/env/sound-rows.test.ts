import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EpisodeLost, ResetNeeded, type StepResult } from "../../src/env/env.ts";
import { connect, type RemoteEnv } from "../../src/env/remote.ts";
import { supervise } from "../../src/env/supervise.ts";
import type { StepReply } from "../../src/transport/message.ts";
import { Server } from "../../src/transport/server.ts";
import type { Answer } from "../../src/transport/service.ts";
import { scriptedService, stepAnswer } from "../support/scripted-service.ts";

const push = (...envIds: number[]) => ({ envIds, actions: new Float64Array(envIds.length * 2) });
const remedy = "; report it to the server's author, with what `gaitway check` says of it";
const lie = (words: string) => `the server sent what its spec does not allow: ${words}${remedy}`;

interface Lies {
  observations?: number[];
  step?: Partial<StepReply>;
  reset?: number[];
}

/** A server whose environments are reset to 1, 2, 3 and step to 4, 5, 6, unless it lies about environment 1. */
function lyingServer(lies: Lies) {
  const service = scriptedService();
  const rows = (envIds: readonly number[], truth: number[], lie = truth): Answer["tensors"] => [
    {
      dtype: "float64",
      shape: [envIds.length, 3],
      data: Float64Array.from(envIds.flatMap((envId) => (envId === 1 ? lie : truth))),
    },
  ];
  const sent: number[] = [];
  service.script = async ({ body }) => {
    if (body.kind === "reset")
      return {
        body: { kind: "reset", envIds: body.envIds },
        tensors: rows(body.envIds, [1, 2, 3], lies.reset),
      };
    if (body.kind !== "step") throw new Error(`nobody asks for ${body.kind}`);
    sent.push(...body.envIds);
    const envIds = body.envIds.length > 0 ? body.envIds : sent.splice(0);
    if (body.envIds.length > 0 && body.minBatch === 0) return { body: { ...stepAnswer(0, 0).body, envIds: [], rewards: [], terminated: [], truncated: [] } as StepReply, tensors: [] }; // biome-ignore format: nothing yet
    const flags = envIds.map(() => false);
    const reply = {
      ...stepAnswer(0, 0).body,
      envIds,
      rewards: envIds.map(() => 7),
      terminated: flags,
      truncated: flags,
    };
    const spoiled = envIds.includes(1) ? lies.step : {};
    return {
      body: { ...reply, ...spoiled } as StepReply,
      tensors: rows(envIds, [4, 5, 6], lies.observations),
    };
  };
  return Server.open(service, { endpoint: "ipc://*" });
}

function requireLost(result: StepResult, reason: string): void {
  const row = result.envIds.indexOf(1);
  const at = <T>(values: ArrayLike<T>): T => values[row] as T;
  const other = result.envIds.indexOf(0);
  assert.deepEqual(result.lost, [1]);
  assert.deepEqual(
    [at(result.terminated), at(result.truncated), at(result.rewards), at(result.reasons)],
    [false, true, 0, reason],
  );
  assert.deepEqual([...result.observations.subarray(3 * row, 3 * row + 3)], [1, 2, 3]);
  assert.deepEqual([...result.observations.subarray(3 * other, 3 * other + 3)], [4, 5, 6]);
  assert.deepEqual([result.truncated[other], result.rewards[other], result.reasons[other]], [false, 7, ""]);
}

const cases: [string, Lies, string][] = [
  ["a NaN", { observations: [4, Number.NaN, 6] }, 'observation of environment 1, element 1 "reading 1": expected a number from -Infinity to Infinity, got NaN'],
  ["an infinite reward", { step: { rewards: [7, Infinity] } }, "reward of environment 1: expected a finite number, got Infinity"],
  ["a NaN beside the end of an episode", { observations: [4, 5, Number.NaN], step: { terminated: [false, true] } }, 'observation of environment 1, element 2 "reading 2": expected a number from -Infinity to Infinity, got NaN'],
]; // biome-ignore format: a table

describe("a server that sends what its spec does not allow costs that environment its episode:", () => {
  for (const [what, lies, words] of cases) {
    test(`${what}, in lock step`, { timeout: 20_000 }, async () => {
      await using server = await lyingServer(lies);
      await using env = await connect(server.endpoint);
      await env.reset({ envIds: [0, 1], seeds: [1, 2] });
      requireLost(await env.step(push(0, 1)), lie(words));
      await assert.rejects(
        env.step(push(0, 1)),
        (error) => error instanceof ResetNeeded && error.envId === 1,
      );
      await assert.rejects(env.send(push(1)), ResetNeeded);
      assert.equal((await env.step(push(0))).observations[0], 4);
      await env.reset({ envIds: [1], seeds: [3] });
      requireLost(await env.step(push(0, 1)), lie(words));
    });

    test(`${what}, first ready`, { timeout: 20_000 }, async () => {
      await using server = await lyingServer(lies);
      await using env = await connect(server.endpoint);
      await env.reset({ envIds: [0, 1], seeds: [1, 2] });
      await env.send(push(0, 1));
      requireLost(await env.recv(2), lie(words));
    });
  }

  test("beside one that the server itself calls lost", { timeout: 20_000 }, async () => {
    const step = { truncated: [true, false], lostEnvIds: [0], reasons: ["it crashed", ""] };
    await using server = await lyingServer({ observations: [Number.NaN, 0, 0], step });
    await using env = await connect(server.endpoint);
    await env.reset({ envIds: [0, 1], seeds: [1, 2] });
    const { lost, reasons, truncated } = await env.step(push(0, 1));
    assert.deepEqual([lost, truncated, reasons[0]], [[0, 1], [true, true], "it crashed"]);
    assert.match(reasons[1] as string, /environment 1, element 0 .* got NaN/);
  });

  test("an observation to begin with", { timeout: 20_000 }, async () => {
    await using server = await lyingServer({ reset: [0, 0, Infinity] });
    await using env = await connect(server.endpoint);
    await assert.rejects(env.reset({ envIds: [0, 1], seeds: [1, 2] }), (error) => {
      assert.ok(error instanceof EpisodeLost, String(error));
      assert.deepEqual(error.envIds, [1]);
      assert.match(error.reason, /observation of environment 1, element 2 .* got Infinity/);
      return true;
    });
    await assert.rejects(env.step(push(1)), ResetNeeded);
    assert.equal((await env.step(push(0))).observations[0], 4);
  });

  test("an observation of a state it was put into", { timeout: 20_000 }, async () => {
    const service = scriptedService(["state"]);
    const data = Float64Array.of(1, 2, 3, 4, Number.NaN, 6);
    service.script = async ({ body }) => {
      if (body.kind !== "setState") throw new Error(`nobody asks for ${body.kind}`);
      const { envIds } = body;
      return { body: { kind: "setState", envIds }, tensors: [{ dtype: "float64", shape: [2, 3], data }] };
    };
    await using server = await Server.open(service, { endpoint: "ipc://*" });
    await using env = await connect(server.endpoint);
    const states = [Uint8Array.of(1), Uint8Array.of(2)];
    await assert.rejects(
      env.state!.set([0, 1], states),
      (error) => error instanceof EpisodeLost && error.envIds.join() === "1",
    );
    await assert.rejects(env.step(push(1)), ResetNeeded);
  });

  test("and nobody starts the server again for it", { timeout: 20_000 }, async () => {
    await using server = await lyingServer(cases[0]![1]);
    const started: RemoteEnv[] = [];
    const start = async () => {
      started.push(await connect(server.endpoint));
      return started.at(-1) as RemoteEnv;
    };
    await using env = await supervise({ start });
    await env.reset({ envIds: [0, 1], seeds: [1, 2] });
    requireLost(await env.step(push(0, 1)), lie(cases[0]![2]));
    await env.reset({ envIds: [1], seeds: [1] });
    assert.equal(started.length, 1);
  });
});
