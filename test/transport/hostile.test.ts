import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Dealer } from "zeromq";
import { connect } from "../../src/env/remote.ts";
import { serve } from "../../src/env/serve.ts";
import { encodeRequest } from "../../src/transport/codec.ts";
import { countingEnv } from "../support/counting-env.ts";
import { requestBody, requestId, session, tensors, timeToLiveMs } from "../support/messages.ts";
import { mutate, pick, xorshift } from "../support/mutate.ts";
import { until } from "../support/wait.ts";

test("a server under 10,000 broken messages serves its agents as if there were none", {
  timeout: 30_000,
}, async () => {
  await using server = await serve(countingEnv(), { endpoint: "ipc://*", onWarning: () => {} });
  await using env = await connect(server.endpoint);
  await env.reset({ envIds: [0], seeds: [1] });
  const corpus = fc
    .sample(fc.tuple(session, requestId, timeToLiveMs, requestBody, tensors), { numRuns: 100, seed: 4 })
    .map(([token, id, ttl, body, sent]) => encodeRequest(token, id, ttl, body, sent));
  const random = xorshift(7);
  const hostile = new Dealer({ linger: 0 });
  hostile.connect(server.endpoint);
  const rssBefore = process.memoryUsage().rss;
  for (let sent = 0; sent < 10_000; sent++) {
    const frames = mutate(pick(corpus, random), pick(corpus, random), random);
    if (frames.length > 0) await hostile.send(frames);
    if (sent % 100 === 0) await env.step({ envIds: [0], actions: Float64Array.of(0.5, 0.25) });
  }
  // 100 steps were taken between the broken messages; one more comes after them.
  const { observations, rewards } = await env.step({ envIds: [0], actions: Float64Array.of(0.5, 0.25) });
  assert.deepEqual([...observations, ...rewards], [1, 101, 0.75, 0.75]);
  await until("most of it dropped", () => server.dropped.foreign + server.dropped.malformed > 1_000);
  assert.deepEqual(env.channel.dropped, { late: 0, foreign: 0, malformed: 0 });
  assert.ok(process.memoryUsage().rss - rssBefore < 200e6, "memory grew by more than 200 MB");
  hostile.close();
});

test("50,000 steps leave nothing behind", { timeout: 60_000 }, async () => {
  await using server = await serve(countingEnv(), { endpoint: "inproc://growth" });
  await using env = await connect(server.endpoint);
  await env.reset({ envIds: [0], seeds: [1] });
  const run = async (steps: number) => {
    for (let i = 0; i < steps; i++) await env.step({ envIds: [0], actions: Float64Array.of(0.5, 0.25) });
  };
  await run(10_000);
  const rssBefore = process.memoryUsage().rss;
  await run(40_000);
  const grownMb = (process.memoryUsage().rss - rssBefore) / 1e6;
  assert.ok(grownMb < 50, `resident set grew by ${grownMb} MB`);
});
