import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../../src/env/remote.ts";
import { serve } from "../../src/env/serve.ts";
import { Recorder } from "../../src/transport/recorder/recorder.ts";
import { Folder } from "../support/command.ts";
import { countingEnv } from "../support/counting-env.ts";

/** One environment, one step of `push`. */
async function walk(endpoint: string, push: number, record?: Recorder): Promise<unknown> {
  const env = await connect(endpoint, { record });
  try {
    await env.reset({ envIds: [0], seeds: [7] });
    return await env.step({ envIds: [0], actions: Float64Array.of(push, 0) });
  } finally {
    await env[Symbol.asyncDispose]();
  }
}

async function recordedIn(folder: Folder): Promise<unknown> {
  await using server = await serve(countingEnv(), { endpoint: "ipc://*" });
  await using recorder = await Recorder.create(folder.file("bug.mcap"));
  return await walk(server.endpoint, 0.5, recorder);
}

test("gaitway replay serves a recording once and says how that went", { timeout: 60_000 }, async () => {
  await using folder = await Folder.create();
  const recorded = await recordedIn(folder);
  const serving = folder.start("replay", "bug.mcap", "--json");
  const [, endpoint = ""] = await serving.shows(/"endpoint":"([^"]+)"/);
  assert.deepEqual(await walk(endpoint, 0.5), recorded);
  const { code, stdout } = await serving.finished;
  assert.equal(code, 0);
  assert.match(stdout, /\{"outcome":"complete","requests":2\}\n$/);
});

test("gaitway replay ends with 1 where the agent does something else, and says what", {
  timeout: 60_000,
}, async () => {
  await using folder = await Folder.create();
  await recordedIn(folder);
  const serving = folder.start("replay", "bug.mcap");
  const [, endpoint = ""] = await serving.shows(/on (ipc:\S+);/);
  await assert.rejects(walk(endpoint, 0.25), { name: "InvalidRequest" });
  const { code, stdout } = await serving.finished;
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^message \d+, step of environment 0: tensors\[0\], element 0 was 0\.5 when it was recorded and is 0\.25 now\n$/,
  );
});

test("gaitway replay --list prints the conversation, and what is no recording says so", {
  timeout: 60_000,
}, async () => {
  await using folder = await Folder.create();
  await recordedIn(folder);
  const { stdout } = await folder.run("replay", "bug.mcap", "--list");
  const kinds = [...stdout.matchAll(/([→←]) (\w+) #/g)].map(([, arrow, kind]) => `${arrow} ${kind}`);
  assert.deepEqual(
    kinds.filter((line) => !line.includes("heartbeat")),
    ["hello", "reset", "step", "bye"].flatMap((kind) => [`→ ${kind}`, `← ${kind}`]),
  );
  assert.match(stdout, /step #3 {2}envIds \[0\] {2}rewards \[0\.5\] {2}float64\[1×3\] \[7, 1, 0\.5\]/);
  const missing = await folder.run("replay", "nothing.mcap");
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /cannot read nothing\.mcap: .*expected a file made with --record/);
});
