import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { Ring } from "../../../src/deploy/loop/ring.ts";

function ends(rowSize: number, rows: number): { writer: Ring; reader: Ring } {
  const memory = Ring.memory(rowSize, rows);
  return { writer: new Ring(memory, rowSize), reader: new Ring(memory, rowSize) };
}

test("rows come out once, in order, whenever they are fetched", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 30 }), (batches) => {
      const { writer, reader } = ends(2, 8);
      let next = 0;
      let expected = 0;
      for (const count of batches) {
        for (let i = 0; i < count; i++, next++) writer.push(Float64Array.of(next, next + 0.5));
        const rows = reader.drain();
        assert.equal(rows.length, 2 * count);
        for (let i = 0; i < count; i++, expected++)
          assert.deepEqual([...rows.subarray(2 * i, 2 * i + 2)], [expected, expected + 0.5]);
      }
      assert.equal(reader.lost, 0);
    }),
  );
});

test("a full ring loses the new rows, counts them, and has room again once it is read", () => {
  const { writer, reader } = ends(1, 4);
  for (let row = 0; row < 7; row++) writer.push(Float64Array.of(row));
  assert.deepEqual([...reader.drain()], [0, 1, 2, 3]);
  assert.equal(reader.lost, 3);
  writer.push(Float64Array.of(7));
  assert.deepEqual([...reader.drain()], [7]);
});

test("a writer in another thread never shows half a row", async () => {
  const rows = 200_000;
  const memory = Ring.memory(64, 256);
  const reader = new Ring(memory, 64);
  const module = new URL("../../../src/deploy/loop/ring.js", import.meta.url).href;
  // Every number of a row is the row's own.
  const program = `
    import { workerData } from "node:worker_threads";
    const { Ring } = await import(${JSON.stringify(module)});
    const ring = new Ring(workerData, 64);
    const row = new Float64Array(64);
    for (let i = 1; i <= ${rows}; i++) ring.push(row.fill(i));`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(program)}`), {
    workerData: memory,
  });
  const ended = new Promise((resolve) => worker.once("exit", resolve));
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  let last = 0;
  let seen = 0;
  const look = (): void => {
    const batch = reader.drain();
    for (let at = 0; at < batch.length; at += 64) {
      const row = batch.subarray(at, at + 64);
      assert.ok(row.every((value) => value === row[0]));
      assert.ok((row[0] as number) > last);
      last = row[0] as number;
      seen++;
    }
  };
  while (!isOver) {
    look();
    await new Promise((resolve) => setImmediate(resolve));
  }
  look();
  assert.equal(seen + reader.lost, rows);
});
