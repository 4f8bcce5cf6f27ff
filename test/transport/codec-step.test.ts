/**
 * The hand-written form of the step message against the generated code: the same bytes, the same reading, on any input.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readStep } from "../../src/transport/codec-step-read.ts";
import { writeStepReply, writeStepRequest } from "../../src/transport/codec-step-write.ts";
import { MAGIC } from "../../src/transport/frames.ts";
import { gaitway } from "../../src/transport/generated/gaitway.js";
import { PROTOCOL_MAJOR, PROTOCOL_MINOR } from "../../src/transport/message.ts";

const { Request, Reply } = gaitway.v1;
const versions = { major: PROTOCOL_MAJOR, minor: PROTOCOL_MINOR };

const uint32 = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
const header = fc.record({
  session: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  requestId: uint32,
  tensors: fc.array(
    fc.record({
      dtype: fc.integer({ min: 0, max: 11 }),
      shape: fc.array(uint32, { maxLength: 8 }),
      byteLength: uint32,
    }),
    { maxLength: 4 },
  ),
});
const envIds = fc.array(uint32, { maxLength: 64 });
const booleans = fc.array(fc.boolean(), { maxLength: 64 });
const step = fc.record({
  kind: fc.constant("step" as const),
  envIds,
  rewards: fc.array(fc.double(), { maxLength: 64 }),
  terminated: booleans,
  truncated: booleans,
  reasons: fc.constant([]),
  finalEnvIds: fc.constant([]),
  failures: fc.constant([]),
  clippedEnvIds: fc.constant([]),
  lostEnvIds: fc.constant([]),
  simulateSeconds: fc.double(),
});
/** The generated types want arrays they might change. */
type Mutable<T> = T extends readonly (infer Item)[]
  ? Mutable<Item>[]
  : T extends object
    ? { -readonly [K in keyof T]: Mutable<T[K]> }
    : T;
const mutable = <T>(value: T): Mutable<T> => value as Mutable<T>;

const runs = { numRuns: 2000, seed: 1 };

/** Plain objects and arrays of what a decoder answers, whatever classes it uses. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, item) => (typeof item === "number" ? `${item}/${Object.is(item, -0)}` : item)),
  );

/** What the hand-written reader has to find in a message, read by the generated code. */
function generatedReading(decoded: InstanceType<typeof Request> | InstanceType<typeof Reply>): unknown {
  const { session, requestId, minor, tensors, step: body } = decoded;
  const { dtype, shape, byteLength } = { dtype: 0, shape: [], byteLength: 0 };
  return plain({
    session: Array.from(session),
    requestId,
    minor,
    tensors: tensors.map((tensor) => ({ dtype, shape, byteLength, ...tensor })),
    step: body && {
      rewards: [],
      terminated: [],
      truncated: [],
      reasons: [],
      finalEnvIds: [],
      failures: [],
      clippedEnvIds: [],
      lostEnvIds: [],
      simulateSeconds: 0,
      ...body,
    },
  });
}

function handReading(message: ReturnType<typeof readStep>): unknown {
  if (message === undefined) return undefined;
  const { session, requestId, minor, tensors, step: body } = message;
  return plain({ session: Array.from(session), requestId, minor, tensors, step: body });
}

test("a request is written to the bytes of the generated code, and read as it reads it", () => {
  fc.assert(
    fc.property(header, uint32, envIds, (head, timeToLiveMs, ids) => {
      const bytes = writeStepRequest({ ...head, timeToLiveMs }, { kind: "step", envIds: ids });
      const message = { magic: MAGIC.request, ...versions, ...head, timeToLiveMs, step: { envIds: ids } };
      const expected = Request.encode(message).finish();
      assert.deepEqual(Array.from(bytes!), Array.from(expected));
      assert.equal(readStep(bytes!, "request")?.timeToLiveMs, timeToLiveMs);
      assert.deepEqual(handReading(readStep(bytes!, "request")), generatedReading(Request.decode(expected)));
    }),
    runs,
  );
});

test("a reply is written to the bytes of the generated code, and read as it reads it", () => {
  fc.assert(
    fc.property(header, step, (head, body) => {
      const bytes = writeStepReply(head, body);
      const expected = Reply.encode({
        magic: MAGIC.reply,
        ...versions,
        ...head,
        step: mutable(body),
      }).finish();
      assert.deepEqual(Array.from(bytes!), Array.from(expected));
      assert.deepEqual(handReading(readStep(bytes!, "reply")), generatedReading(Reply.decode(expected)));
    }),
    runs,
  );
});

test("on bytes that were damaged anywhere it reads what the generated code reads, or leaves them to it", () => {
  const damage = fc.array(fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) }), {
    minLength: 1,
    maxLength: 4,
  });
  let agreed = 0;
  fc.assert(
    fc.property(header, step, damage, fc.nat(), (head, body, changes, cut) => {
      const whole = Uint8Array.from(writeStepReply(head, body)!);
      // Magic and major version are checked before a reader sees the message.
      for (const { at, byte } of changes) whole[7 + (at % (whole.length - 7))] = byte;
      const bytes = whole.subarray(0, cut % 3 === 0 ? 7 + (cut % (whole.length - 7)) : whole.length);
      const mine = readStep(bytes, "reply");
      if (mine === undefined) return;
      agreed += 1;
      assert.deepEqual(handReading(mine), generatedReading(Reply.decode(bytes)));
    }),
    { numRuns: 20_000, seed: 2 },
  );
  assert.ok(agreed > 1000, `only ${agreed} damaged messages were read at all`);
});

test("what is not plain is left to the generated code", () => {
  const head = { session: new Uint8Array(16), requestId: 7, tensors: [] };
  const body = { kind: "step", envIds: [0], rewards: [1], terminated: [true], truncated: [false] } as const;
  const none = { reasons: [], finalEnvIds: [], failures: [], clippedEnvIds: [], lostEnvIds: [] };
  assert.equal(
    writeStepRequest({ ...head, timeToLiveMs: 9 }, { kind: "step", envIds: [0], minBatch: 0 }),
    undefined,
  );
  assert.equal(writeStepReply(head, { ...body, ...none, reasons: ["finished"] }), undefined);
  assert.equal(writeStepReply(head, { ...body, ...none, finalEnvIds: [0] }), undefined);
  assert.equal(
    writeStepReply(head, { ...body, ...none, envIds: Array.from({ length: 65 }, (_, i) => i) }),
    undefined,
  );
  const reply = {
    magic: MAGIC.reply,
    ...versions,
    ...head,
    step: mutable({ ...body, reasons: ["finished"] }),
  };
  assert.equal(readStep(Reply.encode(reply).finish(), "reply"), undefined);
  const hello = { magic: MAGIC.request, ...versions, ...head, timeToLiveMs: 9, heartbeat: {} };
  assert.equal(readStep(Request.encode(hello).finish(), "request"), undefined);
});
