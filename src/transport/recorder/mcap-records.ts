/** The records of an MCAP file, one after the other, as far as the file goes. */
import { open } from "node:fs/promises";
import { McapStreamReader, type McapTypes } from "@mcap/core";
import { messageOf } from "../errors.ts";

const BLOCK_BYTES = 2 ** 20;

/** The file is not a recording, or is damaged. */
export class NotARecording extends Error {
  override readonly name = "NotARecording";
}

/** A file that was cut off ends where its last whole record does; only one that was closed has a `Footer`. */
export async function* recordsOf(path: string): AsyncGenerator<McapTypes.TypedMcapRecord> {
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
