"""The checks that come before protobuf: who is talking, which version, sizes."""

from __future__ import annotations

from collections.abc import Sequence

from gaitway_envs import refusal
from gaitway_envs.limits import Limits

MAJOR, MINOR = 1, 3
REQUEST_MAGIC = 0x3F595747
REPLY_MAGIC = 0x21595747
_REQUEST_OPENING = b"\x0dGWY?"
"""The tag of field 1 and its four bytes."""
_PLAIN_OPENING = _REQUEST_OPENING + bytes([0x10, MAJOR])
_MAJOR_TAG, _MINOR_TAG = 0x10, 0x18


class WrongPeer(Exception):
    """Bytes that are no Gaitway request: dropped and counted, never answered."""


def open_envelope(frames: Sequence[bytes], limits: Limits) -> bytes:
    """The envelope of a message whose magic, major version and size are right.

    Raises WrongPeer, or Refusal with code MALFORMED, VERSION_SKEW or TOO_LARGE.
    """
    if not frames:
        raise refusal.malformed("expected an envelope, got no frame at all")
    envelope = frames[0]
    if not envelope.startswith(_PLAIN_OPENING):
        _require_magic_and_major(envelope)
    _require_size(frames, limits)
    return envelope


def _require_magic_and_major(envelope: bytes) -> None:
    if not envelope.startswith(_REQUEST_OPENING):
        raise WrongPeer(f"expected a Gaitway request, got {len(envelope)} bytes of something else")
    major, rest = _field(envelope, 5, _MAJOR_TAG)
    if major == MAJOR:
        return
    minor, _ = _field(envelope, rest, _MINOR_TAG)
    raise refusal.version_skew(f"{MAJOR}.{MINOR}", f"{major}.{minor}")


def _field(envelope: bytes, at: int, tag: int) -> tuple[int, int]:
    """The varint behind `tag` and where it ends; 0 when another field is there, what there is when it is cut."""
    if at >= len(envelope) or envelope[at] != tag:
        return 0, at
    value, shift = 0, 0
    at += 1
    while at < len(envelope) and shift < 35:
        byte = envelope[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    return value & 0xFFFFFFFF, at


def _require_size(frames: Sequence[bytes], limits: Limits) -> None:
    if len(frames[0]) > limits.envelope_bytes:
        raise refusal.too_large("an envelope", len(frames[0]), limits.envelope_bytes, "bytes")
    require_frames(frames, limits)


def require_frames(frames: Sequence[bytes | memoryview], limits: Limits) -> None:
    """Raises Refusal TOO_LARGE for more bytes or tensors than `limits` allow."""
    if len(frames) - 1 > limits.tensor_count:
        raise refusal.too_large("a message", len(frames) - 1, limits.tensor_count, "tensors")
    total = sum(map(len, frames))
    if total > limits.message_bytes:
        raise refusal.too_large("a message", total, limits.message_bytes, "bytes")
