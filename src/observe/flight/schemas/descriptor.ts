/**
 * A message as the FileDescriptorSet that a recording carries, with everything it imports, so that a reader needs no other file.
 *
 * Numbers of fields are those of descriptor.proto, the description of descriptions that protobuf is published with.
 */
import type { McapSchema } from "../../../transport/recorder/mcap-file.ts";
import {
  type EnumType,
  encode,
  type Field,
  field,
  type MessageType,
  type MessageValue,
  message,
} from "./message.ts";

const meta = "google/protobuf/descriptor.proto";
const enumValue = message("google.protobuf.EnumValueDescriptorProto", [
  field(1, "name", "string"),
  field(2, "number", "int32"),
]);
const enumDescriptor = message(
  "google.protobuf.EnumDescriptorProto",
  [field(1, "name", "string"), field(2, "value", enumValue, "repeated")],
  meta,
);
const fieldDescriptor = message(
  "google.protobuf.FieldDescriptorProto",
  [
    field(1, "name", "string"),
    field(3, "number", "int32"),
    field(4, "label", "int32"),
    field(5, "type", "int32"),
    field(6, "type_name", "string"),
    field(9, "oneof_index", "int32"),
    field(17, "proto3_optional", "uint32"),
  ],
  meta,
);
const oneofDescriptor = message("google.protobuf.OneofDescriptorProto", [field(1, "name", "string")], meta);
const messageDescriptor = message(
  "google.protobuf.DescriptorProto",
  [
    field(1, "name", "string"),
    field(2, "field", fieldDescriptor, "repeated"),
    field(4, "enum_type", enumDescriptor, "repeated"),
    field(8, "oneof_decl", oneofDescriptor, "repeated"),
  ],
  meta,
);
const fileDescriptor = message(
  "google.protobuf.FileDescriptorProto",
  [
    field(1, "name", "string"),
    field(2, "package", "string"),
    field(3, "dependency", "string", "repeated"),
    field(4, "message_type", messageDescriptor, "repeated"),
    field(12, "syntax", "string"),
  ],
  meta,
);
const fileDescriptorSet = message(
  "google.protobuf.FileDescriptorSet",
  [field(1, "file", fileDescriptor, "repeated")],
  meta,
);

/** What MCAP calls the schema of a channel. */
export function schemaOf(type: MessageType): McapSchema {
  const file = withImports(type).map(describeFile);
  return { name: type.name, encoding: "protobuf", data: encode(fileDescriptorSet, { file }) };
}

/** Imports come before what imports them. */
function withImports(type: MessageType): readonly MessageType[] {
  return [...new Set([...importsOf(type).flatMap(withImports), type])];
}

function importsOf({ fields }: MessageType): readonly MessageType[] {
  return [...new Set(fields.flatMap(({ type }) => (isMessage(type) ? [type] : [])))];
}

function isMessage(type: Field["type"]): type is MessageType {
  return typeof type === "object" && type.kind === "message";
}

function describeFile(type: MessageType): MessageValue {
  return {
    name: type.file,
    package: type.name.slice(0, type.name.lastIndexOf(".")),
    dependency: importsOf(type).map(({ file }) => file),
    message_type: [describeMessage(type)],
    syntax: "proto3",
  };
}

function describeMessage({ name, fields }: MessageType): MessageValue {
  const enums = fields.flatMap(({ type }) =>
    typeof type === "object" && type.kind === "enum" ? [type] : [],
  );
  // proto3 tells a field that is absent from one that is zero by a oneof of its own.
  const optional = fields.filter(({ rule }) => rule === "optional");
  return {
    name: name.slice(name.lastIndexOf(".") + 1),
    field: fields.map((each) => describeField(name, each, optional.indexOf(each))),
    enum_type: enums.map(describeEnum),
    oneof_decl: optional.map((each) => ({ name: `_${each.name}` })),
  };
}

const labels = { plain: 1, optional: 1, repeated: 3 } as const;
const types = {
  double: 1,
  int64: 3,
  int32: 5,
  fixed32: 7,
  string: 9,
  message: 11,
  uint32: 13,
  enum: 14,
} as const;

function describeField(owner: string, { number, name, type, rule }: Field, oneof: number): MessageValue {
  const kind = typeof type === "object" ? type.kind : type;
  const described = { name, number, label: labels[rule], type: types[kind] };
  const named = typeof type === "object" ? { ...described, type_name: fullName(owner, type) } : described;
  return rule === "optional" ? { ...named, oneof_index: oneof, proto3_optional: 1 } : named;
}

function fullName(owner: string, type: MessageType | EnumType): string {
  return type.kind === "enum" ? `.${owner}.${type.name}` : `.${type.name}`;
}

function describeEnum({ name, values }: EnumType): MessageValue {
  return { name, value: values.map((value, number) => ({ name: value, number })) };
}
