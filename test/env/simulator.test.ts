import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { InvalidRequest } from "../../src/env/env.ts";
import { connect } from "../../src/env/remote.ts";
import { serve } from "../../src/env/serve.ts";
import { RemoteError, SpecMismatch } from "../../src/transport/errors.ts";
import { Server } from "../../src/transport/server.ts";
import { createBowlEnv } from "../support/bowl-env.ts";
import { countingEnv } from "../support/counting-env.ts";
import { scriptedService } from "../support/scripted-service.ts";
import { deferred } from "../support/wait.ts";

async function pair(local = countingEnv()) {
  const server = await serve(local, { endpoint: "ipc://*", onWarning: () => {} });
  const env = await connect(server.endpoint, { timeoutMs: 5_000 });
  const dispose = async () => {
    await env[Symbol.asyncDispose]();
    await server.close();
  };
  return { server, env, [Symbol.asyncDispose]: dispose };
}
const push = (envId: number) => ({ envIds: [envId], actions: Float64Array.of(0.5, 0.25) });

describe("the simulator behind a wire", { timeout: 20_000 }, () => {
  test("is rendered on request, an environment a picture", async () => {
    await using both = await pair();
    await both.env.reset({ envIds: [1, 3], seeds: [7, 9] });
    await both.env.step(push(3));
    const images = await both.env.render!([3, 1]);
    assert.deepEqual(
      images.map(({ width, height, pixels }) => [width, height, ...pixels]),
      [
        [1, 1, 9, 1, 0],
        [1, 1, 7, 0, 0],
      ],
    );
  });

  test("has properties that are read and written, and stay across resets", async () => {
    await using both = await pair();
    const { env } = both;
    await env.reset({ envIds: [0, 1], seeds: [1, 2] });
    await env.step(push(1));
    await env.properties!.write([1], { gravity: 1.62 });
    await env.reset({ envIds: [0], seeds: [1] });
    assert.deepEqual(await env.properties!.read([0, 1], ["gravity", "steps"]), [
      { gravity: 9.81, steps: 0 },
      { gravity: 1.62, steps: 1 },
    ]);
  });

  test("goes back to a state: the same actions then have the same results", async () => {
    await using both = await pair();
    const { env } = both;
    await env.reset({ envIds: [0, 2], seeds: [5, 6] });
    await env.step(push(2));
    const states = await env.state!.get([2]);
    const expected = await env.step(push(2));
    // Into another environment of the same kind, too.
    const { observations } = await env.state!.set([0], states);
    assert.deepEqual([...observations], [6, 1, 0.75]);
    assert.deepEqual((await env.step(push(0))).observations, expected.observations);
  });

  test("a state put into an environment nobody reset begins an episode there", async () => {
    await using both = await pair();
    const { env } = both;
    await env.reset({ envIds: [0], seeds: [5] });
    await env.state!.set([3], await env.state!.get([0]));
    assert.deepEqual([...(await env.step(push(3))).observations], [5, 1, 0.75]);
  });

  test("is not touched while it works, nor while another agent's episode runs in it", async () => {
    const gate = deferred();
    await using both = await pair(countingEnv({ gate: () => gate.promise }));
    const { env } = both;
    await env.reset({ envIds: [0], seeds: [5] });
    const stepping = env.step(push(0));
    await assert.rejects(env.state!.get([0]), /environment 0 is busy with an earlier request/);
    gate.resolve();
    await stepping;
    await using other = await connect(both.server.endpoint);
    await assert.rejects(other.render!([0]), /environment 0 runs an episode of another agent/);
    assert.equal((await other.render!([1])).length, 1);
  });

  const bad: [string, (env: Awaited<ReturnType<typeof pair>>["env"]) => Promise<unknown>, RegExp][] = [
    ["an unknown property", (env) => env.properties!.read([0], ["mass"]), /counting has no property "mass"; its properties are: gravity, steps/],
    ["writing what can only be read", (env) => env.properties!.write([0], { steps: 1 }), /"steps" can only be read/],
    ["a property of another kind", (env) => env.properties!.write([0], { gravity: "much" }), /expected a finite number, got much; nothing was written/],
    ["a property that is not finite", (env) => env.properties!.write([0], { gravity: NaN }), /expected a finite number, got NaN/],
    ["a picture of nobody", (env) => env.render!([9]), /from 0 to 3 of counting, got 9/],
    ["one state for two environments", (env) => env.state!.set([0, 1], [new Uint8Array(1)]), /one state for each of 2 environments, got 1/],
  ]; // biome-ignore format: a table
  for (const [what, ask, message] of bad) {
    test(`refuses ${what}`, async () => {
      await using both = await pair();
      await assert.rejects(
        ask(both.env),
        (error) => error instanceof InvalidRequest && message.test(error.message),
      );
    });
  }

  test("lacks what its environment lacks, and says so to who asks all the same", async () => {
    await using both = await pair(createBowlEnv());
    assert.deepEqual(
      [both.env.render, both.env.properties, both.env.state],
      [undefined, undefined, undefined],
    );
    await assert.rejects(
      both.env.channel.request({ kind: "getState", envIds: [0] }),
      (error) => error instanceof RemoteError && error.fault.code === "unsupported",
    );
  });

  test("refuses a picture of another mode", async () => {
    await using both = await pair();
    const ask = both.env.channel.request({ kind: "render", envIds: [0], mode: "ansi" });
    await assert.rejects(ask, /counting renders "rgb_array", not "ansi"/);
  });

  test("that lies about its pictures, properties or states is found out", async () => {
    const service = scriptedService();
    const hello = { ...service.hello, capabilities: ["render", "properties", "state"] };
    const flat = { dtype: "uint8" as const, shape: [3], data: new Uint8Array(3) };
    service.script = async ({ body }) => {
      if (body.kind === "render") return { body: { kind: "render", envIds: [0] }, tensors: [flat] };
      if (body.kind === "getState") return { body: { kind: "getState", envIds: [1] }, tensors: [flat] };
      return { body: { kind: "readProperties", envs: [{}] }, tensors: [] };
    };
    await using server = await Server.open(
      { ...service, hello, handle: (request) => service.script(request) },
      { endpoint: "ipc://*" },
    );
    await using env = await connect(server.endpoint);
    const lies: [Promise<unknown>, RegExp][] = [
      [env.render!([0]), /tensors: expected a picture uint8 \[height, width, 3\], got uint8 \[3\]/],
      [env.state!.get([0]), /env_ids: expected environment 0, got 1/],
      [env.properties!.read([0], ["gravity"]), /envs: environment 0 does not say its gravity/],
    ];
    for (const [lie, message] of lies) {
      await assert.rejects(lie, (error) => {
        assert.ok(error instanceof SpecMismatch);
        assert.match(error.message, message);
        assert.match(error.message, new RegExp(`counting at ${server.endpoint}`));
        return true;
      });
    }
  });
});
