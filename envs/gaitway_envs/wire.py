"""Frames from a peer to a request, and a reply to frames.

Bytes from a peer are believed step by step: who is talking, which version, size against the limits, then protobuf, then
headers against frames, then the body. Nothing is allocated by a number that a peer sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, NamedTuple

from google.protobuf.message import DecodeError

from gaitway_envs import refusal
from gaitway_envs.frames import MAJOR, MINOR, REPLY_MAGIC, WrongPeer, open_envelope
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from gaitway_envs.limits import Limits
from gaitway_envs.refusal import Refusal
from gaitway_envs.tensor import ITEM_SIZES, Tensor

SESSION_BYTES = 16
_VALUES = {"reset": "options", "write_properties": "values"}
"""The kinds that carry values by name, and in which field."""

__all__ = ["BadRequest", "Request", "StepBody", "WrongPeer", "decode_request", "encode_reply"]


class BadRequest(Exception):
    """A message of ours that does not decode: answered if its id could be read, else dropped and counted."""

    def __init__(self, request_id: int, answer: Refusal) -> None:
        super().__init__(str(answer))
        self.request_id = request_id
        self.answer = answer


class StepBody(NamedTuple):
    """`pb.Step`, taken apart once for all messages that say the same."""

    env_ids: tuple[int, ...]
    min_batch: int | None


@dataclass(slots=True)
class Request:
    session: bytes
    """16 bytes; none in Hello."""
    request_id: int
    minor: int
    time_to_live_ms: int
    kind: str | None
    """The name of the field of `pb.Request`; None for a kind this version does not know."""
    body: Any
    """The message in that field; of a step a StepBody."""
    tensors: Sequence[Tensor]


def decode_request(frames: Sequence[bytes], limits: Limits) -> Request:
    """Raises WrongPeer or BadRequest."""
    try:
        envelope = open_envelope(frames, limits)
    except Refusal as answer:
        raise BadRequest(_id_of(frames, limits), answer) from None
    try:
        message = pb.Request.FromString(envelope)
    except DecodeError:
        raise BadRequest(0, refusal.malformed("the envelope of a request is not protobuf")) from None
    try:
        return _read(message, frames, limits)
    except Refusal as answer:
        raise BadRequest(message.request_id, answer) from None


def _id_of(frames: Sequence[bytes], limits: Limits) -> int:
    """The header means the same in every version, so what cannot be read can still be refused by its id."""
    if not frames or len(frames[0]) > limits.envelope_bytes:
        return 0
    try:
        return pb.Request.FromString(frames[0]).request_id
    except DecodeError:
        return 0


def _read(message: pb.Request, frames: Sequence[bytes], limits: Limits) -> Request:
    request_id, time_to_live_ms = message.request_id, message.time_to_live_ms
    if request_id == 0:
        raise refusal.malformed("expected a request id above 0, got none")
    if time_to_live_ms == 0:
        raise refusal.malformed("expected a deadline above 0 ms, got none")
    kind = message.WhichOneof("kind")
    session = message.session
    if len(session) != SESSION_BYTES and not (kind == "hello" and not session):
        raise refusal.malformed(f"expected a session of {SESSION_BYTES} bytes, got {len(session)}")
    body = _body(message, kind)
    if kind == "reset" and len(body.seeds) != len(body.env_ids):
        raise refusal.malformed("expected one seed an environment")
    if kind in _VALUES:
        _require_values(getattr(body, _VALUES[kind]))
    tensors = _read_tensors(message.tensors, frames, limits)
    return Request(session, request_id, message.minor, time_to_live_ms, kind, body, tensors)


def _body(message: pb.Request, kind: str | None) -> Any:
    if kind != "step":
        return None if kind is None else getattr(message, kind)
    step = message.step
    return StepBody(tuple(step.env_ids), step.min_batch if step.HasField("min_batch") else None)


def _require_values(values: Mapping[str, pb.Value]) -> None:
    if any(value.WhichOneof("kind") is None for value in values.values()):
        raise refusal.malformed("expected an option to be a number, a text or a flag")


def _read_tensors(headers: Sequence[pb.Tensor], frames: Sequence[bytes], limits: Limits) -> Sequence[Tensor]:
    if len(headers) != len(frames) - 1:
        got = f"{len(headers)} headers and {len(frames) - 1} frames"
        raise refusal.malformed(f"expected one header a tensor frame, got {got}")
    return [_read_tensor(header, frame, limits) for header, frame in zip(headers, frames[1:], strict=True)]


def _read_tensor(header: pb.Tensor, frame: bytes, limits: Limits) -> Tensor:
    code, shape = header.dtype, tuple(header.shape)
    if not 0 < code < len(ITEM_SIZES):
        raise refusal.malformed(f"unknown element type {code}")
    elements = prod(shape)
    if elements > limits.element_count:
        raise refusal.too_large("a tensor", elements, limits.element_count, "elements")
    length = elements * ITEM_SIZES[code]
    if header.byte_length != length or len(frame) != length:
        said = f"{length} bytes by shape, {header.byte_length} by header, {len(frame)} in the frame"
        raise refusal.malformed(f"the lengths of a tensor disagree: {said}")
    return Tensor(code, shape, frame)


def encode_reply(
    session: bytes, request_id: int, kind: str, body: Any, tensors: Sequence[pb.Tensor] = ()
) -> bytes:
    """The envelope of a reply; the frames of `tensors` follow it."""
    reply = pb.Reply(
        magic=REPLY_MAGIC, major=MAJOR, minor=MINOR, session=session, request_id=request_id, tensors=tensors
    )
    getattr(reply, kind).CopyFrom(body)
    if not reply.HasField(kind):
        getattr(reply, kind).SetInParent()
    return reply.SerializeToString()
