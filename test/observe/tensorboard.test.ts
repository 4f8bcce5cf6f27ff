/** Event files against bytes that TensorBoard's own writer made, and against a reader that shares no code with ours. */
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { crc32c } from "../../src/observe/tensorboard/crc32c.ts";
import { scalarsEvent, startEvent, versionEvent } from "../../src/observe/tensorboard/event.ts";
import { createEventFile } from "../../src/observe/tensorboard/event-file.ts";
import { framed } from "../../src/observe/tensorboard/record.ts";
import { packageRoot } from "../support/package-root.ts";

/** A bit at a time: division as it is taught, no table. */
function crcByDivision(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes)
    for (let bit = 0; bit < 8; bit++) {
      const odd = ((crc ^ (byte >>> bit)) & 1) === 1;
      crc = odd ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    }
  return ~crc >>> 0;
}

interface Read {
  readonly wallTime: number;
  readonly step: number;
  readonly version?: string;
  readonly start?: boolean;
  readonly scalars: Record<string, number>;
}

/** Every record, its two CRCs checked; trailing bytes are an error. */
function readEvents(file: Uint8Array): Read[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const unmasked = (at: number): number => {
    const turned = (view.getUint32(at, true) - 0xa282ead8) >>> 0;
    return ((turned << 15) | (turned >>> 17)) >>> 0;
  };
  const events: Read[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(view.getBigUint64(at, true));
    assert.equal(unmasked(at + 8), crcByDivision(file.subarray(at, at + 8)));
    const data = file.subarray(at + 12, at + 12 + length);
    assert.equal(unmasked(at + 12 + length), crcByDivision(data));
    events.push(readEvent(data));
    at += length + 16;
  }
  return events;
}

type Field = readonly [number: number, value: number | Uint8Array];

function fieldsOf(bytes: Uint8Array): Field[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = bytes[at++]!;
      value += (byte % 128) * scale;
      scale *= 128;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const type = key % 8;
    let value: number | Uint8Array;
    if (type === 0) value = varint();
    else if (type === 1) {
      value = view.getFloat64(at, true);
      at += 8;
    } else if (type === 5) {
      value = view.getFloat32(at, true);
      at += 4;
    } else {
      const length = varint();
      value = bytes.subarray(at, at + length);
      at += length;
    }
    fields.push([Math.floor(key / 8), value]);
  }
  return fields;
}

function readEvent(bytes: Uint8Array): Read {
  const fields = new Map(fieldsOf(bytes));
  const text = (value: unknown) => Buffer.from(value as Uint8Array).toString("utf8");
  const scalars = fieldsOf((fields.get(5) ?? new Uint8Array()) as Uint8Array).map(([, value]) => {
    const inside = new Map(fieldsOf(value as Uint8Array));
    return [text(inside.get(1)), inside.get(2) as number] as const;
  });
  return {
    wallTime: fields.get(1) as number,
    step: (fields.get(2) ?? 0) as number,
    ...(fields.has(3) ? { version: text(fields.get(3)) } : {}),
    ...(fields.has(7) ? { start: new Map(fieldsOf(fields.get(7) as Uint8Array)).get(1) === 1 } : {}),
    scalars: Object.fromEntries(scalars),
  };
}

test("the CRC is that of RFC 3720, and of division bit by bit", () => {
  // RFC 3720, B.4: 32 bytes of zeros, of ones, and 0 … 31; the check value of "123456789" is E3069283.
  assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  assert.equal(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e);
  assert.equal(crc32c(Buffer.from("123456789")), 0xe3069283);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => crc32c(bytes) === crcByDivision(bytes)),
  );
});

test("events are the bytes that TensorBoard's own writer makes of them", async () => {
  const golden = await readFile(join(packageRoot, "test", "golden", "tensorboard", "scalars.tfevents"));
  const events = [
    versionEvent(1764090000.25),
    startEvent(1764090000.25, 1001),
    scalarsEvent(1764090001.5, 2048, {
      "return/training": 123.456,
      "policy/kl": -0,
      left: Number.NaN,
      "time/μ": 1e-30,
    }),
    scalarsEvent(1764090002, 5_000_000_000, { "evaluation/deterministic": -500 }),
  ];
  assert.deepEqual(Buffer.concat(events.map(framed)), golden);
});

test("a reader of other making finds the scalars again, whatever their names and numbers", () => {
  const scalars = fc.dictionary(
    fc.string({ unit: "binary" }),
    fc.float({ noNaN: true, noDefaultInfinity: true }),
  );
  const steps = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  const times = fc.double({ min: 0, max: 1e11, noNaN: true });
  fc.assert(
    fc.property(scalars, steps, times, (named, step, wallTime) => {
      const [event] = readEvents(framed(scalarsEvent(wallTime, step, named)));
      assert.deepEqual(Object.entries(event!.scalars), Object.entries(named));
      assert.deepEqual([event!.step, event!.wallTime], [step, wallTime]);
    }),
  );
});

async function fileOf(directory: string, after: number, every: number) {
  let seconds = 1000 + after;
  return createEventFile({ directory, after, every, now: () => seconds++ });
}

async function eventsIn(directory: string): Promise<Read[]> {
  const names = (await readdir(directory)).sort();
  const files = await Promise.all(names.map((name) => readFile(join(directory, name))));
  return files.flatMap((file) => readEvents(file));
}

test("events come a stretch of steps apart, as means of what is finite in it, and evaluations at once", async () => {
  const directory = await mkdtemp(join(tmpdir(), "gaitway-events-"));
  const file = await fileOf(directory, 0, 10);
  file.add(4, { a: 1, b: Number.NaN });
  file.add(8, { a: 3, b: 5 });
  file.addNow(8, { evaluation: 7 });
  file.add(12, { a: 5 });
  file.add(16, { a: 9 });
  assert.deepEqual(await readdir(directory), []);
  await file.flush();
  const [version, start, ...rest] = await eventsIn(directory);
  assert.equal(version!.version, "brain.Event:2");
  assert.deepEqual([start!.start, start!.step], [true, 1]);
  // Due at 10: the first three, (1 + 3 + 5)/3 = 3, at the step of the last. What is left over goes out with the flush.
  assert.deepEqual(
    rest.map(({ step, scalars }) => [step, scalars]),
    [
      [8, { evaluation: 7 }],
      [12, { a: 3, b: 5 }],
      [16, { a: 9 }],
    ],
  );
});

test("a run that goes on writes a file of its own that takes back what lies beyond its step", async () => {
  const directory = await mkdtemp(join(tmpdir(), "gaitway-events-"));
  const first = await fileOf(directory, 0, 1);
  for (const step of [10, 20, 30]) first.add(step, { a: step });
  await first.flush();
  const second = await fileOf(directory, 20, 1);
  second.add(30, { a: -30 });
  await second.flush();
  assert.equal((await readdir(directory)).length, 2);
  // As TensorBoard reads: a start drops everything of its step and later.
  let curve: (readonly [number, number])[] = [];
  for (const { start, step, scalars } of await eventsIn(directory)) {
    if (start) curve = curve.filter(([at]) => at < step);
    if (scalars.a !== undefined) curve.push([step, scalars.a]);
  }
  assert.deepEqual(curve, [
    [10, 10],
    [20, 20],
    [30, -30],
  ]);
});
