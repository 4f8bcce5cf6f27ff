import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../../src/env/remote.ts";
import { serve } from "../../src/env/serve.ts";
import { countingEnv } from "../support/counting-env.ts";

test("an environment behind a wire answers as the environment itself does", async () => {
  await using server = await serve(countingEnv({ episodeLength: 2 }), { endpoint: "ipc://*" });
  await using env = await connect(server.endpoint);
  assert.equal(env.spec.name, "counting");
  const reset = await env.reset({ envIds: [2, 0], seeds: [7, 9] });
  assert.deepEqual([...reset.observations], [7, 0, 0, 9, 0, 0]);
  const step = await env.step({ envIds: [0, 2], actions: Float64Array.of(0.25, 0.5, -1, 0.25) });
  assert.deepEqual([...step.observations], [9, 1, 0.75, 7, 1, -0.75]);
  assert.deepEqual([...step.rewards], [0.75, -0.75]);
});
