/** The bytes of test/golden/wire: what this side writes and reads, and what the Python tests hold theirs against. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { decodeReply, decodeRequest, encodeReply, encodeRequest } from "../../src/transport/codec.ts";
import type { ReplyBody, RequestBody } from "../../src/transport/message.ts";
import { DEFAULT_LIMITS, PROTOCOL_MINOR } from "../../src/transport/message.ts";
import type { Tensor } from "../../src/transport/tensor.ts";
import { messageToJson } from "../support/message-json.ts";
import { packageRoot } from "../support/package-root.ts";
import { goldenReplies, goldenRequests } from "./golden-cases.ts";

interface Golden {
  readonly name: string;
  readonly message: unknown;
  /** Whether this version's sender makes the same bytes of the message. */
  readonly canonical: boolean;
  readonly frames: readonly string[];
}

const session = Uint8Array.from({ length: 16 }, (_, i) => 0xf0 + i);
const noSession = new Uint8Array(0);
const noTensors: readonly Tensor[] = [];
const hex = (frames: readonly Uint8Array[]) => frames.map((frame) => Buffer.from(frame).toString("hex"));
const unhex = (frames: readonly string[]) => frames.map((frame) => Buffer.from(frame, "hex"));

function withLater([envelope, ...rest]: Uint8Array[], later: Uint8Array = noSession): Uint8Array[] {
  return [Buffer.concat([envelope as Uint8Array, later]), ...rest];
}

function requestsAsMade(): Golden[] {
  return goldenRequests.map(
    ({ name, body, tensors = noTensors, requestId = 1, timeToLiveMs = 60_000, later }) => {
      const token = body.kind === "hello" ? noSession : session;
      const made = encodeRequest(token, requestId, timeToLiveMs, body, tensors);
      const message = messageToJson({
        session: token,
        requestId,
        timeToLiveMs,
        minor: PROTOCOL_MINOR,
        tensors,
        body,
      });
      return { name, message, canonical: later === undefined, frames: hex(withLater(made, later)) };
    },
  );
}

function repliesAsMade(): Golden[] {
  return goldenReplies.map(({ name, body, tensors = noTensors, requestId = 1, later }) => {
    const made = encodeReply(session, requestId, body, tensors);
    const message = messageToJson({ session, requestId, minor: PROTOCOL_MINOR, tensors, body });
    return { name, message, canonical: later === undefined, frames: hex(withLater(made, later)) };
  });
}

/** One message a line, so that a change shows as the lines it concerns. */
const textOf = (goldens: readonly Golden[]) =>
  `[\n${goldens.map((golden) => JSON.stringify(golden)).join(",\n")}\n]\n`;

const files = {
  "requests.json": { made: requestsAsMade, decode: decodeRequest },
  "replies.json": { made: repliesAsMade, decode: decodeReply },
} as const;

for (const [file, { made, decode }] of Object.entries(files)) {
  const path = join(packageRoot, "test", "golden", "wire", file);

  test(`what this side writes is ${file}, byte for byte`, () => {
    const now = made();
    if (process.env.GAITWAY_UPDATE_GOLDEN === "1") writeFileSync(path, textOf(now));
    const golden = JSON.parse(readFileSync(path, "utf8")) as Golden[];
    const remedy = `if the change is meant, write them anew with GAITWAY_UPDATE_GOLDEN=1 (test/golden/README.md)`;
    const names = (goldens: readonly Golden[]) => goldens.map(({ name }) => name);
    assert.deepEqual(names(now), names(golden), `other messages than in ${file}; ${remedy}`);
    for (const [i, { name, frames, message }] of now.entries()) {
      assert.deepEqual(
        message,
        golden[i]!.message,
        `"${name}" says something else than in ${file}; ${remedy}`,
      );
      assert.deepEqual(frames, golden[i]!.frames, `"${name}" has other bytes than in ${file}; ${remedy}`);
    }
  });

  test(`what this side reads in ${file} is what the messages say`, () => {
    for (const { name, message, frames } of JSON.parse(readFileSync(path, "utf8")) as Golden[]) {
      assert.deepEqual(messageToJson(decode(unhex(frames), DEFAULT_LIMITS)), message, name);
    }
  });
}

test("every kind of message is among the golden ones", () => {
  const requests: Record<RequestBody["kind"], true> = {
    ...{ hello: true, reset: true, step: true, heartbeat: true, bye: true, resume: true, unknown: true },
    ...{
      render: true,
      readProperties: true,
      writeProperties: true,
      getState: true,
      setState: true,
      linearize: true,
    },
    ...{ command: true, arm: true, stop: true, readRobot: true },
  };
  const { unknown, ...answered } = requests;
  const replies: Record<ReplyBody["kind"], true> = { ...answered, error: true };
  const kinds = (cases: readonly { body: { kind: string } }[]) =>
    [...new Set(cases.map(({ body }) => body.kind))].sort();
  assert.deepEqual(kinds(goldenRequests), Object.keys(requests).sort());
  assert.deepEqual(kinds(goldenReplies), Object.keys(replies).sort());
});
