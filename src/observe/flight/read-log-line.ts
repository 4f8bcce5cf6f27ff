/** `foxglove.Log` → a line of the log. */
import protobuf from "protobufjs/minimal.js";
import { logLevels } from "./schemas/foxglove.ts";

export interface LogLine {
  readonly level: (typeof logLevels)[number];
  readonly message: string;
}

const LEVEL = 2;
const MESSAGE = 3;

export function readLogLine(data: Uint8Array): LogLine {
  const reader = protobuf.Reader.create(data);
  let [level, message] = [0, ""];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 === LEVEL) level = reader.int32();
    else if (tag >>> 3 === MESSAGE) message = reader.string();
    else reader.skipType(tag & 7);
  }
  return { level: logLevels[level] ?? "UNKNOWN", message };
}
