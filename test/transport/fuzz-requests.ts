/** Requests that break a rule, one rule each, beside the nearest that does not. */
import * as pb from "../support/protobuf-bytes.ts";
import type { FuzzCase, Verdict } from "./fuzz-cases.ts";

const { bytes, concat, number, packed, tag, wireTypes } = pb;

const magic = Uint8Array.from([0x0d, ...Buffer.from("GWY?")]);
const session = new Uint8Array(16).fill(5);
const prologue = concat(magic, number(2, 1), number(3, 1));
const header = concat(prologue, bytes(4, session), number(5, 1), number(6, 1000));
const step = bytes(11, packed(1, 0));
const tensor = (dtype: number, shape: readonly number[], byteLength: number) =>
  bytes(7, concat(number(1, dtype), packed(2, ...shape), number(3, byteLength)));
const eight = new Uint8Array(8);

const envelope = (...parts: readonly Uint8Array[]) => [concat(header, ...parts)];
const stepWith = (...later: readonly Uint8Array[]) => envelope(step, ...later);
const withTensor = (header: Uint8Array, ...frames: readonly Uint8Array[]) => [
  ...envelope(header, step),
  ...frames,
];
const option = (...entry: readonly Uint8Array[]) => bytes(3, concat(...entry));
const reset = (...options: readonly Uint8Array[]) => envelope(bytes(10, concat(...options)));
const flag = (field: number) => bytes(field, number(3, 1));

const group = (inner: Uint8Array) => concat(tag(60, wireTypes.open), inner, tag(60, wireTypes.close));

const none = new Uint8Array(0);
const many = (count: number, of: Uint8Array) => Array.from({ length: count }, () => of);
/** An unknown field that makes the envelope exactly this long. */
const padded = (length: number) => {
  const [short = none] = stepWith(bytes(60, new Uint8Array(200)));
  return stepWith(bytes(60, new Uint8Array(200 + length - short.length)));
};

type Row = readonly [name: string, verdict: Verdict, frames: readonly Uint8Array[]];

const opening: readonly Row[] = [
  ["no frame at all", "Malformed", []],
  ["an empty envelope", "WrongPeer", [none]],
  ["a browser", "WrongPeer", [Buffer.from("GET / HTTP/1.1\r\n\r\n")]],
  ["four bytes of the magic", "WrongPeer", [magic.subarray(0, 4)]],
  ["the magic as a varint", "WrongPeer", [concat(number(1, 0x3f595747), prologue.subarray(5), step)]],
  [
    "the magic with one bit changed",
    "WrongPeer",
    [concat(Uint8Array.of(0x0d, 0x46), header.subarray(2), step)],
  ],
  [
    "a reply",
    "WrongPeer",
    [concat(Uint8Array.from([0x0d, ...Buffer.from("GWY!")]), header.subarray(5), step)],
  ],
  ["the magic and no more", "VersionSkew", [magic]],
  ["major version 0", "VersionSkew", [concat(magic, number(2, 0), number(3, 1), header.subarray(9), step)]],
  ["major version 2", "VersionSkew", [concat(magic, number(2, 2), Uint8Array.of(0xff))]],
  ["major version 2 and no protobuf", "VersionSkew", [concat(magic, number(2, 2), Buffer.alloc(5, 0xff))]],
  [
    "the minor version before the major",
    "VersionSkew",
    [concat(magic, number(3, 1), number(2, 1), header.subarray(9))],
  ],
  ["a major version that does not end", "Malformed", [concat(magic, Uint8Array.of(0x10, 0x81))]],
  [
    "major version 1 in two bytes",
    "accepted step",
    [concat(magic, Uint8Array.of(0x10, 0x81, 0), header.subarray(7), step)],
  ],
  ["minor version 4,000,000,000", "accepted step", stepWith(number(3, 4_000_000_000))],
];

const sizes: readonly Row[] = [
  ["an envelope of the largest size", "accepted step", padded(2048)],
  ["an envelope of one byte more", "TooLarge", padded(2049)],
  [
    "tensors of the largest count",
    "accepted step",
    withTensor(concat(...many(16, tensor(7, [1], 1))), ...many(16, eight.subarray(7))),
  ],
  [
    "one tensor more",
    "TooLarge",
    withTensor(concat(...many(17, tensor(7, [1], 1))), ...many(17, eight.subarray(7))),
  ],
  [
    "a tensor of the largest size",
    "accepted step",
    withTensor(tensor(7, [2, 512], 1024), new Uint8Array(1024)),
  ],
  ["a tensor of one element more", "TooLarge", withTensor(tensor(7, [5, 205], 1025), new Uint8Array(1025))],
  ["a message that is too large as a whole", "TooLarge", [...stepWith(), new Uint8Array(8192)]],
  [
    "a header that promises 2⁹⁶ elements",
    "TooLarge",
    withTensor(
      tensor(
        2,
        many(3, none).map(() => 0xffffffff),
        8,
      ),
      eight,
    ),
  ],
  [
    "a header that promises 2⁶⁴ elements",
    "TooLarge",
    withTensor(tensor(7, [0x10000, 0x10000, 0x10000, 0x10000], 0), none),
  ],
  [
    "no element, by a shape of 40 large extents and a 0",
    "accepted step",
    withTensor(tensor(2, [...many(40, none).map(() => 0xffffffff), 0], 0), none),
  ],
];

const tensors: readonly Row[] = [
  ["a frame without a header", "Malformed", [...stepWith(), eight]],
  ["a header without a frame", "Malformed", withTensor(tensor(2, [1], 8))],
  ["two headers for one frame", "Malformed", withTensor(concat(tensor(2, [1], 8), tensor(2, [1], 8)), eight)],
  ["a frame twice", "Malformed", withTensor(tensor(2, [1], 8), eight, eight)],
  ["a frame that is cut", "Malformed", withTensor(tensor(2, [1], 8), eight.subarray(1))],
  ["a header with another length", "Malformed", withTensor(tensor(2, [1], 7), eight)],
  ["a header with no length", "Malformed", withTensor(tensor(2, [1], 0), eight)],
  ["a shape with another length", "Malformed", withTensor(tensor(2, [2], 8), eight)],
  ["no element type", "Malformed", withTensor(tensor(0, [1], 8), eight)],
  ["an element type of a later version", "Malformed", withTensor(tensor(12, [4], 8), eight)],
  [
    "element type −1",
    "Malformed",
    withTensor(bytes(7, concat(number(1, -1n), packed(2, 1), number(3, 8))), eight),
  ],
  ["no shape: one element", "accepted step", withTensor(bytes(7, concat(number(1, 2), number(3, 8))), eight)],
  [
    "a shape that is not packed",
    "accepted step",
    withTensor(bytes(7, concat(number(1, 2), number(2, 1), number(3, 8))), eight),
  ],
];

const ids: readonly Row[] = [
  ["request id 0", "Malformed", stepWith(number(5, 0))],
  ["no request id", "Malformed", [concat(prologue, bytes(4, session), number(6, 1000), step)]],
  ["request id 2³², of which 32 bits are 0", "Malformed", stepWith(number(5, 2n ** 32n))],
  ["request id 2³² + 5", "accepted step", stepWith(number(5, 2n ** 32n + 5n))],
  ["request id twice", "accepted step", stepWith(number(5, 2))],
  ["no deadline", "Malformed", [concat(prologue, bytes(4, session), number(5, 1), step)]],
  ["a session of 15 bytes", "Malformed", stepWith(bytes(4, session.subarray(1)))],
  ["a session of 17 bytes", "Malformed", stepWith(bytes(4, new Uint8Array(17)))],
  ["no session", "Malformed", [concat(prologue, number(5, 1), number(6, 1000), step)]],
  ["a session said twice, the last time as nothing", "Malformed", stepWith(bytes(4, none))],
  [
    "a handshake without a session",
    "accepted hello",
    [concat(prologue, number(5, 1), number(6, 1), bytes(9, none))],
  ],
  ["a handshake with a session", "accepted hello", envelope(bytes(9, none))],
  ["a handshake with half a session", "Malformed", envelope(bytes(9, none), bytes(4, session.subarray(8)))],
];

const kinds: readonly Row[] = [
  ["no kind", "accepted unknown", envelope()],
  ["the kind of a later version", "accepted unknown", envelope(bytes(27, none))],
  ["a kind as a number", "accepted unknown", envelope(number(11, 1))],
  ["a step, then a reset: the last one counts", "accepted reset", envelope(step, bytes(10, none))],
  ["a reset, then a step", "accepted step", envelope(bytes(10, none), step)],
  ["a step in two halves", "accepted step", envelope(step, bytes(11, packed(1, 1)))],
  ["an empty step", "accepted step", envelope(bytes(11, none))],
  [
    "environments that are not packed",
    "accepted step",
    envelope(bytes(11, concat(number(1, 3), number(1, 4)))),
  ],
  ["environments as doubles", "accepted step", envelope(bytes(11, pb.double(1, 1)))],
  ["fewer seeds than environments", "Malformed", envelope(bytes(10, concat(packed(1, 0, 1), packed(2, 7))))],
  ["seeds and no environment", "Malformed", envelope(bytes(10, packed(2, 7)))],
];

const options: readonly Row[] = [
  ["an option", "accepted reset", reset(option(bytes(1, "floor"), bytes(2, bytes(2, "wet"))))],
  ["an option without a name", "accepted reset", reset(option(flag(2)))],
  ["an option without a value", "Malformed", reset(option(bytes(1, "floor")))],
  ["an option with a value of no kind", "Malformed", reset(option(bytes(1, "floor"), bytes(2, none)))],
  [
    "an option twice",
    "accepted reset",
    reset(option(bytes(1, "a"), flag(2)), option(bytes(1, "a"), flag(2))),
  ],
  ["an option named __proto__", "accepted reset", reset(option(bytes(1, "__proto__"), flag(2)))],
  ["a name that is not UTF-8", "Malformed", reset(option(bytes(1, Uint8Array.of(0xff)), flag(2)))],
  [
    "a name in an overlong encoding",
    "Malformed",
    reset(option(bytes(1, Uint8Array.of(0xc0, 0x80)), flag(2))),
  ],
  ["half a surrogate pair", "Malformed", reset(option(bytes(1, Uint8Array.of(0xed, 0xa0, 0x80)), flag(2)))],
  [
    "a name that ends within a letter",
    "Malformed",
    reset(option(bytes(1, Uint8Array.of(0xf0, 0x9f, 0x90)), flag(2))),
  ],
  ["a name with a zero", "accepted reset", reset(option(bytes(1, "a\0b"), flag(2)))],
  [
    "a long name that is not UTF-8",
    "Malformed",
    reset(option(bytes(1, new Uint8Array(100).fill(0x80)), flag(2))),
  ],
  ["not UTF-8 in a field of a later version", "accepted step", stepWith(bytes(60, Uint8Array.of(0xff)))],
];

const encoding: readonly Row[] = [
  ["cut within a number", "Malformed", stepWith(Uint8Array.of(0x28, 0x80))],
  ["cut behind a tag", "Malformed", stepWith(Uint8Array.of(0x28))],
  ["a length beyond the end", "Malformed", stepWith(Uint8Array.of(0x5a, 0x05, 0x0a))],
  ["a length of 2³¹", "Malformed", stepWith(concat(tag(11, 2), varintOf(0x80, 0x80, 0x80, 0x80, 0x08)))],
  ["a length of 2⁶⁴ − 1", "Malformed", stepWith(concat(tag(60, 2), pb.varint(-1n)))],
  [
    "a nested length beyond its parent",
    "Malformed",
    envelope(bytes(11, Uint8Array.of(0x0a, 0x02, 0x00)), number(60, 1)),
  ],
  ["a number of ten bytes", "accepted step", stepWith(concat(tag(60, 0), pb.varint(-1n)))],
  ["field number 0", "Malformed", stepWith(Uint8Array.of(0x00, 0x01))],
  ["the largest field number", "accepted step", stepWith(Uint8Array.of(0xf8, 0xff, 0xff, 0xff, 0x0f, 0x01))],
  ["a tag of more than 32 bits", "Malformed", stepWith(Uint8Array.of(0xf8, 0xff, 0xff, 0xff, 0x1f, 0x01))],
  ["wire type 6", "Malformed", stepWith(tag(60, 6))],
  ["wire type 7", "Malformed", stepWith(tag(60, 7))],
  ["a group of a later version", "accepted step", stepWith(group(number(1, 1)))],
  ["a group that is not closed", "Malformed", stepWith(tag(60, wireTypes.open))],
  ["a group that is not opened", "Malformed", stepWith(tag(60, wireTypes.close))],
  ["a group closed as another", "Malformed", stepWith(tag(60, wireTypes.open), tag(61, wireTypes.close))],
  ["groups 50 deep", "accepted step", stepWith(pb.nest(50, none, group))],
  ["groups 300 deep", "Malformed", stepWith(pb.nest(300, none, group))],
  ["seven bytes where eight belong", "Malformed", stepWith(concat(tag(60, 1), eight.subarray(1)))],
  ["three bytes where four belong", "Malformed", stepWith(concat(tag(60, 5), eight.subarray(5)))],
  ["zeros behind the message", "Malformed", stepWith(eight)],
];

function varintOf(...raw: readonly number[]): Uint8Array {
  return Uint8Array.from(raw);
}

export const fuzzRequests: readonly FuzzCase[] = [
  ...[opening, sizes, tensors, ids, kinds, options, encoding].flat(),
].map(([name, verdict, frames]) => ({ name, verdict, frames }));
