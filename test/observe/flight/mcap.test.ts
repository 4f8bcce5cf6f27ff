/** A recording as others read it: by the readers of @mcap/core, its schemas by protobufjs, Foxglove's messages by numbers typed here. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { McapIndexedReader, McapStreamReader, type McapTypes } from "@mcap/core";
import protobuf from "protobufjs";
import "protobufjs/ext/descriptor.js";
import { FlightRecorder } from "../../../src/observe/flight/recorder.ts";
import { flightRows, layout, plan } from "./flights.ts";

const folder = mkdtempSync(join(tmpdir(), "gaitway-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const wall = 1_700_000_000_000_000_000n;
const rows = flightRows(100, (row, tick) => {
  if (tick === 50) row[layout.head.readFault] = 1;
});

async function recording(): Promise<Buffer> {
  const path = join(folder, "whole.mcap");
  const options = { plan, clock: { wall, monotonic: 1000 } };
  const recorder = await FlightRecorder.create(path, {
    ...options,
    identity: "two legs 1, serial 7",
    onFailure: assert.ifError,
  });
  for (const row of rows) recorder.add(row);
  await recorder.close();
  return readFileSync(path);
}

const bytes = await recording();

const readable = {
  size: async () => BigInt(bytes.length),
  read: async (offset: bigint, length: bigint) =>
    new Uint8Array(bytes.subarray(Number(offset), Number(offset + length))),
};

function streamed(): McapTypes.TypedMcapRecord[] {
  const reader = new McapStreamReader();
  reader.append(new Uint8Array(bytes));
  const records: McapTypes.TypedMcapRecord[] = [];
  for (let record = reader.nextRecord(); record; record = reader.nextRecord()) records.push(record);
  assert.ok(reader.done());
  return records;
}

type Decoded = Record<string, unknown>;
const plain = { longs: Number, enums: String, defaults: true } as const;

/** Everything that was sent on a topic, by the schema that the file itself carries. */
async function decoded(topic: string): Promise<Decoded[]> {
  const reader = await McapIndexedReader.Initialize({ readable });
  const channel = [...reader.channelsById.values()].find((each) => each.topic === topic)!;
  const { name, data: schema } = reader.schemasById.get(channel.schemaId)!;
  const type = protobuf.Root.fromDescriptor(schema).lookupType(name);
  return await messagesAs(type, topic);
}

async function messagesAs(type: protobuf.Type, topic: string): Promise<Decoded[]> {
  const reader = await McapIndexedReader.Initialize({ readable });
  const found: Decoded[] = [];
  for await (const { data } of reader.readMessages({ topics: [topic] }))
    found.push(type.toObject(type.decode(data), plain));
  return found;
}

/** foxglove-sdk, schemas/proto/foxglove/*.proto: the numbers of the fields, typed anew. */
const foxglove = protobuf.Root.fromJSON({
  nested: {
    Timestamp: { fields: { seconds: { type: "int64", id: 1 }, nanos: { type: "int32", id: 2 } } },
    JointState: {
      fields: {
        name: { type: "string", id: 1 },
        position: { type: "double", id: 2 },
        velocity: { type: "double", id: 3 },
        acceleration: { type: "double", id: 4 },
        effort: { type: "double", id: 5 },
      },
    },
    JointStates: {
      fields: {
        timestamp: { type: "Timestamp", id: 1 },
        joints: { rule: "repeated", type: "JointState", id: 2 },
      },
    },
    Level: { values: { UNKNOWN: 0, DEBUG: 1, INFO: 2, WARNING: 3, ERROR: 4, FATAL: 5 } },
    Log: {
      fields: {
        timestamp: { type: "Timestamp", id: 1 },
        level: { type: "Level", id: 2 },
        message: { type: "string", id: 3 },
        name: { type: "string", id: 4 },
        file: { type: "string", id: 5 },
        line: { type: "fixed32", id: 6 },
      },
    },
    Vector3: {
      fields: { x: { type: "double", id: 1 }, y: { type: "double", id: 2 }, z: { type: "double", id: 3 } },
    },
    Quaternion: {
      fields: {
        x: { type: "double", id: 1 },
        y: { type: "double", id: 2 },
        z: { type: "double", id: 3 },
        w: { type: "double", id: 4 },
      },
    },
    FrameTransform: {
      fields: {
        timestamp: { type: "Timestamp", id: 1 },
        parentFrameId: { type: "string", id: 2 },
        childFrameId: { type: "string", id: 3 },
        translation: { type: "Vector3", id: 4 },
        rotation: { type: "Quaternion", id: 5 },
      },
    },
    FrameTransforms: { fields: { transforms: { rule: "repeated", type: "FrameTransform", id: 1 } } },
  },
});

const asFoxglove = (topic: string, name: string): Promise<Decoded[]> =>
  messagesAs(foxglove.lookupType(name), topic);

test("the indexed reader and the streaming reader find the same messages", async () => {
  const reader = await McapIndexedReader.Initialize({ readable });
  const indexed: string[] = [];
  for await (const { channelId, sequence } of reader.readMessages()) indexed.push(`${channelId}:${sequence}`);
  const inStream = streamed().flatMap((record) =>
    record.type === "Message" ? [`${record.channelId}:${record.sequence}`] : [],
  );
  assert.deepEqual(indexed.sort(), inStream.sort());
  assert.equal(reader.statistics?.messageCount, BigInt(inStream.length));
  assert.equal(reader.attachmentIndexes.length, 2);
  assert.equal(reader.metadataIndexes.length, 1);
});

test("channels and schemas have the names that viewers know", async () => {
  const reader = await McapIndexedReader.Initialize({ readable });
  const channels = [...reader.channelsById.values()].map(({ topic, schemaId, messageEncoding }) => {
    const { name, encoding } = reader.schemasById.get(schemaId)!;
    assert.deepEqual([messageEncoding, encoding], ["protobuf", "protobuf"]);
    return `${topic} ${name}`;
  });
  assert.deepEqual(channels.sort(), [
    "/gaitway/state gaitway.v1.State",
    "/gaitway/tick gaitway.v1.Tick",
    "/joint_states foxglove.JointStates",
    "/joint_targets foxglove.JointStates",
    "/log foxglove.Log",
    "/sensors/imu gaitway.v1.sensors.Imu",
    "/sensors/joints gaitway.v1.sensors.Joints",
    "/tf foxglove.FrameTransforms",
    "/timing gaitway.v1.Timing",
  ]);
});

test("every schema of the file decodes with nothing but the file", async () => {
  const reader = await McapIndexedReader.Initialize({ readable });
  for (const { name, data } of reader.schemasById.values()) {
    const root = protobuf.Root.fromDescriptor(data).resolveAll();
    assert.ok(root.lookupType(name).fieldsArray.length > 0, name);
  }
});

test("joint states have what was measured, and targets what was sent, by Foxglove's numbers", async () => {
  const [measured, sent] = [
    await asFoxglove("/joint_states", "JointStates"),
    await asFoxglove("/joint_targets", "JointStates"),
  ];
  assert.equal(measured.length, 100);
  const sensors = layout.rows.sensors.at;
  const unsaid = { acceleration: 0, effort: 0 };
  assert.deepEqual(measured[70], {
    // Tick 70 begins 1.4 s and 0.1 ms after 1,700,000,000 s.
    timestamp: { seconds: 1_700_000_001, nanos: 400_100_000 },
    joints: [
      { name: "leftHip", position: rows[70]![sensors], velocity: rows[70]![sensors + 2], ...unsaid },
      { name: "rightHip", position: rows[70]![sensors + 1], velocity: rows[70]![sensors + 3], ...unsaid },
    ],
  });
  // The robot is armed at tick 2; once it is stopped nothing is sent.
  const written = rows.flatMap((row, tick) => (row[layout.head.write] === 1 ? [tick] : []));
  assert.deepEqual([written[0], sent.length], [2, written.length]);
  assert.ok(sent.length < 98, String(sent.length));
  const target = layout.rows.sent.at;
  assert.deepEqual(sent[0]?.joints, [
    { name: "leftHip", position: rows[2]![target], velocity: 0, ...unsaid },
    { name: "rightHip", position: rows[2]![target + 1], velocity: 0, ...unsaid },
  ]);
});

test("the log tells states with their reasons, and faults that come and go, by Foxglove's numbers", async () => {
  const lines = await asFoxglove("/log", "Log");
  assert.deepEqual(
    lines.map(({ level, message }) => `${level} ${message}`),
    [
      "INFO limp: connected, the robot answers",
      "INFO limp → checked: ready, every sensor channel is fresh and torque is off",
      "INFO checked → ramping: armed, the operator consents to torque",
      "INFO ramping → holding: poseReached, the robot stands",
      "INFO holding → shadow: going, the operator consents to the policy",
      "INFO shadow → fading: proven, the policy was finite, in range and in time",
      "INFO fading → running: fadedIn, the policy has the whole command",
      "ERROR reading failed: noAnswer",
      "INFO reading works again",
      "WARNING running → stopping: durationOver, the duration of the plan is over",
      "WARNING stopping → latched: durationOver, the duration of the plan is over",
    ],
  );
});

test("the trunk stands upright while gravity points down, by Foxglove's numbers", async () => {
  const frames = await asFoxglove("/tf", "FrameTransforms");
  const { timestamp: _, ...frame } = (frames[0] as { transforms: Record<string, unknown>[] }).transforms[0]!;
  assert.deepEqual(frame, {
    parentFrameId: "world",
    childFrameId: "trunk",
    translation: { x: 0, y: 0, z: 0 },
    rotation: { x: -0, y: 0, z: 0, w: 1 },
  });
  // Leaning by a: g = (sin a, 0, −cos a), a turn of a about y: q = (0, sin a/2, 0, cos a/2).
  const { rotation } = (frames[1] as { transforms: { rotation: { y: number; w: number } }[] }).transforms[0]!;
  const lean = Math.atan(0.01 * Math.sin(1));
  assert.ok(Math.abs(rotation.y - Math.sin(lean / 2)) < 1e-12);
  assert.ok(Math.abs(rotation.w - Math.cos(lean / 2)) < 1e-12);
});

test("a tick's own schema gives every row under its name", async () => {
  const ticks = await decoded("/gaitway/tick");
  const message = ticks[60]!;
  const { at, length } = layout.rows.sent;
  assert.deepEqual(message.sent, [...rows[60]!.subarray(at, at + length)]);
  assert.equal(message.begin, rows[60]![layout.head.begin]);
  assert.equal(message.torque_share, rows[60]![layout.head.torqueShare]);
});

test("sensors have their names and units in their own schema", async () => {
  const said = (await decoded("/sensors/joints"))[70] as Record<string, number>;
  const { at } = layout.rows.sensors;
  assert.deepEqual(
    [said.left_hip_speed_rad_s, said.right_hip_angle_rad],
    [rows[70]![at + 2], rows[70]![at + 1]],
  );
  // Taken 4 ms before the tick began.
  assert.ok(Math.abs(said.age_ms! - 4) < 1e-6, String(said.age_ms));
});
