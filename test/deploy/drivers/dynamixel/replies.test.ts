/** Which answers belong to a question: by whom, how long, and in which order they come. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Replies } from "../../../../src/deploy/drivers/dynamixel/replies.ts";
import { StatusParser } from "../../../../src/deploy/drivers/dynamixel/status-parser.ts";

const ids = [11, 12, 13, 14];

/** An answer of two bytes, as the parser hands it over. */
function answer(id: number, value: number, { error = 0, count = 2 } = {}): StatusParser {
  const parser = new StatusParser();
  parser.id = id;
  parser.error = error;
  parser.count = count;
  parser.params.fill(value, 0, 2);
  return parser;
}

function asked(): Replies {
  const replies = new Replies(ids, 2);
  replies.clear();
  replies.ask();
  return replies;
}

test("an answer of another device, or of another length, is dropped and counted", () => {
  const replies = asked();
  assert.equal(replies.take(answer(99, 1)), false);
  assert.equal(replies.take(answer(11, 1, { count: 3 })), false);
  assert.deepEqual([replies.missing, replies.dropped], [4, 2]);
});

test("of an answer that comes twice the second counts", () => {
  const replies = asked();
  replies.take(answer(11, 1));
  replies.take(answer(11, 2));
  assert.deepEqual([...replies.rows.subarray(0, 2)], [2, 2]);
  assert.deepEqual([replies.missing, replies.dropped], [3, 1]);
});

test("an answer before that of an earlier device was to an earlier question", () => {
  const replies = asked();
  replies.take(answer(13, 1));
  replies.take(answer(14, 1));
  replies.take(answer(11, 2));
  assert.deepEqual([...replies.answered], [1, 0, 0, 0]);
  assert.deepEqual([replies.missing, replies.dropped], [3, 2]);
});

test("a refusal is an answer, whatever its length", () => {
  const replies = asked();
  replies.take(answer(12, 0, { error: 0x84, count: 0 }));
  assert.deepEqual([replies.missing, replies.allErrors], [3, 0x84]);
});

test("those that were missing are asked again, with the one behind each, and nobody else may answer", () => {
  const replies = asked();
  for (const id of [11, 12, 14]) replies.take(answer(id, id));
  replies.ask();
  assert.deepEqual([...replies.answered], [1, 1, 0, 0]);
  assert.equal(replies.take(answer(12, 9)), false);
  assert.equal(replies.take(answer(13, 13)), true);
  assert.equal(replies.isOver, false);
  assert.equal(replies.take(answer(14, 14)), true);
  assert.equal(replies.isOver, true);
  assert.equal(replies.missing, 0);
  assert.deepEqual([...replies.rows], [11, 11, 12, 12, 13, 13, 14, 14]);
});

test("an answer under the next one's id does not stay there though that one's own was lost", () => {
  const replies = asked();
  replies.take(answer(11, 11));
  // From 12, as 13; what 13 said was lost.
  replies.take(answer(13, 12));
  replies.take(answer(14, 14));
  replies.ask();
  replies.take(answer(12, 12));
  replies.take(answer(13, 13));
  assert.equal(replies.missing, 0);
  assert.deepEqual([...replies.rows], [11, 11, 12, 12, 13, 13, 14, 14]);
});

test("whatever is late, the rest of an earlier round in front of a whole one leaves the whole one", () => {
  const old = fc.subarray(ids, { minLength: 0 });
  fc.assert(
    fc.property(old, (late) => {
      const replies = asked();
      for (const id of late) replies.take(answer(id, 1));
      // All four were there before this round began: nothing tells them from answers to this question.
      if (replies.missing === 0) return;
      for (const id of ids) replies.take(answer(id, 2));
      assert.equal(replies.missing, 0);
      assert.deepEqual([...replies.rows], Array(8).fill(2));
    }),
  );
});
