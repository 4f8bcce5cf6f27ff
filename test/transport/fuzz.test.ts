/** The broken messages of test/golden/fuzz: what this side's decoder says to each, and what the Python tests ask theirs. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { decodeReply, decodeRequest } from "../../src/transport/codec.ts";
import { MalformedMessage, MessageTooLarge, VersionSkew, WrongPeer } from "../../src/transport/errors.ts";
import { mutate, pick, xorshift } from "../support/mutate.ts";
import { packageRoot } from "../support/package-root.ts";
import type { FuzzCase, Verdict } from "./fuzz-cases.ts";
import { fuzzCases, fuzzLimits } from "./fuzz-cases.ts";

interface Entry {
  readonly name: string;
  readonly direction: "request" | "reply";
  readonly verdict: Verdict;
  readonly frames: readonly string[];
}

const file = join(packageRoot, "test", "golden", "fuzz", "corpus.json");
const remedy = "if the change is meant, write them anew with GAITWAY_UPDATE_GOLDEN=1 (test/golden/README.md)";
const decoders = { request: decodeRequest, reply: decodeReply } as const;
const refusals = [
  [WrongPeer, "WrongPeer"],
  [VersionSkew, "VersionSkew"],
  [MessageTooLarge, "TooLarge"],
  [MalformedMessage, "Malformed"],
] as const;
const mutationCount = 150;

/** Throws what is not one of the four errors a decoder may throw. */
function verdictOn(direction: Entry["direction"], frames: readonly Uint8Array[]): Verdict {
  try {
    return `accepted ${decoders[direction](frames, fuzzLimits).body.kind}`;
  } catch (error) {
    const refusal = refusals.find(([type]) => error instanceof type);
    if (refusal === undefined) throw error;
    return refusal[1];
  }
}

/** Golden messages with something done to them by chance; the verdict is this side's, and Python has to agree. */
function mutations(direction: Entry["direction"]): FuzzCase[] {
  const path = join(
    packageRoot,
    "test",
    "golden",
    "wire",
    direction === "request" ? "requests.json" : "replies.json",
  );
  const golden = (JSON.parse(readFileSync(path, "utf8")) as { frames: string[] }[])
    .map(({ frames }) => frames.map((frame) => Buffer.from(frame, "hex")))
    .filter(([envelope]) => envelope!.length < 200);
  const random = xorshift(direction === "request" ? 11 : 12);
  return Array.from({ length: mutationCount }, (_, i) => {
    const frames = mutate(pick(golden, random), pick(golden, random), random);
    return { name: `mutation ${i}`, verdict: verdictOn(direction, frames), frames };
  });
}

function corpusAsMade(): Entry[] {
  return (["request", "reply"] as const).flatMap((direction) =>
    [...fuzzCases[direction], ...mutations(direction)].map(({ name, verdict, frames }) => ({
      name,
      direction,
      verdict,
      frames: frames.map((frame) => Buffer.from(frame).toString("hex")),
    })),
  );
}

function readCorpus(): Entry[] {
  return (JSON.parse(readFileSync(file, "utf8")) as { messages: Entry[] }).messages;
}

test("the broken messages are those of test/golden/fuzz", () => {
  const made = corpusAsMade();
  if (process.env.GAITWAY_UPDATE_GOLDEN === "1") {
    const lines = made.map((entry) => JSON.stringify(entry)).join(",\n");
    writeFileSync(file, `{"limits": ${JSON.stringify(fuzzLimits)}, "messages": [\n${lines}\n]}\n`);
  }
  const kept = readCorpus();
  assert.equal(made.length, kept.length, `another number of messages; ${remedy}`);
  for (const [i, entry] of made.entries()) assert.deepEqual(entry, kept[i], `"${entry.name}"; ${remedy}`);
});

test("each broken message gets its verdict, within milliseconds and without memory", () => {
  for (const { name, direction, verdict, frames } of readCorpus()) {
    const bytes = frames.map((frame) => Buffer.from(frame, "hex"));
    const [before, cpuBefore] = [process.memoryUsage(), process.cpuUsage()];
    const got = verdictOn(direction, bytes);
    const [after, { user, system }] = [process.memoryUsage(), process.cpuUsage(cpuBefore)];
    assert.equal(got, verdict, `${direction} "${name}"`);
    assert.ok(user + system < 50_000, `${direction} "${name}" took ${user + system} µs of the processor`);
    const grown = after.heapUsed + after.external - before.heapUsed - before.external;
    assert.ok(grown < 4e6, `${direction} "${name}" took ${grown} bytes`);
  }
});
