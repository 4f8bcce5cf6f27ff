import assert from "node:assert/strict";
import { test } from "node:test";
import { Liveness } from "../../src/transport/liveness.ts";

test("a peer is dead after as many silent ticks in a row as agreed, not one earlier", () => {
  const liveness = new Liveness(3);
  assert.deepEqual([liveness.tick(), liveness.tick(), liveness.tick()], [true, true, false]);
});

test("any sign of life starts the count anew", () => {
  const liveness = new Liveness(2);
  for (let i = 0; i < 10; i++) {
    assert.equal(liveness.tick(), true);
    liveness.heard();
  }
  assert.deepEqual([liveness.tick(), liveness.tick(), liveness.tick()], [true, true, false]);
});
