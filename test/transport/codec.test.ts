import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeReply, decodeRequest, encodeReply, encodeRequest } from "../../src/transport/codec.ts";
import { MalformedMessage, MessageTooLarge, VersionSkew, WrongPeer } from "../../src/transport/errors.ts";
import { gaitway } from "../../src/transport/generated/gaitway.js";
import { DEFAULT_LIMITS, PROTOCOL_MINOR } from "../../src/transport/message.ts";
import type { WireSpace } from "../../src/transport/spec-message.ts";
import type { Tensor } from "../../src/transport/tensor.ts";
import { elementsOf, float64Tensor } from "../../src/transport/tensor.ts";
import { replyBody, requestBody, requestId, session, tensors, timeToLiveMs } from "../support/messages.ts";
import { mutate, pick, xorshift } from "../support/mutate.ts";

const SESSION = new Uint8Array(16).fill(5);
const step = { kind: "step", envIds: [0] } as const;

/** Frames as they arrive: other memory than what was sent. */
const received = (frames: Uint8Array[]) => frames.map((frame) => Buffer.from(frame));

/** Plain data, so that typed arrays compare by their bits and a single bound stands for all. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, item) => {
      if (ArrayBuffer.isView(item)) {
        const bytes = new Uint8Array(item.buffer, item.byteOffset, item.byteLength);
        return `${item.constructor.name} ${Buffer.from(bytes).toString("hex")}`;
      }
      if (typeof item === "number" && !Number.isFinite(item)) return String(item);
      return key === "minBatch" && item === undefined ? "none" : item;
    }),
  );
}

/** A bound that is the same for every element comes back once. */
function asSent(space: WireSpace): WireSpace {
  if (space.type === "tuple") return { ...space, spaces: space.spaces.map(asSent) };
  if (space.type === "dict") {
    return { ...space, entries: space.entries.map(({ key, space }) => ({ key, space: asSent(space) })) };
  }
  if (space.type !== "box") return space;
  const once = (bound: Float64Array) =>
    bound.every((value) => value === bound[0]) ? bound.slice(0, 1) : bound;
  return { ...space, low: once(space.low), high: once(space.high) };
}

test("any request comes out of the codec as it went in", () => {
  fc.assert(
    fc.property(session, requestId, timeToLiveMs, requestBody, tensors, (token, id, ttl, body, sent) => {
      const request = decodeRequest(received(encodeRequest(token, id, ttl, body, sent)), DEFAULT_LIMITS);
      const expected = {
        session: token,
        requestId: id,
        minor: PROTOCOL_MINOR,
        timeToLiveMs: ttl,
        tensors: sent,
        body,
      };
      assert.deepEqual(plain({ ...request, session: Uint8Array.from(request.session) }), plain(expected));
    }),
    { numRuns: 500, seed: 1 },
  );
});

test("any reply comes out of the codec as it went in", () => {
  fc.assert(
    fc.property(session, requestId, replyBody, tensors, (token, id, body, sent) => {
      const reply = decodeReply(received(encodeReply(token, id, body, sent)), DEFAULT_LIMITS);
      const spec = body.kind === "hello" && {
        ...body.spec,
        observationSpace: asSent(body.spec.observationSpace),
        actionSpace: asSent(body.spec.actionSpace),
      };
      const expected = spec ? { ...body, spec } : body;
      assert.deepEqual(
        plain({ ...reply, session: Uint8Array.from(reply.session) }),
        plain({ session: token, requestId: id, minor: PROTOCOL_MINOR, tensors: sent, body: expected }),
      );
    }),
    { numRuns: 500, seed: 2 },
  );
});

test("elements are viewed where their address allows, and copied where not, with the same values", () => {
  const memory = new ArrayBuffer(24);
  const aligned = new Uint8Array(memory, 8, 16);
  const odd = new Uint8Array(memory, 4, 16);
  assert.equal(elementsOf(aligned, "float64").buffer, memory);
  assert.notEqual(elementsOf(odd, "float64").buffer, memory);
  new DataView(memory).setFloat64(4, Math.PI, true);
  assert.equal(elementsOf(odd, "float64")[0], Math.PI);
});

test("limits are checked from the headers, before the frames are touched", () => {
  const limits = {
    ...DEFAULT_LIMITS,
    elementCount: 10,
    tensorCount: 2,
    messageBytes: 150,
    envelopeBytes: 100,
  };
  const decode = (sent: Tensor[]) => decodeRequest(encodeRequest(SESSION, 1, 1, step, sent), limits);
  const tensor = (count: number) => float64Tensor(new Float64Array(count), [count]);
  assert.equal(decode([tensor(10)]).tensors.length, 1);
  assert.throws(() => decode([tensor(11)]), MessageTooLarge);
  assert.throws(() => decode([tensor(1), tensor(1), tensor(1)]), MessageTooLarge);
  assert.throws(() => decode([tensor(9), tensor(9)]), MessageTooLarge);
  const many = { ...step, envIds: Array.from({ length: 200 }, (_, i) => i) };
  assert.throws(() => decodeRequest(encodeRequest(SESSION, 1, 1, many, []), limits), MessageTooLarge);
  // A header that promises what no memory could hold, over a frame of eight bytes.
  const header = { dtype: 2, shape: [0xffffffff, 0xffffffff, 0xffffffff], byteLength: 8 };
  const promise = { magic: 0x3f595747, major: 1, session: SESSION, requestId: 1, timeToLiveMs: 1, step: {} };
  const forged = gaitway.v1.Request.encode({ ...promise, tensors: [header] }).finish();
  assert.throws(() => decodeRequest([forged, new Uint8Array(8)], DEFAULT_LIMITS), MessageTooLarge);
  assert.throws(
    () => encodeRequest(SESSION, 1, 1, step, [float64Tensor(new Float64Array(1), [2])]),
    RangeError,
  );
});

test("a frame that is shorter than its header says is malformed", () => {
  const [envelope, frame] = encodeRequest(SESSION, 9, 1, step, [float64Tensor(new Float64Array(2), [2])]);
  for (const frames of [[envelope!], [envelope!, frame!.subarray(1)], [envelope!, frame!, frame!]]) {
    assert.throws(() => decodeRequest(frames, DEFAULT_LIMITS), { name: "MalformedMessage", requestId: 9 });
  }
});

test("a reply is not a request, and nothing is neither", () => {
  const reply = encodeReply(SESSION, 1, { kind: "bye" }, []);
  assert.throws(() => decodeRequest(reply, DEFAULT_LIMITS), /connect an agent to a server, not to its like/);
  assert.throws(() => decodeRequest([], DEFAULT_LIMITS), MalformedMessage);
  assert.throws(() => decodeRequest([new Uint8Array(0)], DEFAULT_LIMITS), WrongPeer);
});

test("options named like parts of an object are options and nothing else", () => {
  const options = JSON.parse('{"__proto__": 1, "constructor": true}') as Record<string, number | boolean>;
  const body = { kind: "reset", envIds: [0], seeds: [1], options } as const;
  const decoded = decodeRequest(encodeRequest(SESSION, 1, 1, body, []), DEFAULT_LIMITS);
  assert.equal(
    Object.getPrototypeOf(decoded.body.kind === "reset" && decoded.body.options),
    Object.prototype,
  );
  assert.equal(({} as Record<string, unknown>)["1"], undefined);
});

test("100,000 mutated messages decode to a valid message or are refused by one of four errors", () => {
  const random = xorshift(20_041_113);
  const draw = { numRuns: 150, seed: 3 };
  const requests = fc
    .sample(fc.tuple(session, requestId, timeToLiveMs, requestBody, tensors), draw)
    .map(([token, id, ttl, body, sent]) => encodeRequest(token, id, ttl, body, sent));
  const replies = fc
    .sample(fc.tuple(session, requestId, replyBody, tensors), draw)
    .map(([token, id, body, sent]) => encodeReply(token, id, body, sent));
  const refusals = [MalformedMessage, MessageTooLarge, WrongPeer, VersionSkew];
  const counts = { valid: 0, refused: 0 };
  const heapBefore = process.memoryUsage().rss;
  for (let i = 0; i < 100_000; i++) {
    const [corpus, decode] = i % 2 === 0 ? [requests, decodeRequest] : [replies, decodeReply];
    const frames = mutate(pick(corpus, random), pick(corpus, random), random);
    try {
      const { body, tensors } = decode(frames, DEFAULT_LIMITS);
      assert.equal(typeof body.kind, "string");
      for (const { shape, data } of tensors) {
        assert.equal(data.length, shape.reduce((product, extent) => product * extent, 1)); // biome-ignore format: short
      }
      counts.valid++;
    } catch (error) {
      const expected = refusals.some((refusal) => error instanceof refusal);
      if (!expected) assert.fail(`mutation ${i}: ${error instanceof Error ? error.stack : error}`);
      counts.refused++;
    }
  }
  // Both ends are reached, or the mutations are too mild or too harsh to mean anything.
  assert.ok(counts.valid > 5_000 && counts.refused > 30_000, JSON.stringify(counts));
  assert.ok(process.memoryUsage().rss - heapBefore < 300e6, "memory grew by more than 300 MB");
});
