/** What a server remembers of a session for an agent that lost the link. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArrivedIds } from "../../src/transport/arrived-ids.ts";
import { KeptReplies } from "../../src/transport/kept-replies.ts";

const MIB = 1024 * 1024;

test("an id that was lost on the way is told from one that arrived, and from one too long ago to tell", () => {
  const ids = new ArrivedIds(1);
  assert.ok(ids.tryAdd(2));
  assert.ok(ids.tryAdd(4));
  assert.deepEqual([1, 2, 3, 4, 5].map((id) => ids.has(id)), [true, true, false, true, false]); // biome-ignore format: short
  assert.ok(ids.tryAdd(2051));
  assert.deepEqual([3, 4, 2050, 2051].map((id) => ids.has(id)), [undefined, true, false, true]); // biome-ignore format: short
});

test("ids that do not grow are refused, and growing goes on beyond 2³²", () => {
  const ids = new ArrivedIds(2 ** 32 - 2);
  assert.ok(ids.tryAdd(2 ** 32 - 1));
  assert.ok(ids.tryAdd(1));
  assert.equal(ids.tryAdd(1), false);
  assert.equal(ids.tryAdd(2 ** 32 - 1), false);
  assert.deepEqual([2 ** 32 - 2, 2 ** 32 - 1, 1, 2].map((id) => ids.has(id)), [true, true, true, false]); // biome-ignore format: short
});

test("the last 64 replies are kept, and no more bytes than 16 MiB", () => {
  const kept = new KeptReplies();
  const known = (from: number, to: number) => {
    const ids = Array.from({ length: to - from + 1 }, (_, i) => from + i);
    return ids.filter((id) => kept.find(id) !== undefined);
  };
  for (let id = 1; id <= 100; id++) kept.keep(id, [new Uint8Array(5), new Uint8Array(10)]);
  assert.deepEqual(
    known(1, 100),
    Array.from({ length: 64 }, (_, i) => 37 + i),
  );
  const large = new Uint8Array(7 * MIB);
  kept.keep(101, [large]);
  kept.keep(102, [large]);
  assert.deepEqual(known(99, 102), [99, 100, 101, 102]);
  kept.keep(103, [large]);
  assert.deepEqual(known(1, 103), [102, 103]);
  // One that would not fit alone leaves the others where they are.
  kept.keep(104, [new Uint8Array(17 * MIB)]);
  assert.deepEqual(known(102, 104), [102, 103]);
  assert.equal(kept.find(102)?.frames[0], large);
});
