/** What the parser makes of the manual's status packets, and of everything that is none. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { crc16 } from "../../../../src/deploy/drivers/dynamixel/crc.ts";
import { encodePing } from "../../../../src/deploy/drivers/dynamixel/packet.ts";
import { StatusParser } from "../../../../src/deploy/drivers/dynamixel/status-parser.ts";
import { bytesOf, hex } from "../support/hex.ts";

interface Status {
  readonly id: number;
  readonly error: number;
  readonly params: readonly number[];
}

/** A status packet made the slow way: the body as text, stuffed by a regular expression. */
function statusPacket({ id, error, params }: Status): Uint8Array {
  const body = hex(Uint8Array.of(0x55, error, ...params)).replaceAll("FF FF FD", "FF FF FD FD");
  const length = body.split(" ").length + 2;
  const head = bytesOf(`FF FF FD 00 ${hex(Uint8Array.of(id, length & 0xff, length >> 8))} ${body}`);
  const crc = crc16(head, 0, head.length);
  return Uint8Array.of(...head, crc & 0xff, crc >> 8);
}

function feed(parser: StatusParser, bytes: Uint8Array): Status[] {
  parser.bytes.set(bytes, parser.end);
  parser.received(bytes.length);
  const found: Status[] = [];
  while (parser.next())
    found.push({ id: parser.id, error: parser.error, params: [...parser.params.subarray(0, parser.count)] });
  return found;
}

function counts({ garbage, corrupt, instructions }: StatusParser) {
  return { garbage, corrupt, instructions };
}

const position1 = bytesOf("FF FF FD 00 01 08 00 55 00 A6 00 00 00 8C C0");
const position2 = bytesOf("FF FF FD 00 02 08 00 55 00 1F 08 00 00 BA BE");
const answer1 = { id: 1, error: 0, params: [0xa6, 0, 0, 0] };
const answer2 = { id: 2, error: 0, params: [0x1f, 8, 0, 0] };
const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

test("the manual's answers to a ping, a write and a sync read", () => {
  const parser = new StatusParser();
  assert.deepEqual(feed(parser, bytesOf("FF FF FD 00 01 07 00 55 00 06 04 26 65 5D")), [
    { id: 1, error: 0, params: [0x06, 0x04, 0x26] },
  ]);
  assert.deepEqual(feed(parser, bytesOf("FF FF FD 00 01 04 00 55 00 A1 0C")), [
    { id: 1, error: 0, params: [] },
  ]);
  assert.deepEqual(feed(parser, join(position1, position2)), [answer1, answer2]);
  assert.deepEqual(counts(parser), { garbage: 0, corrupt: 0, instructions: 0 });
});

test("a packet that comes byte by byte is found with its last byte, not before", () => {
  const parser = new StatusParser();
  for (const byte of position1.subarray(0, -1)) assert.deepEqual(feed(parser, Uint8Array.of(byte)), []);
  assert.deepEqual(feed(parser, position1.subarray(-1)), [answer1]);
});

test("garbage before, between and behind is dropped and counted", () => {
  const parser = new StatusParser();
  const noise = bytesOf("00 FF FF 12 FD");
  assert.deepEqual(feed(parser, join(noise, position1, noise, position2)), [answer1, answer2]);
  assert.deepEqual(counts(parser), { garbage: 10, corrupt: 0, instructions: 0 });
});

test("a header's beginning that is none does not hide the header behind it", () => {
  const parser = new StatusParser();
  assert.deepEqual(feed(parser, join(bytesOf("FF FF FF FF FD"), position1)), [answer1]);
});

test("our own bytes that come back are told from answers, by their checksum", () => {
  const parser = new StatusParser();
  const crcs: number[] = [];
  parser.onInstruction = (crc) => void crcs.push(crc);
  const ping = new Uint8Array(10);
  encodePing(ping, 1);
  assert.deepEqual(feed(parser, join(ping, position1)), [answer1]);
  assert.deepEqual(crcs, [0x4e19]);
  assert.deepEqual(counts(parser), { garbage: 0, corrupt: 0, instructions: 1 });
});

test("a packet that was cut off does not swallow the next one", () => {
  for (let kept = 4; kept < position1.length; kept++) {
    const parser = new StatusParser();
    assert.deepEqual(feed(parser, join(position1.subarray(0, kept), position2)), [answer2], `${kept} kept`);
    assert.ok(parser.corrupt + parser.garbage > 0, `${kept} kept`);
  }
});

test("a length that was damaged upwards does not swallow the next packet", () => {
  const damaged = position1.slice();
  damaged[5] = 0xf0;
  const parser = new StatusParser();
  assert.deepEqual(feed(parser, join(damaged, position2)), [answer2]);
});

test("the rest of a packet that was given up is not taken for the beginning of another", () => {
  const parser = new StatusParser();
  feed(parser, position1.subarray(0, 9));
  parser.reset();
  assert.deepEqual(feed(parser, join(position1.subarray(9), position2)), [answer2]);
  assert.deepEqual(counts(parser), { garbage: 6, corrupt: 1, instructions: 0 });
});

const byte = fc.oneof(fc.constantFrom(0xff, 0xfd, 0x00, 0x55), fc.integer({ min: 0, max: 255 }));
const status = fc.record(
  { id: fc.integer({ min: 0, max: 252 }), error: byte, params: fc.array(byte, { maxLength: 40 }) },
  { noNullPrototype: true },
);

test("what is sent is what is found, however it is cut into pieces", () => {
  fc.assert(
    fc.property(
      fc.array(status, { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 40 })),
      (sent, cuts) => {
        const parser = new StatusParser();
        const bytes = join(...sent.map(statusPacket));
        const found: Status[] = [];
        let at = 0;
        for (const size of [...cuts, bytes.length]) {
          found.push(...feed(parser, bytes.subarray(at, at + size)));
          at = Math.min(bytes.length, at + size);
        }
        assert.deepEqual(found, sent);
      },
    ),
  );
});

test("a packet with up to three bits wrong anywhere is never taken for a packet", () => {
  // x + 1 divides the polynomial, so every odd number of wrong bits is found; two are found anywhere within its period of 32767 bits.
  const bits = fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(status, bits, (sent, places) => {
      const packet = statusPacket(sent);
      // The header and the length say where a packet is; the checksum says what is in it.
      const first = 7 * 8;
      const flipped = new Set(places.map((place) => first + (place % (packet.length * 8 - first))));
      for (const bit of flipped) packet[bit >> 3] = (packet[bit >> 3] as number) ^ (1 << (bit & 7));
      const parser = new StatusParser();
      assert.deepEqual(feed(parser, packet), []);
    }),
  );
});

test("of random changes at most the share that a checksum of 16 bits must let through is taken for a packet", () => {
  let taken = 0;
  let tried = 0;
  fc.assert(
    fc.property(
      status,
      fc.array(fc.tuple(fc.nat(), byte), { minLength: 1, maxLength: 6 }),
      (sent, changes) => {
        const packet = statusPacket(sent);
        const before = hex(packet);
        for (const [place, value] of changes) packet[place % packet.length] = value;
        if (hex(packet) === before) return;
        tried++;
        taken += feed(new StatusParser(), packet).length;
      },
    ),
    { numRuns: 4000, seed: 20261125 },
  );
  // 4000 / 65536 = 0.06 expected; four would be a parser that does not look.
  assert.ok(taken < 4, `${taken} of ${tried}`);
});

test("noise without end neither fills the buffer nor hides the packet after it", () => {
  const parser = new StatusParser();
  const noise = bytesOf("FF FF FD 00 07 FF 01");
  for (let round = 0; round < 3000; round++) {
    feed(parser, noise);
    assert.ok(parser.room > 1000);
  }
  assert.deepEqual(feed(parser, position1), [answer1]);
});
