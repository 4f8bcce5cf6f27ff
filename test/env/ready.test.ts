/** What is sent and what is received, when resets, refusals and other agents come in between. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EpisodeLost, InvalidRequest, ResetNeeded } from "../../src/env/env.ts";
import { connect } from "../../src/env/remote.ts";
import { serve } from "../../src/env/serve.ts";
import { type CountingOptions, countingEnv } from "../support/counting-env.ts";
import { deferred } from "../support/wait.ts";

async function pair(options: CountingOptions = {}) {
  const server = await serve(countingEnv(options), { endpoint: "ipc://*" });
  const env = await connect(server.endpoint, { timeoutMs: 5_000 });
  const dispose = async () => {
    await env[Symbol.asyncDispose]();
    await server.close();
  };
  return { server, env, [Symbol.asyncDispose]: dispose };
}
const push = (...envIds: number[]) => ({ envIds, actions: new Float64Array(envIds.length * 2).fill(0.25) });

describe("send and receive", { timeout: 20_000 }, () => {
  test("a result that came with the answer to a send is kept for the next receive", async () => {
    await using both = await pair();
    const { env } = both;
    await env.reset({ envIds: [0, 1], seeds: [1, 2] });
    await env.send(push(0));
    await env.send(push(1));
    const { envIds, observations } = await env.recv(2);
    assert.deepEqual([...envIds].sort(), [0, 1]);
    assert.deepEqual([...observations].sort(), [0.5, 0.5, 1, 1, 1, 2]);
  });

  test("what a reset episode still had to tell is told to nobody", async () => {
    const gates = [0, 1, 2].map(() => deferred());
    await using both = await pair({ gate: (envId) => gates[envId]!.promise });
    const { env } = both;
    await env.reset({ envIds: [0, 1, 2], seeds: [1, 2, 3] });
    await env.send(push(0, 1, 2));
    // 0 has a result in the pool, 1 is at its step, and both are reset.
    gates[0]!.resolve();
    const resetting = env.reset({ envIds: [0, 1], seeds: [10, 20] });
    gates[1]!.resolve();
    gates[2]!.resolve();
    await resetting;
    const first = await env.recv(3);
    assert.deepEqual([first.envIds, first.failures], [[2], []]);
    await env.send(push(0, 1));
    const { envIds, observations } = await env.recv(2);
    assert.deepEqual(
      envIds.map((envId, i) => [envId, observations[3 * i], observations[3 * i + 1]]).sort(),
      [[0, 10, 1], [1, 20, 1]], // biome-ignore format: a table
    );
  });

  test("what was received and not taken is dropped with its episode as well", async () => {
    await using both = await pair();
    const { env } = both;
    await env.reset({ envIds: [0, 1], seeds: [1, 2] });
    await env.send(push(0));
    // Its answer brings the result of environment 0, and perhaps its own.
    await env.send(push(1));
    await env.reset({ envIds: [0], seeds: [5] });
    assert.deepEqual((await env.recv(2)).envIds, [1]);
  });

  test("an environment whose result has not been received cannot be sent another action", async () => {
    const gate = deferred();
    await using both = await pair({ gate: () => gate.promise });
    const { env } = both;
    await env.reset({ envIds: [3], seeds: [1] });
    await env.send(push(3));
    await assert.rejects(
      env.send(push(3)),
      (error) =>
        error instanceof InvalidRequest && /environment 3 has a step under way; receive/.test(error.message),
    );
    gate.resolve();
    assert.deepEqual((await env.recv(1)).envIds, [3]);
  });

  test("a send that is refused leaves nothing under way", async () => {
    await using both = await pair();
    const { env } = both;
    await assert.rejects(env.send(push(1)), ResetNeeded);
    await env.reset({ envIds: [1], seeds: [1] });
    const wild = { envIds: [1], actions: Float64Array.of(0, 7) };
    await assert.rejects(env.send(wild), InvalidRequest);
    await env.send(push(1));
    assert.deepEqual((await env.recv(1)).envIds, [1]);
  });

  test("an episode that another agent ended is lost to who sends", async () => {
    await using both = await pair();
    await using other = await connect(both.server.endpoint);
    await both.env.reset({ envIds: [1], seeds: [1] });
    await other.reset({ envIds: [1], seeds: [5] });
    await assert.rejects(both.env.send(push(1)), EpisodeLost);
  });

  test("with nothing under way there is nothing to wait for", async () => {
    await using both = await pair();
    const { envIds, observations, failures } = await both.env.recv(1);
    assert.deepEqual([envIds, observations, failures], [[], new Float64Array(0), []]);
  });
});
