/** Arbitrary messages of the protocol, every field and every space, for property tests and as seeds of the fuzz. */
import fc from "fast-check";
import type { Fault } from "../../src/transport/errors.ts";
import type { Limits, ReplyBody, RequestBody } from "../../src/transport/message.ts";
import type { WireSpace } from "../../src/transport/spec-message.ts";
import { autoresetModes, outOfBoundsPolicies } from "../../src/transport/spec-message.ts";
import type { Tensor } from "../../src/transport/tensor.ts";
import { dtypes, elementCount, elementsOf } from "../../src/transport/tensor.ts";

const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const positive = fc.integer({ min: 1, max: 2 ** 32 - 1 });
const text = fc.string({ unit: "grapheme", maxLength: 8 });
const texts = fc.array(text, { maxLength: 3 });
const shape = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 });
const envIds = fc.array(uint32, { maxLength: 5 });
/** NaN is left out of numbers that are compared, and −0 because protobuf does not send zeros. */
const number = fc.double({ noNaN: true }).map((value) => value + 0);

const SIZES = { float32: 4, float64: 8, int8: 1, int16: 2, int32: 4, int64: 8, uint8: 1, uint16: 2 } as const;
const bytesOf = (dtype: string) => ({ ...SIZES, uint32: 4, uint64: 8, bool: 1 })[dtype] as number;

export const tensor: fc.Arbitrary<Tensor> = fc
  .tuple(fc.constantFrom(...dtypes), shape)
  .chain(([dtype, shape]) => {
    const length = elementCount(shape) * bytesOf(dtype);
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((bytes) => ({ dtype, shape, data: elementsOf(bytes, dtype) }));
  });
export const tensors = fc.array(tensor, { maxLength: 4 });

const option = fc.oneof(number, text, fc.boolean());
const values = fc.dictionary(text, option, { maxKeys: 3, noNullPrototype: true });
const limits: fc.Arbitrary<Limits> = fc.record({
  messageBytes: positive,
  envelopeBytes: positive,
  tensorCount: positive,
  elementCount: positive,
  inFlight: positive,
});

const namesFor = (size: number) =>
  fc.oneof(fc.constant([]), fc.array(text, { minLength: size, maxLength: size }));
const box: fc.Arbitrary<WireSpace> = fc.tuple(fc.constantFrom(...dtypes), shape).chain(([dtype, shape]) => {
  const size = elementCount(shape);
  const bound = (min: number, max: number) =>
    fc.array(fc.double({ min, max, noNaN: true }), { minLength: size, maxLength: size });
  return fc
    .tuple(bound(-1e9, 0), bound(1, 1e9), namesFor(size), namesFor(size))
    .map(([low, high, names, units]) => ({
      type: "box",
      dtype,
      shape,
      low: Float64Array.from(low),
      high: Float64Array.from(high),
      names,
      units,
    }));
});
const discrete: fc.Arbitrary<WireSpace> = fc.record({
  type: fc.constant("discrete"),
  count: positive,
  start: fc.integer(),
  names: fc.constant([]),
});
const multiDiscrete: fc.Arbitrary<WireSpace> = shape.chain((shape) => {
  const size = elementCount(shape);
  const starts = fc.array(fc.integer(), { minLength: size, maxLength: size });
  return fc.record({
    type: fc.constant("multiDiscrete"),
    shape: fc.constant(shape),
    counts: fc.array(uint32, { minLength: size, maxLength: size }),
    starts,
    names: namesFor(size),
  });
});
const multiBinary: fc.Arbitrary<WireSpace> = shape.chain((shape) =>
  fc.record({
    type: fc.constant("multiBinary"),
    shape: fc.constant(shape),
    names: namesFor(elementCount(shape)),
  }),
);
const textSpace: fc.Arbitrary<WireSpace> = fc.tuple(uint32, uint32, text).map(([a, b, charset]) => ({
  type: "text",
  minLength: Math.min(a, b),
  maxLength: Math.max(a, b),
  charset,
}));

export const space: fc.Arbitrary<WireSpace> = fc.letrec<{ space: WireSpace }>((tie) => ({
  space: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    box,
    discrete,
    multiDiscrete,
    multiBinary,
    textSpace,
    fc.record({ type: fc.constant("tuple"), spaces: fc.array(tie("space"), { maxLength: 3 }) }),
    fc.record({
      type: fc.constant("dict"),
      entries: fc.array(fc.record({ key: text, space: tie("space") }), { maxLength: 3 }),
    }),
  ),
})).space;

const codes = [
  "malformed",
  "sessionLost",
  "invalidRequest",
  "resetNeeded",
  "episodeLost",
  "shuttingDown",
] as const;
const fault: fc.Arbitrary<Fault> = fc.record({
  code: fc.constantFrom(...codes),
  message: text,
  remedy: text,
  envIds,
  sessionUsable: fc.boolean(),
});

export const requestBody: fc.Arbitrary<RequestBody> = fc.oneof(
  fc.record({ kind: fc.constant("hello"), packageVersion: text, capabilities: texts, limits }),
  fc.array(fc.tuple(uint32, uint32), { maxLength: 5 }).chain((pairs) =>
    fc.dictionary(text, option, { maxKeys: 3, noNullPrototype: true }).map((options) => ({
      kind: "reset" as const,
      envIds: pairs.map(([envId]) => envId),
      seeds: pairs.map(([, seed]) => seed),
      options,
    })),
  ),
  fc.record({ kind: fc.constant("step"), envIds, minBatch: fc.option(uint32, { nil: undefined }) }),
  fc.constantFrom({ kind: "heartbeat" } as const, { kind: "bye" } as const),
  fc.record({ kind: fc.constant("resume"), awaited: envIds }),
  fc.record({ kind: fc.constant("render"), envIds, mode: text }),
  fc.record({ kind: fc.constant("readProperties"), envIds, names: texts }),
  fc.record({ kind: fc.constant("writeProperties"), envIds, values }),
  fc.record({
    kind: fc.constantFrom("getState" as const, "setState" as const, "linearize" as const),
    envIds,
  }),
);

const spec = fc.record({
  name: text,
  version: text,
  observationSpace: space,
  actionSpace: space,
  envCount: positive,
  controlPeriod: fc.double({ min: 0, max: 100, noNaN: true }).map((value) => value + 0),
  autoresetMode: fc.constantFrom(...autoresetModes),
  renderModes: texts,
  options: fc.array(fc.record({ name: text, description: text, default: option }), { maxLength: 3 }),
  properties: fc.array(
    fc.record({ name: text, description: text, unit: text, writable: fc.boolean(), default: option }),
    { maxLength: 3 },
  ),
  outOfBounds: fc.constantFrom(...outOfBoundsPolicies),
});

const results = fc.array(fc.tuple(uint32, number, fc.boolean(), fc.boolean(), text), { maxLength: 5 });

export const replyBody: fc.Arbitrary<ReplyBody> = fc.oneof(
  fc.record({
    kind: fc.constant("hello"),
    packageVersion: text,
    capabilities: texts,
    limits,
    heartbeatIntervalMs: positive,
    missedHeartbeats: positive,
    spec,
  }),
  fc.record({ kind: fc.constant("reset"), envIds }),
  fc
    .tuple(results, envIds, fc.array(fault, { maxLength: 2 }), envIds, envIds, fc.double({ min: 0 }))
    .map(([rows, finalEnvIds, failures, clippedEnvIds, lostEnvIds, simulateSeconds]) => ({
      kind: "step" as const,
      envIds: rows.map(([envId]) => envId),
      rewards: rows.map(([, reward]) => reward),
      terminated: rows.map(([, , terminated]) => terminated),
      truncated: rows.map(([, , , truncated]) => truncated),
      reasons: rows.map(([, , , , reason]) => reason),
      finalEnvIds,
      failures,
      clippedEnvIds,
      lostEnvIds,
      ...(simulateSeconds === 0 ? {} : { simulateSeconds }),
    })),
  fc.record({ kind: fc.constant("resume"), unseen: envIds, gone: envIds }),
  fc.record({ kind: fc.constant("readProperties"), envs: fc.array(values, { maxLength: 2 }) }),
  fc.constant({ kind: "writeProperties" } as const),
  fc.record({
    kind: fc.constantFrom("render" as const, "getState" as const, "setState" as const, "linearize" as const),
    envIds,
  }),
  fc.record({
    kind: fc.constant("heartbeat"),
    busy: fc.array(fc.record({ envId: uint32, busyMs: uint32, step: uint32, paused: fc.boolean() })),
  }),
  fc.record({ kind: fc.constant("error"), fault }),
  fc.constant({ kind: "bye" } as const),
);

export const session = fc.uint8Array({ minLength: 16, maxLength: 16 });
export const requestId = positive;
export const timeToLiveMs = positive;
