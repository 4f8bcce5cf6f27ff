/**
 * What TensorBoard reads, as protobuf, as far as scalars need it:
 *
 *     message Event      { double wall_time = 1; int64 step = 2; oneof what { string file_version = 3; Summary summary = 5; SessionLog session_log = 7; } }
 *     message Summary    { message Value { string tag = 1; float simple_value = 2; }  repeated Value value = 1; }
 *     message SessionLog { enum Status { START = 1; }  Status status = 1; }
 *
 * Pure: the time is an argument.
 */
import protobuf from "protobufjs/minimal.js";

/** Scalars by name; "group/name" groups them on the page. */
export type Scalars = Readonly<Record<string, number>>;

/** What every event file begins with. `wallTime` is in seconds since 1970. */
export function versionEvent(wallTime: number): Uint8Array {
  const writer = head(wallTime, 0);
  writer.uint32(tag(3, LENGTH)).string("brain.Event:2");
  return writer.finish();
}

/** From here on this file tells the story: what earlier files of the directory say of `step` and later is dropped. */
export function startEvent(wallTime: number, step: number): Uint8Array {
  const writer = head(wallTime, step);
  writer.uint32(tag(7, LENGTH)).fork().uint32(tag(1, VARINT)).int32(START).ldelim();
  return writer.finish();
}

/** Numbers of one step, as 32-bit floats; those that are none are left out. */
export function scalarsEvent(wallTime: number, step: number, scalars: Scalars): Uint8Array {
  const writer = head(wallTime, step);
  const summary = writer.uint32(tag(5, LENGTH)).fork();
  for (const [name, value] of Object.entries(scalars)) {
    if (!Number.isFinite(value)) continue;
    summary.uint32(tag(1, LENGTH)).fork();
    summary.uint32(tag(1, LENGTH)).string(name).uint32(tag(2, FIXED32)).float(value).ldelim();
  }
  summary.ldelim();
  return writer.finish();
}

const [VARINT, FIXED64, LENGTH, FIXED32] = [0, 1, 2, 5];
const START = 1;

/** A step of 0 is the default and is not written, as protobuf has it. */
function head(wallTime: number, step: number): protobuf.Writer {
  const writer = protobuf.Writer.create().uint32(tag(1, FIXED64)).double(wallTime);
  return step === 0 ? writer : writer.uint32(tag(2, VARINT)).int64(step);
}

function tag(field: number, wireType: number): number {
  return (field << 3) | wireType;
}
