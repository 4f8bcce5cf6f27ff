/** A recording as it is read: its messages, in the order they were sent and came. */
import { readRecorded } from "../codec-recording.ts";
import type { Direction } from "../frames.ts";
import { NotARecording, recordsOf } from "./mcap-records.ts";

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
