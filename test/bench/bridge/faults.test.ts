/** The long run of faults sees what it looks for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Env } from "../../../src/env/env.ts";
import { serve } from "../../../src/env/serve.ts";
import { pythonTest } from "../../support/python.ts";
import { runFaults } from "./faults.ts";
import { ledgerEnv } from "./ledger.ts";
import { keepLedger } from "./ledger-client.ts";

test("300 faults before the TypeScript server: every reply its own, no episode reset unsaid", {
  timeout: 60_000,
}, async () => {
  const run = await runFaults("TypeScript", 300);
  assert.deepEqual([run.wrongDeliveries, run.silentResets], [0, 0]);
  assert.ok(run.messageFaults + run.linkFaults >= 300 && run.lostAndTold > 0 && run.steps > 300);
});

pythonTest("300 faults before the Python server: every reply its own, no episode reset unsaid", async () => {
  const run = await runFaults("Python", 300);
  assert.deepEqual([run.wrongDeliveries, run.silentResets], [0, 0]);
});

async function tallyOf(env: Env, steps: number) {
  let asked = 0;
  const step: Env["step"] = (request) => {
    asked++;
    return env.step(request);
  };
  await using server = await serve({ ...env, step }, { endpoint: "ipc://*" });
  return await keepLedger(server.endpoint, 2, () => asked >= steps);
}

test("a server that answers with the last action instead of this one is counted as wrong deliveries", async () => {
  const env = ledgerEnv(2);
  let last = 0;
  const step: Env["step"] = async (request) => {
    const result = await env.step(request);
    [result.observations[2], last] = [last, result.observations[2] as number];
    return result;
  };
  const tally = await tallyOf({ ...env, step }, 20);
  assert.equal(tally.wrongDeliveries, tally.steps);
  assert.equal(tally.silentResets, 0);
});

test("a server that resets unasked, or takes a step twice, is counted as silent resets", async () => {
  for (const wrong of ["reset", "step"] as const) {
    const env = ledgerEnv(2);
    let taken = 0;
    const step: Env["step"] = async (request) => {
      if (++taken === 5 && wrong === "reset") await env.reset({ envIds: request.envIds, seeds: [77] });
      if (taken === 5 && wrong === "step") await env.step(request);
      return await env.step(request);
    };
    const tally = await tallyOf({ ...env, step }, 20);
    assert.ok(tally.silentResets > 0, wrong);
    assert.equal(tally.wrongDeliveries, 0);
  }
});
