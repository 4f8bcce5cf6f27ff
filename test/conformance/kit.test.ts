/** The conformance kit finds nothing wrong with servers that are right. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { faultChecks, wireChecks } from "../../src/conformance/all-checks.ts";
import type { Check, CheckResult } from "../../src/conformance/check.ts";
import { runChecks } from "../../src/conformance/run.ts";
import { serve } from "../../src/env/serve.ts";
import { countingEnv } from "../support/counting-env.ts";

async function results(endpoint: string, checks: readonly Check[]): Promise<CheckResult[]> {
  const all = [];
  for await (const result of runChecks(endpoint, checks)) all.push(result);
  return all;
}

function failuresOf(all: readonly CheckResult[]): string[] {
  return all.flatMap((result) =>
    result.status === "failed"
      ? [
          `${result.check.group}: ${result.check.name}\n  expected ${result.expected}\n  seen ${result.seen}\n  cause ${result.cause}`,
        ]
      : [],
  );
}

test("the TypeScript server passes", { timeout: 60_000 }, async () => {
  await using server = await serve(countingEnv({ episodeLength: 6 }), {
    endpoint: "ipc://*",
    onWarning: () => {},
  });
  const all = await results(server.endpoint, wireChecks);
  assert.deepEqual(failuresOf(all), []);
});

test("the TypeScript server survives every fault", { timeout: 60_000 }, async () => {
  await using server = await serve(countingEnv({ episodeLength: 6 }), {
    endpoint: "tcp://127.0.0.1:*",
    onWarning: () => {},
  });
  const all = await results(server.endpoint, faultChecks);
  assert.deepEqual(failuresOf(all), []);
});
