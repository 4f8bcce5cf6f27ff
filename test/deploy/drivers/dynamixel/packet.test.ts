/** Instruction packets against the examples that ROBOTIS prints in the e-manual, DYNAMIXEL Protocol 2.0, and CRC calculation. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { crc16 } from "../../../../src/deploy/drivers/dynamixel/crc.ts";
import {
  encodePing,
  encodeRead,
  encodeSyncRead,
  encodeSyncWrite,
  encodeWrite,
  packetLength,
} from "../../../../src/deploy/drivers/dynamixel/packet.ts";
import { bytesOf, hex } from "../support/hex.ts";

const out = new Uint8Array(2048);
const nobody = (count: number) => new Uint8Array(count);
const written = (length: number) => hex(out.subarray(0, length));

test("the checksum is that of the manual's example and of CRC-16/UMTS' check value", () => {
  const example = bytesOf("FF FF FD 00 01 07 00 02 00 00 02 00");
  assert.equal(crc16(example, 0, example.length), 0x5121);
  // The catalogue of parametrised CRCs: poly 8005, init 0, not reflected, "123456789" → FEE8.
  assert.equal(crc16(new TextEncoder().encode("123456789"), 0, 9), 0xfee8);
});

test("a ping, to one and to all", () => {
  assert.equal(written(encodePing(out, 1)), "FF FF FD 00 01 03 00 01 19 4E");
  assert.equal(written(encodePing(out, 0xfe)), "FF FF FD 00 FE 03 00 01 31 42");
});

test("a read of four bytes at 132", () => {
  assert.equal(written(encodeRead(out, 1, 132, 4)), "FF FF FD 00 01 07 00 02 84 00 04 00 1D 15");
});

test("a write of 512 as goal position", () => {
  assert.equal(
    written(encodeWrite(out, 1, 116, [0x00, 0x02, 0, 0])),
    "FF FF FD 00 01 09 00 03 74 00 00 02 00 00 CA 89",
  );
});

test("a sync read of two servos", () => {
  assert.equal(
    written(encodeSyncRead(out, 132, 4, bytesOf("01 02"), nobody(2))),
    "FF FF FD 00 FE 09 00 82 84 00 04 00 01 02 CE FA",
  );
});

test("a sync write to two servos", () => {
  assert.equal(
    written(encodeSyncWrite(out, 116, 4, bytesOf("01 02"), bytesOf("96 00 00 00 AA 00 00 00"))),
    "FF FF FD 00 FE 11 00 83 74 00 04 00 01 96 00 00 00 02 AA 00 00 00 82 87",
  );
});

test("a sync read asks only those who have not answered", () => {
  const asked = encodeSyncRead(out, 132, 4, bytesOf("01 02 03"), bytesOf("01 00 01"));
  assert.equal(written(asked - 2), "FF FF FD 00 FE 08 00 82 84 00 04 00 02");
});

test("FF FF FD among the data gains an FD that the length counts, each time and however it is broken up", () => {
  const data = (text: string) => {
    const length = encodeWrite(out, 1, 224, [...bytesOf(text)]);
    // Behind the instruction come two bytes of address; the last two are the checksum.
    return { length: (out[5] ?? 0) - 5, data: hex(out.subarray(10, length - 2)) };
  };
  assert.deepEqual(data("FF FF FD"), { length: 4, data: "FF FF FD FD" });
  assert.deepEqual(data("FF FF FD FD"), { length: 5, data: "FF FF FD FD FD" });
  assert.deepEqual(data("FF FF FF FD"), { length: 5, data: "FF FF FF FD FD" });
  assert.deepEqual(data("FF FF FD FF FF FD"), { length: 8, data: "FF FF FD FD FF FF FD FD" });
  assert.deepEqual(data("FF FD FF FD"), { length: 4, data: "FF FD FF FD" });
  assert.deepEqual(data("FF FF FE"), { length: 3, data: "FF FF FE" });
});

test("the pattern across address and data is stuffed too", () => {
  const length = encodeWrite(out, 1, 0xffff, [0xfd]);
  assert.equal(hex(out.subarray(7, length - 2)), "03 FF FF FD FD");
});

test("no data makes a header inside a packet", () => {
  const byte = fc.oneof(fc.constantFrom(0xff, 0xfd, 0x00), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 60 }), (data) => {
      const length = encodeWrite(out, 1, 224, data);
      assert.ok(length >= packetLength(2 + data.length));
      assert.equal(crc16(out, 0, length - 2), (out[length - 2] ?? 0) | ((out[length - 1] ?? 0) << 8));
      assert.ok(!hex(out.subarray(4, length - 2)).includes("FF FF FD 00"));
    }),
  );
});
