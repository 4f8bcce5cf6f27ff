/** Observations as rows: every space against numbers written out, and against spaces nobody thought of. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { leaves } from "../../src/env/leaves.ts";
import type { AnyBatch, BoxSpace, LeafSpace, Space } from "../../src/env/space.ts";
import { encoder } from "../../src/policy/encode.ts";
import type { Dtype } from "../../src/transport/tensor.ts";
import { space as anySpace, batchOf } from "../support/spaces.ts";

const boxOf = <D extends Dtype>(
  dtype: D,
  shape: readonly number[],
  low: number,
  high: number,
): BoxSpace<D> => {
  const size = shape.reduce((product, n) => product * n, 1);
  const bound = (value: number) => new Float64Array(size).fill(value);
  return { type: "box", dtype, shape, low: bound(low), high: bound(high), names: [], units: [] };
};

const discrete: Space = { type: "discrete", count: 3, start: -1, names: [] };
const choices: Space = { type: "multiDiscrete", shape: [2], counts: [2, 3], starts: [4, 0], names: [] };
const fromZero: Space = { type: "multiDiscrete", shape: [2], counts: [2, 3], starts: [], names: [] };
const switches: Space = { type: "multiBinary", shape: [2, 2], names: [] };
const text: Space = { type: "text", minLength: 0, maxLength: 5, charset: "" };

interface Example {
  readonly of: string;
  readonly space: Space;
  readonly batch: AnyBatch;
  readonly rows: readonly (readonly number[])[];
}

const examples: readonly Example[] = [
  {
    of: "a box, flattened",
    space: boxOf("float64", [2, 1], -9, 9),
    batch: Float64Array.of(1.5, -2, 3, 4),
    rows: [
      [1.5, -2],
      [3, 4],
    ],
  },
  {
    of: "an image of bytes, from 0 to 1",
    space: boxOf("uint8", [1, 2], 0, 255),
    batch: Uint8Array.of(0, 255, 51, 102),
    // 51/255 = 1/5, 102/255 = 2/5
    rows: [
      [0, 1],
      [0.2, 0.4],
    ],
  },
  {
    of: "a box of 64-bit integers",
    space: boxOf("int64", [2], -9, 9),
    batch: BigInt64Array.of(-3n, 7n),
    rows: [[-3, 7]],
  },
  {
    of: "one of some, from its start",
    space: discrete,
    batch: Int32Array.of(-1, 1),
    rows: [
      [1, 0, 0],
      [0, 0, 1],
    ],
  },
  {
    of: "several of some, each from its start",
    space: choices,
    batch: Int32Array.of(5, 0, 4, 2),
    rows: [
      [0, 1, 1, 0, 0],
      [1, 0, 0, 0, 1],
    ],
  },
  {
    of: "several of some without starts",
    space: fromZero,
    batch: Int32Array.of(1, 1),
    rows: [[0, 1, 0, 1, 0]],
  },
  { of: "ones and zeros", space: switches, batch: Uint8Array.of(1, 0, 0, 1), rows: [[1, 0, 0, 1]] },
  {
    of: "a tree, depth first",
    space: {
      type: "dict",
      spaces: { arm: { type: "tuple", spaces: [discrete, switches] }, at: boxOf("float64", [1], -1, 1) },
    },
    batch: {
      arm: [Int32Array.of(0, -1), Uint8Array.of(1, 1, 0, 0, 0, 0, 1, 1)],
      at: Float64Array.of(0.5, -0.5),
    },
    rows: [
      [0, 1, 0, 1, 1, 0, 0, 0.5],
      [1, 0, 0, 0, 0, 1, 1, -0.5],
    ],
  },
];

function sizeOf(space: LeafSpace): number {
  switch (space.type) {
    case "box":
      return space.low.length;
    case "multiBinary":
      return space.shape.reduce((product, n) => product * n, 1);
    case "discrete":
      return space.count;
    case "multiDiscrete":
      return space.counts.reduce((sum, count) => sum + count, 0);
    case "text":
      return 0;
  }
}

describe("observations as rows", () => {
  for (const { of, space, batch, rows } of examples)
    it(`encodes ${of}`, () => {
      const { size, encode } = encoder(space);
      assert.equal(size, rows[0]?.length);
      assert.deepEqual(Array.from(encode(batch)), rows.flat());
    });

  it("takes a row for what it is alone, whatever stands around it", () => {
    const { encode } = encoder(choices);
    const both = encode(Int32Array.of(5, 0, 4, 2));
    assert.deepEqual(Array.from(both), [...encode(Int32Array.of(5, 0)), ...encode(Int32Array.of(4, 2))]);
  });

  it("gives rows of finite numbers, as many as leaves ask for, of any space without text", () => {
    const numbers = anySpace.filter((space) =>
      leaves(space, "observation").every(({ space: leaf }) => leaf.type !== "text"),
    );
    const cases = numbers.chain((space) => batchOf(space, 3).map((batch) => ({ space, batch })));
    fc.assert(
      fc.property(cases, ({ space, batch }) => {
        const { size, encode } = encoder(space);
        const parts = leaves(space, "observation").map(({ space: leaf }) => sizeOf(leaf));
        assert.equal(
          size,
          parts.reduce((sum, part) => sum + part, 0),
        );
        const rows = encode(batch);
        // A tree without leaves says nothing, of however many.
        assert.equal(rows.length, 3 * size);
        assert.ok(rows.every(Number.isFinite));
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  it("refuses text, wherever it hangs, and says where", () => {
    const nested: Space = { type: "dict", spaces: { at: discrete, said: { type: "tuple", spaces: [text] } } };
    assert.throws(() => encoder(nested), {
      name: "RangeError",
      message: /observation\.said\.0 is text.*expected/,
    });
  });
});
