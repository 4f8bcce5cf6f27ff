/** Arbitrary spaces, batches that are inside them, and an environment that gives every action back as its observation. */
import fc from "fast-check";
import type { AnyEnv, EnvSpec } from "../../src/env/env.ts";
import type { AnyBatch, LeafSpace, Space } from "../../src/env/space.ts";
import { dtypes, elementCount } from "../../src/transport/tensor.ts";

const shape = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 });
const integerRanges = {
  int8: [-128, 127],
  int16: [-32768, 32767],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2 ** 60), 2 ** 60],
  uint8: [0, 255],
  uint16: [0, 65535],
  uint32: [0, 2 ** 32 - 1],
  uint64: [0, 2 ** 60],
  bool: [0, 1],
  float32: [-8, 8],
  float64: [-1e300, 1e300],
} as const;

const box = fc.tuple(fc.constantFrom(...dtypes), shape).map(([dtype, shape]): LeafSpace => {
  const [low, high] = integerRanges[dtype];
  const bound = (value: number) => new Float64Array(elementCount(shape)).fill(value);
  return { type: "box", dtype, shape, low: bound(low), high: bound(high), names: [], units: [] };
});
const start = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 100 });
const count = fc.integer({ min: 1, max: 100 });
const discrete = fc
  .tuple(count, start)
  .map(([count, start]): LeafSpace => ({ type: "discrete", count, start, names: [] }));
const multiDiscrete = shape.chain((shape) => {
  const each = <T>(value: fc.Arbitrary<T>) =>
    fc.array(value, { minLength: elementCount(shape), maxLength: elementCount(shape) });
  return fc
    .tuple(each(count), fc.oneof(fc.constant([]), each(start)))
    .map(([counts, starts]): LeafSpace => ({ type: "multiDiscrete", shape, counts, starts, names: [] }));
});
const multiBinary = shape.map(
  (shape): LeafSpace => ({ type: "multiBinary", shape, names: shape.length > 0 ? [] : ["on"] }),
);
const text = fc
  .constantFrom("", "abcä漢🦊")
  .map((charset): LeafSpace => ({ type: "text", minLength: 0, maxLength: 5, charset }));

export const leafSpace: fc.Arbitrary<LeafSpace> = fc.oneof(box, discrete, multiDiscrete, multiBinary, text);
export const space: fc.Arbitrary<Space> = fc.letrec<{ space: Space }>((tie) => ({
  space: fc.oneof(
    { depthSize: "small", maxDepth: 3 },
    leafSpace,
    fc
      .dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie("space"), { maxKeys: 3, noNullPrototype: true })
      .map((spaces): Space => ({ type: "dict", spaces })),
    fc.array(tie("space"), { maxLength: 3 }).map((spaces): Space => ({ type: "tuple", spaces })),
  ),
})).space;

/** Batches of `count` environments inside the space. */
export function batchOf(space: Space, count: number): fc.Arbitrary<AnyBatch> {
  switch (space.type) {
    case "dict":
      return fc.record(
        Object.fromEntries(
          Object.entries(space.spaces).map(([key, member]) => [key, batchOf(member, count)]),
        ),
        { noNullPrototype: true },
      );
    case "tuple":
      return fc.tuple(...space.spaces.map((member) => batchOf(member, count)));
    case "text":
      return rows(count, textIn(space.charset));
    case "discrete":
      return rows(count, fc.integer({ min: space.start, max: space.start + space.count - 1 })).map(
        (numbers) => Int32Array.from(numbers),
      );
    case "multiDiscrete": {
      const elements = space.counts.map((count, i) => {
        const start = space.starts[i] ?? 0;
        return fc.integer({ min: start, max: start + count - 1 });
      });
      return rows(count, fc.tuple(...elements)).map((numbers) => Int32Array.from(numbers.flat()));
    }
    case "multiBinary":
      return rows(count * elementCount(space.shape), fc.integer({ min: 0, max: 1 })).map((bits) =>
        Uint8Array.from(bits),
      );
    case "box":
      return boxBatch(space, count * elementCount(space.shape));
  }
}

const rows = <T>(length: number, row: fc.Arbitrary<T>) =>
  fc.array(row, { minLength: length, maxLength: length });

function textIn(charset: string): fc.Arbitrary<string> {
  const character =
    charset === "" ? fc.string({ unit: "binary", minLength: 1, maxLength: 1 }) : fc.constantFrom(...charset);
  return fc
    .array(
      character.filter((one) => one !== "\0"),
      { maxLength: 5 },
    )
    .map((characters) => characters.join(""));
}

function boxBatch({ dtype }: Extract<Space, { type: "box" }>, length: number): fc.Arbitrary<AnyBatch> {
  const [min, max] = integerRanges[dtype];
  if (dtype === "float64")
    return rows(length, fc.double({ min, max, noNaN: true })).map((numbers) => Float64Array.from(numbers));
  if (dtype === "float32")
    return rows(length, fc.float({ min, max, noNaN: true })).map((numbers) => Float64Array.from(numbers));
  if (dtype === "int64" || dtype === "uint64") {
    const wide = dtype === "int64" ? BigInt64Array : BigUint64Array;
    return rows(length, fc.bigInt(BigInt(min), BigInt(max))).map((numbers) => wide.from(numbers));
  }
  const narrow = {
    int8: Int8Array,
    int16: Int16Array,
    int32: Int32Array,
    uint8: Uint8Array,
    uint16: Uint16Array,
    uint32: Uint32Array,
    bool: Uint8Array,
  }[dtype];
  return rows(length, fc.integer({ min, max })).map((numbers) => narrow.from(numbers));
}

/** Its observations and actions have the same space; a step returns the actions as observations, at reset `first`. */
export function echoEnv(space: Space, envCount: number, first: AnyBatch): AnyEnv {
  const spec: EnvSpec<Space, Space> = {
    name: "echo",
    version: "1",
    observationSpace: space,
    actionSpace: space,
    envCount,
    controlPeriod: 0,
    options: [],
  };
  return {
    spec,
    reset: async ({ envIds }) => ({ envIds, observations: first }),
    step: async ({ envIds, actions }) => ({
      envIds,
      observations: actions,
      rewards: Float64Array.from(envIds),
      terminated: envIds.map(() => false),
      truncated: envIds.map(() => false),
      reasons: envIds.map(() => ""),
    }),
    [Symbol.asyncDispose]: async () => {},
  };
}
