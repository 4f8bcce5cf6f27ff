"""The request that crosses the wire at every step: one that differs from an earlier one in its id only is read by it.

An envelope opens with magic, versions, session and id, in this order; what follows says the same whenever it has the
same bytes. So the first of its kind is decoded as any message is, with all checks, and the others take what it said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gaitway_envs.frames import MAJOR, MINOR, REQUEST_MAGIC
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from gaitway_envs.tensor import Tensor
from gaitway_envs.wire import SESSION_BYTES, Request, StepBody

_OPENING = pb.Request(magic=REQUEST_MAGIC, major=MAJOR, minor=MINOR).SerializeToString() + b"\x22\x10"
"""Magic, versions, and the tag and length of the session."""
_SESSION_END = len(_OPENING) + SESSION_BYTES
_ID_TAG = 0x28
_KEPT = 256
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class _Said:
    time_to_live_ms: int
    body: StepBody
    headers: tuple[tuple[int, tuple[int, ...], int], ...]
    """Element type, shape and bytes of each tensor."""


class StepRequests:
    def __init__(self) -> None:
        self._said: dict[bytes, _Said] = {}

    def read(self, frames: Sequence[bytes]) -> Request | None:
        """None: decode it."""
        envelope = frames[0] if frames else b""
        id_and_rest = _id_and_rest(envelope)
        if id_and_rest is None:
            return None
        request_id, rest = id_and_rest
        said = self._said.get(rest)
        if said is None or len(frames) != len(said.headers) + 1:
            return None
        tensors = []
        for (dtype, shape, size), frame in zip(said.headers, frames[1:], strict=True):
            if len(frame) != size:
                return None
            tensors.append(Tensor(dtype, shape, frame))
        session = envelope[len(_OPENING) : _SESSION_END]
        return Request(session, request_id, MINOR, said.time_to_live_ms, "step", said.body, tensors)

    def learn(self, envelope: bytes, request: Request) -> None:
        """`request` is what `envelope` was decoded to."""
        id_and_rest = _id_and_rest(envelope) if request.kind == "step" else None
        if id_and_rest is None or len(envelope) > _LONGEST:
            return
        if len(self._said) >= _KEPT:
            self._said.clear()
        headers = tuple((tensor.dtype, tensor.shape, len(tensor.frame)) for tensor in request.tensors)
        self._said[id_and_rest[1]] = _Said(request.time_to_live_ms, request.body, headers)


def _id_and_rest(envelope: bytes) -> tuple[int, bytes] | None:
    """None for an envelope that does not open in the usual way."""
    if (
        not envelope.startswith(_OPENING)
        or len(envelope) < _SESSION_END + 7
        or envelope[_SESSION_END] != _ID_TAG
    ):
        return None
    request_id, at = 0, _SESSION_END + 1
    for shift in (0, 7, 14, 21):
        byte = envelope[at]
        at += 1
        request_id |= (byte & 0x7F) << shift
        if byte < 0x80:
            return (request_id, envelope[at:]) if request_id else None
    return None
