"""The schema that recordings carry is the one of proto/, and says what TypeScript writes by hand."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from gaitway_envs.generated.gaitway.v1 import gaitway_pb2
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

ROOT = Path(__file__).parents[3]


def schema() -> descriptor_pb2.FileDescriptorSet:
    text = (ROOT / "src" / "transport" / "generated" / "recording-schema.js").read_text()
    (encoded,) = re.findall(r'"([A-Za-z0-9+/=]{100,})"', text)
    return descriptor_pb2.FileDescriptorSet.FromString(base64.b64decode(encoded))


def without_json_names(file: descriptor_pb2.FileDescriptorProto) -> descriptor_pb2.FileDescriptorProto:
    """As protoc hands a file to its generators, which is without them."""

    def strip(message: descriptor_pb2.DescriptorProto) -> None:
        for field in message.field:
            field.ClearField("json_name")
        for nested in message.nested_type:
            strip(nested)

    for message in file.message_type:
        strip(message)
    return file


def test_the_messages_in_a_recording_are_those_of_the_wire():
    wire = descriptor_pb2.FileDescriptorProto()
    gaitway_pb2.DESCRIPTOR.CopyToProto(wire)
    (recorded,) = [file for file in schema().file if file.name == "gaitway/v1/gaitway.proto"]
    stale = "the schema is stale: run npm run proto:recording"
    assert without_json_names(recorded) == without_json_names(wire), stale


def test_protobuf_reads_what_the_recorder_writes():
    pool = descriptor_pool.DescriptorPool()
    for file in schema().file:
        pool.Add(file)
    recorded = message_factory.GetMessageClass(pool.FindMessageTypeByName("gaitway.v1.Recorded"))
    envelope = gaitway_pb2.Request(request_id=7, heartbeat=gaitway_pb2.Heartbeat()).SerializeToString()
    # Field 1, the envelope; field 3, one frame; field 4, the connection.
    written = b"\x0a" + bytes([len(envelope)]) + envelope + b"\x1a\x02\x01\x02" + b"\x20\x03"
    message = recorded.FromString(written)
    assert message.WhichOneof("message") == "request"
    assert message.request.request_id == 7
    assert message.request.WhichOneof("kind") == "heartbeat"
    assert list(message.frames) == [b"\x01\x02"]
    assert message.connection == 3
