import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { concatRows, pickRows } from "../../src/env/batch.ts";
import { batchCodec } from "../../src/env/batch-codec.ts";
import { checkActions } from "../../src/env/border.ts";
import { InvalidRequest } from "../../src/env/env.ts";
import { flatten, leaves, unflatten } from "../../src/env/leaves.ts";
import { connect } from "../../src/env/remote.ts";
import { serve } from "../../src/env/serve.ts";
import type { AnyBatch, BoxSpace, Space } from "../../src/env/space.ts";
import { fromWireSpec, toWireSpec } from "../../src/env/wire.ts";
import { batchOf, echoEnv, space } from "../support/spaces.ts";

const refuse = (what: string): never => assert.fail(what);
const withBatch = (count: number) =>
  space.chain((space) => fc.tuple(fc.constant(space), batchOf(space, count)));

describe("every space", () => {
  test("has its leaves depth first, each with its path", () => {
    const bit: Space = { type: "multiBinary", shape: [1], names: [] };
    const tree: Space = {
      type: "dict",
      spaces: { legs: { type: "tuple", spaces: [bit, { type: "dict", spaces: { paw: bit } }] }, tail: bit },
    };
    assert.deepEqual(
      leaves(tree, "observation").map(({ path }) => path),
      ["observation.legs.0", "observation.legs.1.paw", "observation.tail"],
    );
    const batches = [Uint8Array.of(0), Uint8Array.of(1), Uint8Array.of(0)];
    assert.deepEqual(unflatten(tree, batches), {
      legs: [batches[0], { paw: batches[1] }],
      tail: batches[2],
    });
  });

  test("has batches that come back from tensors as they went", () => {
    fc.assert(
      fc.property(withBatch(3), ([space, batch]) => {
        const codec = batchCodec(space, "action", refuse);
        assert.deepEqual(codec.fromTensors(3, codec.toTensors(3, batch)), batch);
        assert.deepEqual(unflatten(space, flatten(space, batch) as never), batch);
      }),
    );
  });

  test("has rows that can be taken out and put together again", () => {
    fc.assert(
      fc.property(withBatch(3), ([space, batch]) => {
        const shuffled = concatRows(space, [pickRows(space, batch, [2]), pickRows(space, batch, [0, 1])]);
        assert.deepEqual(shuffled, pickRows(space, batch, [2, 0, 1]));
        assert.deepEqual(pickRows(space, shuffled, [1, 2, 0]), batch);
        assert.equal(leaves(space, "").length, flatten(space, concatRows(space, [])).length);
      }),
    );
  });

  test("is on the wire what it is here", () => {
    fc.assert(
      fc.property(space, (space) => {
        const { spec } = echoEnv(space, 1, []);
        assert.deepEqual(fromWireSpec(toWireSpec(spec)), spec);
      }),
    );
  });

  test("crosses a real socket both ways", { timeout: 30_000 }, async () => {
    const cases = space.chain((space) => fc.tuple(fc.constant(space), batchOf(space, 2), batchOf(space, 2)));
    await fc.assert(
      fc.asyncProperty(cases, async ([space, first, actions]) => {
        await using server = await serve(echoEnv(space, 2, first), { endpoint: "ipc://*" });
        await using env = await connect(server.endpoint, { expect: "any" });
        assert.deepEqual(env.spec, echoEnv(space, 2, first).spec);
        const request = { envIds: [1, 0], actions };
        assert.deepEqual((await env.reset({ envIds: [1, 0], seeds: [1, 2] })).observations, first);
        assert.deepEqual((await env.step(request)).observations, actions);
        await env.send(request);
        const ready = await env.recv(2);
        const rows = [1, 0].map((envId) => ready.envIds.indexOf(envId));
        assert.deepEqual(pickRows(space, ready.observations, rows), actions);
      }),
      { numRuns: 25 },
    );
  });
});

const box = (dtype: "float64" | "uint8" | "int64"): BoxSpace<typeof dtype> => ({
  type: "box",
  dtype,
  shape: [2],
  low: Float64Array.of(0, 0),
  high: Float64Array.of(10, 20),
  names: ["hip", "knee"],
  units: ["rad", "rad"],
});
const choice: Space = { type: "discrete", count: 3, start: -1, names: [] };
const grid: Space = { type: "multiDiscrete", shape: [2], counts: [2, 3], starts: [], names: ["x", "y"] };
const bits: Space = { type: "multiBinary", shape: [2], names: [] };
const word: Space = { type: "text", minLength: 1, maxLength: 2, charset: "aä🦊" };
const robot: Space = {
  type: "dict",
  spaces: { arm: { type: "tuple", spaces: [box("float64")] }, say: word },
};

describe("an action outside its space is refused with its environment, element, range and value:", () => {
  const bad: [string, Space, unknown, RegExp][] = [
    ["a byte", box("uint8"), Uint8Array.of(1, 2, 3, 21), /action of environment 7, element 1 "knee": expected a whole number from 0 to 20 rad, got 21/],
    ["a wide number", box("int64"), BigInt64Array.of(1n, 2n, -3n, 2n), /environment 7, element 0 "hip".*got -3/],
    ["a choice", choice, Int32Array.of(-1, 2), /action of environment 7: expected a whole number from -1 to 1, got 2/],
    ["one of several choices", grid, Int32Array.of(1, 3, 0, 0), /environment 4, element 1 "y": expected a whole number from 0 to 2, got 3/],
    ["a bit", bits, Uint8Array.of(0, 1, 2, 0), /environment 7, element 0: expected a whole number from 0 to 1, got 2/],
    ["an array of another kind", choice, Float64Array.of(0, 0), /action: expected an Int32Array, got a Float64Array/],
    ["no array", choice, 1, /action: expected an Int32Array, got a Number/],
    ["too few", choice, Int32Array.of(0), /action: expected 2 rows of 1 numbers, 2 in all, got 1; nothing was applied/],
    ["a word too long", word, ["a", "aaa"], /environment 7: expected 1 to 2 characters, got 3/],
    ["a word too short", word, ["", "a"], /environment 4: expected 1 to 2 characters, got 0/],
    ["a strange letter", word, ["a", "b"], /environment 7: expected characters of "aä🦊", got "b"/],
    ["half a letter", { ...word, charset: "" }, ["a", "\ud83e"], /characters of Unicode other than zero, got "\\ud83e"/],
    ["a number for a word", word, ["a", 3], /expected an array of strings, got an Array/],
    ["a leaf of a tree", robot, { arm: [Float64Array.of(0, 0, 0, NaN)], say: ["a", "a"] }, /action.arm.0 of environment 7, element 1 "knee": expected a number from 0 to 20 rad, got NaN/],
    ["a branch that is missing", robot, { arm: [Float64Array.of(0, 0, 0, 0)] }, /action.say: expected an array of strings, got nothing/],
  ]; // biome-ignore format: a table
  for (const [what, space, actions, message] of bad) {
    test(what, () => {
      assert.throws(
        () => checkActions(space, [4, 7], actions),
        (error) => error instanceof InvalidRequest && message.test(error.message),
      );
    });
  }

  test("but not a float32 that is its bound as near as float32 can be", () => {
    const low = Float64Array.of(-0.7);
    const high = Float64Array.of(0.1);
    const narrow: Space = { type: "box", dtype: "float32", shape: [1], low, high, names: [], units: [] };
    const nearest = Float64Array.from(Float32Array.of(0.1));
    assert.ok(nearest[0]! > 0.1);
    checkActions(narrow, [4], nearest);
    const next = Float64Array.of(nearest[0]! + 2 ** -27);
    assert.throws(() => checkActions(narrow, [4], next), /expected a number from -0.7 to 0.1/);
    assert.throws(() => checkActions({ ...narrow, dtype: "float64" }, [4], nearest), InvalidRequest);
  });

  test("and every batch inside its space passes", () => {
    fc.assert(fc.property(withBatch(2), ([space, batch]) => checkActions(space, [0, 1], batch)));
  });
});

describe("tensors that are not rows of the space are refused:", () => {
  const tensor = (dtype: "int64" | "uint8", shape: number[], data: BigInt64Array | Uint8Array) => [
    { dtype, shape, data },
  ];
  const read = (
    space: Space,
    tensors: Parameters<ReturnType<typeof batchCodec>["fromTensors"]>[1],
  ): AnyBatch =>
    batchCodec(space, "observation", (what) => {
      throw new Error(what);
    }).fromTensors(1, tensors);

  test("a whole number beyond 32 bits", () => {
    assert.throws(
      () => read(choice, tensor("int64", [1], BigInt64Array.of(2n ** 31n))),
      /32 bits, got 2147483648/,
    );
    assert.deepEqual(read(choice, tensor("int64", [1], BigInt64Array.of(-1n))), Int32Array.of(-1));
  });

  test("text that is not UTF-8", () => {
    const bytes = Uint8Array.of(0xc3, 0x28, 0, 0, 0, 0, 0, 0);
    assert.throws(() => read(word, tensor("uint8", [1, 8], bytes)), /observation: expected text in UTF-8/);
  });

  test("one leaf too few, with what each should be", () => {
    const expected =
      /expected 2 tensors observation.arm.0 float64 \[1, 2\], observation.say uint8 \[1, 8\], got int64 \[1\]/;
    assert.throws(() => read(robot, tensor("int64", [1], BigInt64Array.of(1n))), expected);
  });
});
