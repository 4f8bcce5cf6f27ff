/** Replies that break a rule, one rule each, beside the nearest that does not. */
import * as pb from "../support/protobuf-bytes.ts";
import type { FuzzCase, Verdict } from "./fuzz-cases.ts";

const { bytes, concat, double, doubles, number, packed } = pb;

const none = new Uint8Array(0);
const magic = Uint8Array.from([0x0d, ...Buffer.from("GWY!")]);
const session = new Uint8Array(16).fill(5);
const header = concat(magic, number(2, 1), number(3, 1), bytes(4, session), number(5, 1));
const envelope = (...parts: readonly Uint8Array[]) => [concat(header, ...parts)];

const discrete = bytes(2, number(1, 2));
const specFields = {
  observation: bytes(3, discrete),
  action: bytes(4, discrete),
  envCount: number(5, 1),
  period: double(6, 0.02),
  autoreset: number(7, 1),
};
/** The reply to a handshake whose spec is right but for the fields given. */
function hello(wrong: Partial<typeof specFields>, ...more: readonly Uint8Array[]): Uint8Array[] {
  const spec = concat(...Object.values({ ...specFields, ...wrong }), ...more);
  return envelope(bytes(9, bytes(6, spec)));
}
const observing = (...space: readonly Uint8Array[]) => hello({ observation: bytes(3, concat(...space)) });
const box = (...fields: readonly Uint8Array[]) => observing(bytes(1, concat(...fields)));
const float64 = number(1, 2);
const [low, high] = [bytes(3, doubles(-1)), bytes(4, doubles(1))];
const huge = Array.from({ length: 40 }, () => 0xffffffff);

/** A tuple of one, around a space: two nestings of protobuf. */
const tuple = (space: Uint8Array) => bytes(6, bytes(1, space));
const dict = (space: Uint8Array) => bytes(5, bytes(1, concat(bytes(1, "k"), bytes(2, space))));

/** One environment's results, right but for the fields given. */
function step(wrong: Readonly<Record<number, Uint8Array>>): Uint8Array[] {
  const right = { 1: packed(1, 0), 2: bytes(2, doubles(1)), 3: packed(3, 0), 4: packed(4, 0) };
  return envelope(bytes(11, concat(...Object.values({ ...right, ...wrong }))));
}

type Row = readonly [name: string, verdict: Verdict, frames: readonly Uint8Array[]];

const envelopes: readonly Row[] = [
  ["a request", "WrongPeer", [concat(Uint8Array.from([0x0d, ...Buffer.from("GWY?")]), header.subarray(5))]],
  ["another major version", "VersionSkew", [concat(magic, number(2, 2))]],
  ["no kind", "Malformed", envelope()],
  ["the kind of a later version", "Malformed", envelope(bytes(27, none))],
  ["a reply that nobody asked for", "accepted bye", envelope(bytes(13, none), number(5, 0))],
  ["a reply without a session", "Malformed", [concat(magic, number(2, 1), number(5, 1), bytes(13, none))]],
  [
    "an error without a session",
    "accepted error",
    [concat(magic, number(2, 1), number(5, 1), bytes(8, number(1, 1)))],
  ],
  ["an error without a code", "Malformed", envelope(bytes(8, bytes(2, "what")))],
  ["an error with a code of a later version", "accepted error", envelope(bytes(8, number(1, 14)))],
  ["an error with code −1", "accepted error", envelope(bytes(8, number(1, -1n)))],
  [
    "an error that is not UTF-8",
    "Malformed",
    envelope(bytes(8, concat(number(1, 1), bytes(2, Uint8Array.of(0xff))))),
  ],
  [
    "an error, then a step: the last one counts",
    "accepted step",
    envelope(bytes(8, number(1, 1)), bytes(11, none)),
  ],
  ["a step, then an error", "accepted error", envelope(bytes(11, none), bytes(8, number(1, 1)))],
];

const steps: readonly Row[] = [
  ["a step", "accepted step", step({})],
  ["fewer rewards than environments", "Malformed", step({ 2: none })],
  ["more rewards than environments", "Malformed", step({ 2: bytes(2, doubles(1, 2)) })],
  ["rewards of seven bytes", "Malformed", step({ 2: bytes(2, doubles(1).subarray(1)) })],
  ["rewards that are not packed", "accepted step", step({ 2: double(2, 1) })],
  ["no terminated", "Malformed", step({ 3: none })],
  ["no truncated", "Malformed", step({ 4: none })],
  ["a flag of 2", "accepted step", step({ 3: packed(3, 2) })],
  ["two reasons for one environment", "Malformed", step({ 5: concat(bytes(5, "fell"), bytes(5, "fell")) })],
  ["a failure without a code", "Malformed", step({ 7: bytes(7, none) })],
];

const specs: readonly Row[] = [
  ["a spec", "accepted hello", hello({})],
  ["a handshake without a spec", "Malformed", envelope(bytes(9, none))],
  ["no environments", "Malformed", hello({ envCount: none })],
  ["no autoreset mode", "Malformed", hello({ autoreset: none })],
  ["an autoreset mode of a later version", "Malformed", hello({ autoreset: number(7, 4) })],
  ["a control period that is not a number", "Malformed", hello({ period: double(6, Number.NaN) })],
  ["a negative control period", "Malformed", hello({ period: double(6, -1) })],
  ["a control period of −0", "accepted hello", hello({ period: double(6, -0) })],
  ["a policy for actions of a later version", "Malformed", hello({}, number(11, 2))],
  ["an option without a default", "Malformed", hello({}, bytes(9, bytes(1, "floor")))],
  ["a property without a default", "Malformed", hello({}, bytes(10, bytes(1, "gravity")))],
];

const boxes: readonly Row[] = [
  ["no space", "Malformed", hello({ observation: none })],
  ["a space of a later version", "Malformed", observing(bytes(8, none))],
  ["a box", "accepted hello", box(float64, packed(2, 3), low, high)],
  ["a box of no element type", "Malformed", box(packed(2, 3), low, high)],
  ["a box without bounds", "Malformed", box(float64, packed(2, 3))],
  ["a bound of seven bytes", "Malformed", box(float64, packed(2, 3), bytes(3, doubles(1).subarray(1)), high)],
  ["two bounds for three elements", "Malformed", box(float64, packed(2, 3), bytes(3, doubles(0, 0)), high)],
  [
    "a lower bound above the upper one",
    "Malformed",
    box(float64, packed(2, 3), bytes(3, doubles(0, 2, 0)), high),
  ],
  [
    "a bound that is not a number",
    "Malformed",
    box(float64, packed(2, 3), bytes(3, doubles(Number.NaN)), high),
  ],
  ["a box of 2³¹ elements", "Malformed", box(float64, packed(2, 2 ** 16, 2 ** 15), low, high)],
  ["a box of 2³¹ − 1 elements", "accepted hello", box(float64, packed(2, 2 ** 31 - 1), low, high)],
  ["a box of 40 large extents", "Malformed", box(float64, packed(2, ...huge), low, high)],
  ["a box of 40 large extents and a 0", "accepted hello", box(float64, packed(2, ...huge, 0), low, high)],
  ["one name for three elements", "Malformed", box(float64, packed(2, 3), low, high, bytes(5, "hip"))],
  ["one unit for three elements", "Malformed", box(float64, packed(2, 3), low, high, bytes(6, "rad"))],
];

const otherSpaces: readonly Row[] = [
  ["a choice of nothing", "Malformed", observing(bytes(2, none))],
  ["two choices with one name", "Malformed", observing(bytes(2, concat(number(1, 2), bytes(3, "left"))))],
  ["choices without counts", "Malformed", observing(bytes(3, packed(1, 2)))],
  ["2³¹ − 1 choices without counts", "Malformed", observing(bytes(3, packed(1, 2 ** 31 - 1)))],
  [
    "choices with one start for two",
    "Malformed",
    observing(bytes(3, concat(packed(1, 2), packed(2, 2, 2), number(3, 1)))),
  ],
  ["bits with one name for two", "Malformed", observing(bytes(4, concat(packed(1, 2), bytes(2, "on"))))],
  [
    "a text whose shortest is above its longest",
    "Malformed",
    observing(bytes(7, concat(number(1, 2), number(2, 1)))),
  ],
  ["an entry without a space", "Malformed", observing(bytes(5, bytes(1, bytes(1, "k"))))],
  ["an empty tuple", "accepted hello", observing(bytes(6, none))],
  [
    "a space of two kinds: the last one counts",
    "Malformed",
    observing(discrete, bytes(2, none), bytes(1, none)),
  ],
  ["tuples 40 deep", "accepted hello", observing(pb.nest(40, discrete, tuple))],
  ["tuples 60 deep", "Malformed", observing(pb.nest(60, discrete, tuple))],
  ["tuples 300 deep", "Malformed", observing(pb.nest(300, discrete, tuple))],
  ["dicts 60 deep", "Malformed", observing(pb.nest(60, discrete, dict))],
];

export const fuzzReplies: readonly FuzzCase[] = [...[envelopes, steps, specs, boxes, otherSpaces].flat()].map(
  ([name, verdict, frames]) => ({ name, verdict, frames }),
);
