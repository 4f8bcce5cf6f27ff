"""The committed protobuf code says what proto/ says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from google.protobuf.descriptor import Descriptor, FieldDescriptor

PROTO = Path(__file__).parents[3] / "proto" / "gaitway" / "v1" / "gaitway.proto"
FIELD = re.compile(r"(?:(repeated|optional) )?(map<\w+, \w+>|[\w.]+) (\w+) = (\d+);")
VALUE = re.compile(r"(\w+) = (\d+);")
SCALARS = {
    getattr(FieldDescriptor, f"TYPE_{name.upper()}"): name
    for name in ("double", "uint32", "sint32", "fixed32", "bool", "string", "bytes")
}


def said() -> set[tuple[str, ...]]:
    """Fields and values of the .proto file: where, name, number, and of a field its type and label."""
    found: set[tuple[str, ...]] = set()
    where: list[tuple[str, str]] = []
    text = re.sub(r"//.*", "", PROTO.read_text())
    for token in re.finditer(r"(message|enum|oneof) (\w+) \{|\}|reserved [^;]*;|[^{};]+;", text):
        line = " ".join(token[0].split())
        if token[1]:
            where.append((token[1], token[2]))
        elif line == "}":
            where.pop()
        elif where and not line.startswith("reserved"):
            path = ".".join(name for kind, name in where if kind != "oneof")
            if where[-1][0] == "enum":
                found.add((path, *VALUE.fullmatch(line).groups()))
            else:
                label, kind, name, number = FIELD.fullmatch(line).groups()
                found.add((path, name, number, kind.rpartition(".")[2], label or ""))
    return found


def generated() -> Iterator[tuple[str, ...]]:
    for enum in pb.DESCRIPTOR.enum_types_by_name.values():
        yield from ((enum.name, value.name, str(value.number)) for value in enum.values)
    for message in pb.DESCRIPTOR.message_types_by_name.values():
        yield from fields_of(message, message.name)


def fields_of(message: Descriptor, path: str) -> Iterator[tuple[str, ...]]:
    for enum in message.enum_types:
        yield from ((f"{path}.{enum.name}", value.name, str(value.number)) for value in enum.values)
    for nested in message.nested_types:
        if not nested.GetOptions().map_entry:
            yield from fields_of(nested, f"{path}.{nested.name}")
    for field in message.fields:
        yield (path, field.name, str(field.number), *type_and_label(field))


def type_and_label(field: FieldDescriptor) -> tuple[str, str]:
    target = field.message_type or field.enum_type
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        key, value = field.message_type.fields
        return f"map<{type_and_label(key)[0]}, {type_and_label(value)[0]}>", ""
    optional = field.containing_oneof is not None and field.containing_oneof.name == f"_{field.name}"
    label = "repeated" if is_repeated(field) else "optional" if optional else ""
    return target.name if target is not None else SCALARS[field.type], label


def is_repeated(field: FieldDescriptor) -> bool:
    """The name of this depends on the version of protobuf."""
    return field.is_repeated if hasattr(field, "is_repeated") else field.label == field.LABEL_REPEATED


def test_the_generated_code_has_the_fields_of_the_proto_file():
    """`npm run proto:python` writes it again."""
    assert set(generated()) == said()
    assert len(said()) > 100
