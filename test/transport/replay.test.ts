import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { Env } from "../../src/env/env.ts";
import { EpisodeLost } from "../../src/env/env.ts";
import type { RemoteEnv } from "../../src/env/remote.ts";
import { connect } from "../../src/env/remote.ts";
import { serve } from "../../src/env/serve.ts";
import { toWireSpec } from "../../src/env/wire.ts";
import { encodeReply, encodeRequest } from "../../src/transport/codec.ts";
import type { ReplyBody, RequestBody } from "../../src/transport/message.ts";
import { DEFAULT_LIMITS } from "../../src/transport/message.ts";
import { conversationsOf } from "../../src/transport/recorder/conversation.ts";
import { Recorder } from "../../src/transport/recorder/recorder.ts";
import { Replay } from "../../src/transport/recorder/replay.ts";
import { countingEnv, countingSpec } from "../support/counting-env.ts";
import { stepAnswer } from "../support/scripted-service.ts";

const folder = mkdtempSync(join(tmpdir(), "gaitway-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));

type Agent = (env: RemoteEnv) => Promise<unknown[]>;

/** An environment whose second step of environment 1 loses the episode. */
function failingEnv(): Env {
  let steps = 0;
  return countingEnv({
    episodeLength: 3,
    gate: async (envId) => {
      if (envId === 1 && ++steps === 2) throw new EpisodeLost([1], "its process ended by SIGKILL");
    },
  });
}

async function record(path: string, agent: Agent, env = failingEnv()): Promise<unknown[]> {
  await using server = await serve(env, { endpoint: "ipc://*", onWarning: () => {} });
  await using recorder = await Recorder.create(path);
  await using remote = await connect(server.endpoint, { record: recorder });
  return await agent(remote);
}

async function replay(path: string, agent: Agent): Promise<{ seen: unknown[]; outcome: unknown }> {
  await using replay = await Replay.open(path, "ipc://*");
  const env = await connect(replay.endpoint);
  try {
    const seen = await agent(env).finally(() => env[Symbol.asyncDispose]());
    return { seen, outcome: await replay.over };
  } catch (error) {
    return { seen: [error], outcome: await replay.over };
  }
}

/** What the environment said, errors included, in a form that compares bit for bit. */
async function told(answer: Promise<unknown>): Promise<unknown> {
  return await answer.catch((error: Error) => `${error.name}: ${error.message}`);
}

/** Two environments at once, an episode that ends, one that is lost, and errors. */
const agent: Agent = async (env) => {
  const seen: unknown[] = [];
  seen.push(await env.reset({ envIds: [0, 1], seeds: [7, 8], options: { friction: 0.25 } }));
  for (let i = 0; i < 4; i++) {
    const lanes = [0, 1].map((envId) => {
      const actions = Float64Array.of(0.1 * i, -0.3);
      return told(env.step({ envIds: [envId], actions }));
    });
    seen.push(await Promise.all(lanes));
  }
  seen.push(await told(env.step({ envIds: [2], actions: Float64Array.of(0, 0) })));
  return seen;
};

test("the program that was recorded sees the same again, bit for bit, with its errors and its lost episode", async () => {
  const path = join(folder, "same.mcap");
  const recorded = await record(path, agent);
  assert.match(JSON.stringify(recorded), /EpisodeLost: .*SIGKILL/);
  assert.match(JSON.stringify(recorded), /ResetNeeded/);
  const { seen, outcome } = await replay(path, agent);
  assert.deepEqual(seen, recorded);
  assert.deepEqual(outcome, { outcome: "complete", requests: 10 });
});

test("another action is a difference with its message, its element and both values", async () => {
  const path = join(folder, "other.mcap");
  await record(path, agent);
  const { seen, outcome } = await replay(path, async (env) => {
    await env.reset({ envIds: [0, 1], seeds: [7, 8], options: { friction: 0.25 } });
    return [await env.step({ envIds: [0], actions: Float64Array.of(0, -0.5) })];
  });
  const { message, ...difference } = outcome as { message: number };
  assert.deepEqual(difference, {
    outcome: "different",
    what: "step of environment 0",
    field: "tensors[0], element 1",
    recorded: "-0.3",
    received: "-0.5",
  });
  const expected = `step of environment 0 is not what message ${message} of the recording has: tensors[0], element 1 was -0.3 when it was recorded and is -0.5 now`;
  assert.ok((seen[0] as Error).message.startsWith(expected), (seen[0] as Error).message);
});

for (const [what, request, field] of [
  ["seed", { envIds: [0, 1], seeds: [7, 9], options: { friction: 0.25 } }, "seeds[1]"],
  ["option", { envIds: [0, 1], seeds: [7, 8], options: { friction: 0.5 } }, "options.friction"],
  ["environment", { envIds: [0], seeds: [7], options: { friction: 0.25 } }, "envIds[1]"],
] as const) {
  test(`another ${what} is a difference in ${field}`, async () => {
    const path = join(folder, `${what}.mcap`);
    await record(path, agent);
    const { outcome } = await replay(path, async (env) => [await env.reset(request)]);
    assert.equal((outcome as { field: string }).field, field);
  });
}

test("asking on after the end of the recording is a difference, leaving before it is told", async () => {
  const path = join(folder, "ends.mcap");
  const short: Agent = async (env) => [await env.reset({ envIds: [0], seeds: [1] })];
  await record(path, short);
  const longer = await replay(path, async (env) => {
    await short(env);
    return [await env.step({ envIds: [0], actions: Float64Array.of(0, 0) })];
  });
  assert.match(
    (longer.seen[0] as Error).message,
    /request was none any more when it was recorded and is step now/,
  );
  assert.deepEqual((await replay(path, async () => [])).outcome, {
    outcome: "left",
    requests: 0,
    recorded: 1,
  });
});

test("answers that overtook one another overtake one another again", async () => {
  const path = join(folder, "order.mcap");
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const env = countingEnv({ gate: (envId) => (envId === 0 ? held : Promise.resolve()) });
  const racing = (release: () => void): Agent => {
    return async (env) => {
      await env.reset({ envIds: [0, 1], seeds: [1, 2] });
      const order: unknown[] = [];
      const lanes = [0, 1].map(async (envId) => {
        await env.step({ envIds: [envId], actions: Float64Array.of(0, 0) });
        order.push(envId);
        if (envId === 1) release();
      });
      await Promise.all(lanes);
      return order;
    };
  };
  assert.deepEqual(await record(path, racing(letGo), env), [1, 0]);
  const { seen, outcome } = await replay(
    path,
    racing(() => {}),
  );
  assert.deepEqual(seen, [1, 0]);
  assert.deepEqual(outcome, { outcome: "complete", requests: 3 });
});

test("who was ready first is ready first again", async () => {
  const path = join(folder, "pool.mcap");
  // A simulator of uneven speed: every step takes another time, and whichever is ready first is.
  let steps = 0;
  const env = countingEnv({ gate: () => delay((7 * steps++) % 5) });
  const firstServed: Agent = async (env) => {
    const envIds = [0, 1, 2, 3];
    const order: unknown[] = [];
    await env.reset({ envIds, seeds: envIds });
    await env.send({ envIds, actions: new Float64Array(8) });
    for (let i = 0; i < 40; i++) {
      const ready = await env.recv(1);
      order.push(ready);
      await env.send({
        envIds: ready.envIds,
        actions: new Float64Array(2 * ready.envIds.length).fill(i / 40),
      });
    }
    return order;
  };
  const recorded = await record(path, firstServed, env);
  const { seen, outcome } = await replay(path, firstServed);
  assert.deepEqual(seen, recorded);
  assert.equal((outcome as { outcome: string }).outcome, "complete");
});

test("a program that connects twice is repeated connection by connection", async () => {
  const path = join(folder, "twice.mcap");
  const once = async (endpoint: string, seed: number, recorder?: Recorder): Promise<unknown> => {
    await using env = await connect(endpoint, { record: recorder });
    return await env.reset({ envIds: [0], seeds: [seed] });
  };
  const recorded: unknown[] = [];
  {
    await using server = await serve(countingEnv(), { endpoint: "ipc://*" });
    await using recorder = await Recorder.create(path);
    for (const seed of [1, 2]) recorded.push(await once(server.endpoint, seed, recorder));
  }
  await using again = await Replay.open(path, "ipc://*");
  const seen = [await once(again.endpoint, 1), await once(again.endpoint, 2)];
  assert.deepEqual(seen, recorded);
  assert.deepEqual(await again.over, { outcome: "complete", requests: 2 });
});

test("what was lost on the way and asked again is one request", async () => {
  const session = new Uint8Array(16);
  const step = { kind: "step", envIds: [0] } as const;
  const ask = (id: number, body: RequestBody) => encodeRequest(session, id, 1000, body, []);
  const answer = (id: number, body: ReplyBody) => encodeReply(session, id, body, []);
  const hello = { kind: "hello", packageVersion: "", capabilities: [], limits: DEFAULT_LIMITS } as const;
  const interval = { heartbeatIntervalMs: 250, missedHeartbeats: 4, spec: toWireSpec(countingSpec()) };
  const log = [
    ["reply", answer(1, { ...hello, ...interval })],
    ["request", ask(2, step)],
    ["request", ask(3, { kind: "resume", awaited: [2] })],
    ["reply", answer(3, { kind: "resume", unseen: [2], gone: [] })],
    ["request", ask(4, step)],
    ["reply", answer(4, stepAnswer(0, 0.5).body)],
  ] as const;
  async function* messages() {
    for (const [i, [direction, frames]] of log.entries())
      yield { number: i + 1, direction, connection: 1, time: i, frames };
  }
  const [conversation] = await conversationsOf(messages());
  assert.deepEqual(
    conversation!.exchanges.map(({ number, answer }) => [number, answer?.number]),
    [[5, 6]],
  );
});

test("a request that had no answer in time has none again", async () => {
  const path = join(folder, "timeout.mcap");
  const impatient: Agent = async (env) => {
    await env.reset({ envIds: [3], seeds: [1] });
    const step = { kind: "step", envIds: [3] } as const;
    const tensors = [{ dtype: "float64", shape: [1, 2], data: new Float64Array(2) }] as const;
    const late = env.channel.request(step, { tensors, timeoutMs: 100 });
    return [await late.catch((error: Error) => error.name)];
  };
  const env = countingEnv({ gate: () => new Promise(() => {}) });
  assert.deepEqual(await record(path, impatient, env), ["RequestTimeout"]);
  assert.deepEqual((await replay(path, impatient)).seen, ["RequestTimeout"]);
});
