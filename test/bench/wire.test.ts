import assert from "node:assert/strict";
import { test } from "node:test";
import { benchWire } from "./wire.ts";

test("the wire benchmark measures both ways of asking the same number of times", {
  timeout: 20_000,
}, async () => {
  const { bare, gaitway, ratio, samples } = await benchWire({ blocks: 2, blockSize: 50 });
  assert.equal(samples, 100);
  assert.ok(bare.p50 > 0 && bare.p50 <= bare.p99);
  assert.ok(gaitway.p50 > 0 && gaitway.p50 <= gaitway.p99);
  assert.equal(ratio, gaitway.p50 / bare.p50);
});
