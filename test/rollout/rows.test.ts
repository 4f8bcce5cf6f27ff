import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { byStretch, rowsOf } from "../../src/rollout/rows.ts";
import type { Stretch } from "../../src/rollout/stretch.ts";

/** A stretch whose every number says where it belongs: 100·envId + step. */
function stretch(envId: number, start: number, length: number): Stretch {
  const place = Float64Array.from({ length }, (_, i) => 100 * envId + start + i);
  return {
    envId,
    seed: envId,
    start,
    length,
    observations: Float32Array.from(place),
    actions: place,
    rewards: place,
    end: "cut",
    next: Float32Array.of(100 * envId + start + length),
  };
}

describe("rows of stretches", () => {
  it("stand one behind the other, and every row knows its step", () => {
    const rows = rowsOf([stretch(1, 0, 3), stretch(2, 7, 2)]);
    assert.equal(rows.count, 5);
    assert.deepEqual([...rows.offsets], [0, 3, 5]);
    assert.deepEqual([...rows.steps], [0, 1, 2, 7, 8]);
    for (const list of [rows.observations, rows.actions, rows.rewards])
      assert.deepEqual([...list], [100, 101, 102, 207, 208]);
    assert.deepEqual([...rows.next], [103, 209]);
  });

  it("go back to where they came from", () => {
    const rows = rowsOf([stretch(1, 0, 3), stretch(2, 7, 2)]);
    const back = byStretch(rows, ({ rewards }, k, from, to) =>
      rewards.map((r) => r * 10 + k + 1000 * (to - from)),
    );
    assert.deepEqual([...back], [4000, 4010, 4020, 4071, 4081]);
  });

  it("a stretch of no step leaves none, and no row at all is refused", () => {
    assert.deepEqual([...rowsOf([stretch(1, 0, 0), stretch(2, 0, 1)]).offsets], [0, 1]);
    assert.throws(() => rowsOf([stretch(1, 0, 0)]), {
      name: "InvalidExperience",
      message: /at least one transition, got 1/,
    });
  });
});
