"""The reply to a step. That of a lock step, which crosses the wire all the time, is written by hand.

Its bytes are those the generated code makes of the same message (a test holds both against each other): packed
fields of doubles and booleans are the arrays themselves, and what depends on the environments asked for is made once.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct

import numpy as np

from gaitway_envs.frames import MAJOR, MINOR, REPLY_MAGIC
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from gaitway_envs.leaf import Leaf
from gaitway_envs.operation import Selection
from gaitway_envs.pool import Rows
from gaitway_envs.table import Table
from gaitway_envs.wire import encode_reply

_OPENING = pb.Reply(magic=REPLY_MAGIC, major=MAJOR, minor=MINOR).SerializeToString() + b"\x22\x10"
"""Magic, versions, and the tag and length of the session."""
_TOLD = Struct("<Bd")
"""The last field: its tag, 81, and a double."""
_KEPT = 1024
_SHORT = [bytes([value]) for value in range(0x80)]


def tensor_headers(leaves: Sequence[Leaf], count: int) -> list[pb.Tensor]:
    return [
        pb.Tensor(
            dtype=leaf.code,
            shape=(count, *leaf.shape),
            byte_length=count * leaf.dtype.itemsize * int(np.prod(leaf.shape)),
        )
        for leaf in leaves
    ]


class StepReplies:
    """Envelopes of the replies to steps; the frames of the observations follow each."""

    def __init__(self, table: Table, leaves: Sequence[Leaf]) -> None:
        self._table = table
        self._leaves = leaves
        self._known: dict[Selection, tuple[bytes, bytes, int, bytes]] = {}

    def lock_step(
        self,
        session: bytes,
        request_id: int,
        selection: Selection,
        goes_on: bool,
        clipped: Sequence[int],
        seconds: float,
    ) -> bytes:
        """The envelope for results as they are in the table. `goes_on`: no episode ended; `seconds`: how long it
        took, 0 to tell nothing."""
        head, tail, length, running = self._known.get(selection) or self._prepare(selection)
        rewards = self._table.rewards[selection.index].tobytes()
        said = running if goes_on and not clipped else self._flags(selection, goes_on, clipped)
        told = _TOLD.pack(0x51, seconds) if seconds else b""
        size = varint(length + len(said) + len(told))
        return b"".join(
            (_OPENING, session, b"\x28", varint(request_id), head, size, tail, rewards, said, told)
        )

    def _prepare(self, selection: Selection) -> tuple[bytes, bytes, int, bytes]:
        """Up to the length of the body; its ids; bytes up to the end of the rewards; what is said when all go on."""
        count = selection.count
        step = pb.StepReply(env_ids=selection.ids, rewards=[0.0] * count)
        ids = step.SerializeToString()[: -8 * count]
        running = pb.StepReply(terminated=[False] * count, truncated=[False] * count).SerializeToString()
        tensors = pb.Reply(tensors=tensor_headers(self._leaves, count)).SerializeToString()
        if len(self._known) >= _KEPT:
            self._known.clear()
        prepared = self._known[selection] = (tensors + b"\x5a", ids, len(ids) + 8 * count, running)
        return prepared

    def _flags(self, selection: Selection, goes_on: bool, clipped: Sequence[int]) -> bytes:
        """The fields behind the rewards: terminated, truncated, reasons, clipped and lost environments."""
        table, index = self._table, selection.index
        size = varint(selection.count)
        parts = [b"\x1a", size, table.terminated[index].tobytes()]
        parts += b"\x22", size, table.truncated[index].tobytes()
        if not goes_on:
            parts.append(self._reasons(selection))
        if clipped:
            parts.append(_packed(b"\x42", clipped))
        if table.loses(selection):
            parts.append(_packed(b"\x4a", selection.array[table.lost[index]].tolist()))
        return b"".join(parts)

    def _reasons(self, selection: Selection) -> bytes:
        texts = [b"\x2a\x00"] * selection.count
        anything = False
        rows = self._table.ended_rows(selection)
        for row, text in zip(rows, self._table.encoded_texts(selection.array[rows]), strict=True):
            texts[row] = b"\x2a" + varint(len(text)) + text
            anything = anything or len(text) > 0
        return b"".join(texts) if anything else b""

    def full(self, session: bytes, request_id: int, parts: Sequence[Rows]) -> tuple[bytes, list[bytes]]:
        """Envelope and frames of any results at all."""
        body = pb.StepReply()
        for rows in parts:
            body.env_ids.extend(rows.ids)
            body.rewards.extend(rows.rewards.tolist())
            body.terminated.extend(rows.terminated.tolist())
            body.truncated.extend(rows.truncated.tolist())
            body.clipped_env_ids.extend(rows.clipped)
            body.lost_env_ids.extend(i for i, lost in zip(rows.ids, rows.lost, strict=True) if lost)
        if any(text for rows in parts for text in rows.texts):
            for rows in parts:
                body.reasons.extend(rows.texts or [""] * len(rows.ids))
        count = len(body.env_ids)
        frames = [
            b"".join(rows.observations[i].tobytes() for rows in parts) for i in range(len(self._leaves))
        ]
        return encode_reply(session, request_id, "step", body, tensor_headers(self._leaves, count)), frames


def _packed(tag: bytes, numbers: Sequence[int]) -> bytes:
    values = b"".join(map(varint, numbers))
    return tag + varint(len(values)) + values


def varint(value: int) -> bytes:
    if value <= 0x7F:
        return _SHORT[value]
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
