/**
 * The messages that Foxglove, Lichtblick, PlotJuggler and Rerun draw by themselves, with the names and numbers they are published
 * with (foxglove-sdk, schemas/proto/foxglove): rad, rad/s, m, s since 1970.
 */
import { field, type MessageValue, message } from "./message.ts";

export const timestamp = message(
  "google.protobuf.Timestamp",
  [field(1, "seconds", "int64"), field(2, "nanos", "int32")],
  "google/protobuf/timestamp.proto",
);

/** The moment so many nanoseconds after 1970. */
export function timestampOf(nanoseconds: bigint): MessageValue {
  return { seconds: Number(nanoseconds / 1_000_000_000n), nanos: Number(nanoseconds % 1_000_000_000n) };
}

const jointState = message("foxglove.JointState", [
  field(1, "name", "string"),
  field(2, "position", "double", "optional"),
  field(3, "velocity", "double", "optional"),
  field(4, "acceleration", "double", "optional"),
  field(5, "effort", "double", "optional"),
]);

export const jointStates = message("foxglove.JointStates", [
  field(1, "timestamp", timestamp),
  field(2, "joints", jointState, "repeated"),
]);

export const logLevels = ["UNKNOWN", "DEBUG", "INFO", "WARNING", "ERROR", "FATAL"] as const;

export const log = message("foxglove.Log", [
  field(1, "timestamp", timestamp),
  field(2, "level", { kind: "enum", name: "Level", values: logLevels }),
  field(3, "message", "string"),
  field(4, "name", "string"),
  field(5, "file", "string"),
  field(6, "line", "fixed32"),
]);

const vector3 = message(
  "foxglove.Vector3",
  ["x", "y", "z"].map((name, index) => field(index + 1, name, "double")),
);
const quaternion = message(
  "foxglove.Quaternion",
  ["x", "y", "z", "w"].map((name, index) => field(index + 1, name, "double")),
);

const frameTransform = message("foxglove.FrameTransform", [
  field(1, "timestamp", timestamp),
  field(2, "parent_frame_id", "string"),
  field(3, "child_frame_id", "string"),
  field(4, "translation", vector3),
  field(5, "rotation", quaternion),
]);

export const frameTransforms = message("foxglove.FrameTransforms", [
  field(1, "transforms", frameTransform, "repeated"),
]);
