"""The golden bytes of test/golden/wire, read and written by Google's protobuf: the messages are made anew from their
JSON here, so TypeScript's bytes are held against what an independent library makes of the same words."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2
from gaitway_envs.limits import DEFAULT_LIMITS
from gaitway_envs.wire import decode_request, encode_reply
from google.protobuf import json_format
from google.protobuf.message import Message

GOLDEN = Path(__file__).parents[2] / "golden" / "wire"
MAGIC = {"requests": int.from_bytes(b"GWY?", "little"), "replies": int.from_bytes(b"GWY!", "little")}
ENVELOPE: dict[str, type[Message]] = {"requests": gaitway_pb2.Request, "replies": gaitway_pb2.Reply}

Json = dict[str, Any]


def cases() -> list[tuple[str, Json]]:
    files = {direction: json.loads((GOLDEN / f"{direction}.json").read_text()) for direction in MAGIC}
    return [(direction, golden) for direction, goldens in files.items() for golden in goldens]


def each(chosen: list[tuple[str, Json]]) -> pytest.MarkDecorator:
    names = [f"{direction}: {golden['name']}" for direction, golden in chosen]
    return pytest.mark.parametrize(("direction", "golden"), chosen, ids=names)


every = each(cases())
made_by_this_version = each([(direction, golden) for direction, golden in cases() if golden["canonical"]])


def enum_name(prefix: str, word: str) -> str:
    """`sameStep` is `AUTORESET_MODE_SAME_STEP`."""
    return prefix + "".join(f"_{letter}" if letter.isupper() else letter.upper() for letter in word)


def value(said: float | str | bool) -> Json:
    kind = {bool: "flag", str: "text"}.get(type(said), "number")
    return {kind: said}


def values(said: Json) -> Json:
    return {name: value(member) for name, member in said.items()}


def bound(numbers: list[Any]) -> str:
    return base64.b64encode(np.array([float(number) for number in numbers], "<f8").tobytes()).decode()


def box(said: Json) -> Json:
    dtype = enum_name("DTYPE_", said["dtype"])
    return {**said, "dtype": dtype, "low": bound(said["low"]), "high": bound(said["high"])}


def space(said: Json) -> Json:
    body = {name: member for name, member in said.items() if name != "type"}
    inner: dict[str, Callable[[], Json]] = {
        "box": lambda: box(body),
        "dict": lambda: {"entries": [{**entry, "space": space(entry["space"])} for entry in body["entries"]]},
        "tuple": lambda: {"spaces": [space(member) for member in body["spaces"]]},
    }
    return {said["type"]: inner.get(said["type"], lambda: body)()}


def named_value(said: Json) -> Json:
    described = {name: member for name, member in said.items() if name != "default"}
    return {**described, "defaultValue": value(said["default"])}


def spec(said: Json) -> Json:
    return {
        **said,
        "observationSpace": space(said["observationSpace"]),
        "actionSpace": space(said["actionSpace"]),
        "autoresetMode": enum_name("AUTORESET_MODE_", said["autoresetMode"]),
        "outOfBounds": enum_name("OUT_OF_BOUNDS_", said["outOfBounds"]),
        "options": [named_value(option) for option in said["options"]],
        "properties": [named_value(item) for item in said["properties"]],
    }


def fault(said: Json) -> Json:
    return {**said, "code": enum_name("", said["code"])}


def body_of(said: Json) -> Json:
    """The fields of a kind, in the JSON of protobuf."""
    body = {name: member for name, member in said.items() if name not in ("kind", "fault")}
    special: dict[str, Callable[[Any], Any]] = {
        "options": values,
        "values": values,
        "spec": spec,
        "failures": lambda faults: [fault(one) for one in faults],
        "envs": lambda envs: [{"values": values(env)} for env in envs],
    }
    body = {name: special.get(name, lambda same: same)(member) for name, member in body.items()}
    return fault(said["fault"]) if said["kind"] == "error" else body


def elements(tensor: Json) -> bytes:
    dtype = np.dtype(tensor["dtype"]).newbyteorder("<")
    number = float if dtype.kind == "f" else int
    return np.array([number(item) for item in tensor["values"]], dtype).tobytes()


def envelope(direction: str, message: Json) -> Message:
    """The protobuf message that the JSON of a golden message describes."""
    said: Json = {"magic": MAGIC[direction], "major": 1, "minor": message["minor"]}
    said["session"] = base64.b64encode(bytes.fromhex(message["session"])).decode()
    said |= {name: message[name] for name in ("requestId", "timeToLiveMs") if name in message}
    said["tensors"] = [
        {
            "dtype": enum_name("DTYPE_", tensor["dtype"]),
            "shape": tensor["shape"],
            "byteLength": len(elements(tensor)),
        }
        for tensor in message["tensors"]
    ]
    if message["body"]["kind"] != "unknown":
        said[message["body"]["kind"]] = body_of(message["body"])
    return json_format.ParseDict(said, ENVELOPE[direction]())


@every
def test_protobuf_reads_what_the_message_says(direction: str, golden: Json) -> None:
    read = ENVELOPE[direction].FromString(bytes.fromhex(golden["frames"][0]))
    read.DiscardUnknownFields()
    assert read == envelope(direction, golden["message"])


@made_by_this_version
def test_protobuf_writes_the_same_bytes(direction: str, golden: Json) -> None:
    made = envelope(direction, golden["message"]).SerializeToString(deterministic=True)
    assert made.hex() == golden["frames"][0]


@each([(direction, golden) for direction, golden in cases() if direction == "requests"])
def test_the_server_reads_what_the_message_says(direction: str, golden: Json) -> None:
    said = golden["message"]
    request = decode_request([bytes.fromhex(frame) for frame in golden["frames"]], DEFAULT_LIMITS)
    assert request.session == bytes.fromhex(said["session"])
    assert [request.request_id, request.minor] == [said["requestId"], said["minor"]]
    assert request.time_to_live_ms == said["timeToLiveMs"]
    expected = envelope(direction, said)
    kind = expected.WhichOneof("kind")
    assert request.kind == kind
    body = gaitway_pb2.Step(**request.body._asdict()) if kind == "step" else request.body
    assert kind is None or body == getattr(expected, kind)
    tensors = [(tuple(tensor["shape"]), elements(tensor)) for tensor in said["tensors"]]
    assert [(tensor.shape, tensor.frame) for tensor in request.tensors] == tensors


@each([golden for golden in cases() if golden[0] == "replies" and golden[1]["canonical"]])
def test_the_server_writes_the_same_bytes(direction: str, golden: Json) -> None:
    said = envelope(direction, golden["message"])
    kind = said.WhichOneof("kind")
    made = encode_reply(said.session, said.request_id, kind, getattr(said, kind), said.tensors)
    # Entries of a map may come in any order; in everything else the bytes are the same.
    assert type(said).FromString(made) == said
    assert kind == "read_properties" or made.hex() == golden["frames"][0]


@every
def test_numpy_makes_the_same_frames(direction: str, golden: Json) -> None:
    made = [elements(tensor).hex() for tensor in golden["message"]["tensors"]]
    assert made == golden["frames"][1:]
