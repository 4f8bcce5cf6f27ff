/** A recording as it is read: its messages, in the order they were sent and came. */
import { open } from "node:fs/promises";
import { McapStreamReader, type McapTypes } from "@mcap/core";
import { readRecorded } from "../codec-recording.ts";
import { messageOf } from "../errors.ts";
import type { Direction } from "../frames.ts";

const BLOCK_BYTES = 2 ** 20;
const DIRECTIONS: Readonly<Record<string, Direction>> = {
  "/gaitway/request": "request",
  "/gaitway/reply": "reply",
};

export interface RecordedMessage {
  /** In the file, from 1. */
  readonly number: number;
  readonly direction: Direction;
  readonly connection: number;
  /** Seconds since the first message. */
  readonly time: number;
  /** As they travelled, with zeros for the session. */
  readonly frames: readonly Uint8Array[];
}

/** The file is not a recording, or is damaged. */
export class NotARecording extends Error {
  override readonly name = "NotARecording";
}

/** Reads as it goes. A file that was cut off, as the `.part` of a killed process is, ends where its last whole chunk does. */
export async function* readRecording(path: string): AsyncGenerator<RecordedMessage> {
  const channels = new Map<number, Direction>();
  let number = 0;
  let begin: bigint | undefined;
  for await (const record of recordsOf(path)) {
    if (record.type === "Channel") {
      const direction = DIRECTIONS[record.topic];
      if (direction !== undefined) channels.set(record.id, direction);
    } else if (record.type === "Message") {
      const direction = channels.get(record.channelId);
      if (direction === undefined) continue;
      begin ??= record.logTime;
      const time = Number(record.logTime - begin) / 1e9;
      number++;
      yield { number, direction, time, ...readRecorded(record.data) };
    }
  }
  if (channels.size === 0) {
    throw new NotARecording(`${path} holds no conversation of Gaitway; expected a file made with --record`);
  }
}

async function* recordsOf(path: string): AsyncGenerator<McapTypes.TypedMcapRecord> {
  const reader = new McapStreamReader();
  const file = await open(path, "r").catch((cause) => {
    throw new NotARecording(`cannot read ${path}: ${messageOf(cause)}; expected a file made with --record`, {
      cause,
    });
  });
  try {
    const block = new Uint8Array(BLOCK_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(block, 0, BLOCK_BYTES);
      if (bytesRead === 0) return;
      reader.append(block.subarray(0, bytesRead));
      for (let record = next(reader, path); record !== undefined; record = next(reader, path)) yield record;
    }
  } finally {
    await file.close();
  }
}

function next(reader: McapStreamReader, path: string): McapTypes.TypedMcapRecord | undefined {
  try {
    return reader.nextRecord();
  } catch (cause) {
    throw new NotARecording(`${path} is not an MCAP file, or damaged: ${messageOf(cause)}`, { cause });
  }
}
