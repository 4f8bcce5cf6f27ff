/**
 * Protobuf messages as data: what a recording tells its readers of its schema and how its messages are written are both made
 * from the same lines. Pure.
 *
 *     const point = message("gaitway.v1.Point", [field(1, "x", "double"), field(2, "y", "double")]);
 *     encode(point, { x: 1, y: 2 });
 */
import protobuf from "protobufjs/minimal.js";

export type ScalarName = "double" | "int64" | "int32" | "uint32" | "fixed32" | "string";

export interface EnumType {
  readonly kind: "enum";
  readonly name: string;
  /** In order of their numbers, from 0. */
  readonly values: readonly string[];
}

export interface MessageType {
  readonly kind: "message";
  /** With its package, such as "foxglove.Log". */
  readonly name: string;
  /** The file that an import of it would name. */
  readonly file: string;
  readonly fields: readonly Field[];
}

export type FieldRule = "plain" | "optional" | "repeated";

export interface Field {
  readonly number: number;
  readonly name: string;
  /** An enum belongs to the message that has the field. */
  readonly type: ScalarName | EnumType | MessageType;
  readonly rule: FieldRule;
}

/** A field that is absent is not written; one that is there is, zero or not: −0 and 0 differ. */
export interface MessageValue {
  readonly [field: string]: FieldValue | undefined;
}

export type FieldValue =
  | number
  | string
  | ArrayLike<number>
  | readonly string[]
  | MessageValue
  | readonly MessageValue[];

export function field(number: number, name: string, type: Field["type"], rule: FieldRule = "plain"): Field {
  return { number, name, type, rule };
}

/** One message a file, as the published ones are; `file` where it is another. */
export function message(name: string, fields: readonly Field[], file?: string): MessageType {
  return { kind: "message", name, fields, file: file ?? `${name.replaceAll(".", "/")}.proto` };
}

export function encode(type: MessageType, value: MessageValue): Uint8Array {
  const writer = protobuf.Writer.create();
  writeFields(writer, type, value);
  return writer.finish();
}

export const wireTypes: Readonly<Record<ScalarName | "enum" | "message", number>> = {
  int64: 0,
  int32: 0,
  uint32: 0,
  enum: 0,
  double: 1,
  string: 2,
  message: 2,
  fixed32: 5,
};

function writeFields(writer: protobuf.Writer, type: MessageType, value: MessageValue): void {
  for (const each of type.fields) {
    const given = value[each.name];
    if (given !== undefined) writeField(writer, each, given);
  }
}

function writeField(writer: protobuf.Writer, { number, type, rule }: Field, value: FieldValue): void {
  if (rule !== "repeated") writeOne(writer, number, type, value);
  else if (type === "double") writePacked(writer, number, value as ArrayLike<number>);
  else for (const each of value as readonly FieldValue[]) writeOne(writer, number, type, each);
}

function writeOne(writer: protobuf.Writer, number: number, type: Field["type"], value: FieldValue): void {
  const kind = typeof type === "object" ? type.kind : type;
  writer.uint32(tagOf(number, wireTypes[kind]));
  if (typeof type !== "object") writeScalar(writer, type, value as number | string);
  else if (type.kind === "enum") writer.int32(value as number);
  else {
    writer.fork();
    writeFields(writer, type, value as MessageValue);
    writer.ldelim();
  }
}

function writePacked(writer: protobuf.Writer, number: number, values: ArrayLike<number>): void {
  writer.uint32(tagOf(number, wireTypes.message)).fork();
  for (let i = 0; i < values.length; i++) writer.double(values[i] as number);
  writer.ldelim();
}

function writeScalar(writer: protobuf.Writer, type: ScalarName, value: number | string): void {
  if (type === "string") writer.string(String(value));
  else writer[type](Number(value));
}

export function tagOf(number: number, wireType: number): number {
  return ((number << 3) | wireType) >>> 0;
}
