import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { McapIndexedReader } from "@mcap/core";
import { connect } from "../../src/env/remote.ts";
import { serve } from "../../src/env/serve.ts";
import { decodeReply, decodeRequest, encodeReply, encodeRequest } from "../../src/transport/codec.ts";
import { readRecorded, writeRecorded } from "../../src/transport/codec-recording.ts";
import { DEFAULT_LIMITS } from "../../src/transport/message.ts";
import { Recorder } from "../../src/transport/recorder/recorder.ts";
import type { RecordedMessage } from "../../src/transport/recorder/recording.ts";
import { readRecording } from "../../src/transport/recorder/recording.ts";
import { float64Tensor } from "../../src/transport/tensor.ts";
import { countingEnv } from "../support/counting-env.ts";
import { until } from "../support/wait.ts";

const folder = mkdtempSync(join(tmpdir(), "gaitway-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const token = Uint8Array.from({ length: 16 }, (_, i) => 0xa0 + i);
const action = float64Tensor(Float64Array.of(0.5, -0.25), [1, 2]);

async function messagesIn(path: string): Promise<RecordedMessage[]> {
  const messages: RecordedMessage[] = [];
  for await (const message of readRecording(path)) messages.push(message);
  return messages;
}

test("a message comes out of a recording byte for byte, but for the session, which is zeros", () => {
  const sent = encodeRequest(token, 7, 1000, { kind: "step", envIds: [0] }, [action]);
  const { frames, connection } = readRecorded(writeRecorded("request", 300, sent));
  assert.equal(connection, 300);
  const blank = encodeRequest(new Uint8Array(16), 7, 1000, { kind: "step", envIds: [0] }, [action]);
  assert.deepEqual(
    frames.map((frame) => Buffer.from(frame).toString("hex")),
    blank.map((frame) => Buffer.from(frame).toString("hex")),
  );
});

test("a session is blanked wherever it is in the envelope, however often", () => {
  const [envelope] = encodeReply(new Uint8Array(0), 1, { kind: "bye" }, []);
  const field = Buffer.concat([Uint8Array.of(0x22, 16), token]);
  const odd = Buffer.concat([envelope!, field, Uint8Array.of(0x28, 5), field]);
  const recorded = Buffer.from(writeRecorded("reply", 1, [odd]));
  assert.equal(recorded.indexOf(Buffer.from(token)), -1);
  assert.equal(decodeReply(readRecorded(recorded).frames, DEFAULT_LIMITS).requestId, 5);
});

test("bytes that are nobody's are kept as they came", () => {
  const foreign = [Buffer.from("GET / HTTP/1.1"), Uint8Array.of(1, 2)];
  const { frames } = readRecorded(writeRecorded("reply", 1, foreign));
  assert.deepEqual(
    frames.map((frame) => Buffer.from(frame)),
    foreign.map((frame) => Buffer.from(frame)),
  );
});

test("a conversation is recorded as an indexed MCAP file that tells no session", async () => {
  const path = join(folder, "whole.mcap");
  await using server = await serve(countingEnv(), { endpoint: "inproc://recorded" });
  {
    await using recorder = await Recorder.create(path);
    await using env = await connect(server.endpoint, { record: recorder });
    await env.reset({ envIds: [0, 1], seeds: [7, 8] });
    const actions = Float64Array.of(0.5, 0.25);
    await env.step({ envIds: [0], actions });
    actions.fill(0); // the caller's again once the step is done
  }
  assert.equal(existsSync(`${path}.part`), false);
  const messages = await messagesIn(path);
  const requests = messages.filter(({ direction }) => direction === "request");
  const decoded = requests.map(({ frames }) => decodeRequest(frames, DEFAULT_LIMITS));
  assert.deepEqual(
    decoded.map(({ body }) => body.kind).filter((kind) => kind !== "heartbeat"),
    ["hello", "reset", "step", "bye"],
  );
  assert.deepEqual([...decoded.find(({ body }) => body.kind === "step")!.tensors[0]!.data], [0.5, 0.25]);
  for (const { session, body } of decoded) {
    assert.deepEqual([...session], body.kind === "hello" ? [] : new Array(16).fill(0));
  }
  const bytes = readFileSync(path);
  const readable = {
    size: async () => BigInt(bytes.length),
    read: async (offset: bigint, size: bigint) => bytes.subarray(Number(offset), Number(offset + size)),
  };
  const reader = await McapIndexedReader.Initialize({ readable });
  const topics: string[] = [];
  for await (const { channelId } of reader.readMessages())
    topics.push(reader.channelsById.get(channelId)!.topic);
  assert.deepEqual(
    topics,
    messages.map(({ direction }) => `/gaitway/${direction}`),
  );
  const metadata: Record<string, Map<string, string>> = {};
  for await (const { name, metadata: values } of reader.readMetadata()) metadata[name] = values;
  assert.equal(metadata.gaitway?.get("protocol"), "1.3");
  assert.equal(JSON.parse(metadata.spec?.get("json") ?? "{}").name, "counting");
});

test("what a killed process leaves is readable up to its last second", async () => {
  const recorder = await Recorder.create(join(folder, "killed.mcap"));
  const connection = recorder.connection();
  const frames = encodeRequest(token, 1, 1000, { kind: "heartbeat" }, []);
  connection.sent(frames);
  const part = join(folder, "killed.mcap.part");
  await until("the first chunk on disk", () => readFileSync(part).includes(Buffer.from("GWY?")), 2_000);
  // As it is on disk now, and cut in the middle of what comes next.
  const now = readFileSync(part);
  writeFileSync(
    join(folder, "cut.part"),
    Buffer.concat([now, Uint8Array.of(6, 100, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3)]),
  );
  await recorder.close();
  const messages = await messagesIn(join(folder, "cut.part"));
  assert.equal(messages.length, 1);
  assert.equal(decodeRequest(messages[0]!.frames, DEFAULT_LIMITS).body.kind, "heartbeat");
});

test("a disk that takes no more ends the recording with a word, and the conversation goes on", () => {
  const path = join(folder, "full.mcap");
  const recorderUrl = new URL("../../src/transport/recorder/recorder.js", import.meta.url).href;
  const program = `
    const { Recorder } = await import(${JSON.stringify(recorderUrl)});
    const recorder = await Recorder.create(process.argv[1], { onWarning: (message) => console.log(message) });
    const connection = recorder.connection();
    for (let i = 0; i < 5; i++) connection.sent([new Uint8Array(2 ** 20)]);
    await recorder.close();
    console.log("went on");`;
  // A file may have 2,048 blocks of 512 bytes; Node gets an error from the system for the next one.
  const limited = 'ulimit -f 2048 && exec "$0" --input-type=module -e "$1" "$2"';
  const said = execFileSync("sh", ["-c", limited, process.execPath, program, path], { encoding: "utf8" });
  assert.match(
    said,
    /^the recording ends early \(EFBIG.*\); the run goes on, and .*full\.mcap\.part has what/,
  );
  assert.match(said, /went on\n$/);
  assert.equal(said.split("\n").length, 3, said);
  assert.equal(existsSync(path), false);
});

test("a file that is there is not overwritten", async () => {
  const path = join(folder, "there.mcap");
  writeFileSync(path, "precious");
  await assert.rejects(Recorder.create(path), /is there already; record into another file/);
  await assert.rejects(
    Recorder.create(join(folder, "no", "folder.mcap")),
    /cannot record into .* choose a folder/,
  );
  assert.equal(readFileSync(path, "utf8"), "precious");
});

test("a file that is no recording says so", async () => {
  const path = join(folder, "text.mcap");
  writeFileSync(path, "this is not an MCAP file, but long enough for its magic");
  await assert.rejects(messagesIn(path), { name: "NotARecording", message: /not an MCAP file/ });
});
