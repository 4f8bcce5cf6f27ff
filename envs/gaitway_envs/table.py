"""The rows of all environments: what goes in, what comes out; in one block of memory, which processes may share.

Each leaf of the spaces has one array [environments, *shape], so a batch of neighbors leaves as one contiguous copy.
Whoever runs an environment writes its rows; nobody else does until its operation is over.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from math import prod

import numpy as np

from gaitway_envs.leaf import Leaf
from gaitway_envs.operation import Selection

_TEXT_BYTES = 512
_ALIGNMENT = 64


class Table:
    """Arrays over `memory`, or over memory of its own.

    rewards float64 [n], terminated, truncated and lost bool [n]; text: why an episode ended or was lost.
    """

    def __init__(
        self,
        observations: Sequence[Leaf],
        actions: Sequence[Leaf],
        count: int,
        memory: mmap.mmap | None = None,
    ) -> None:
        self.count = count
        self._action_views: dict[Selection, list[memoryview]] = {}
        self._memory = memory if memory is not None else bytearray(table_bytes(observations, actions, count))
        self._end = 0
        self.observations = [self._array(leaf.dtype, (count, *leaf.shape)) for leaf in observations]
        self.actions = [self._array(leaf.dtype, (count, *leaf.shape)) for leaf in actions]
        self.rewards = self._array(np.dtype(np.float64), (count,))
        self.terminated = self._array(np.dtype(np.bool_), (count,))
        self.truncated = self._array(np.dtype(np.bool_), (count,))
        self.lost = self._array(np.dtype(np.bool_), (count,))
        self._ended = self._array(np.dtype(np.bool_), (count,))
        self._text_bytes = self._array(np.dtype(np.uint16), (count,))
        self._texts = self._array(np.dtype(np.uint8), (count, _TEXT_BYTES))

    def _array(self, dtype: np.dtype, shape: tuple[int, ...]) -> np.ndarray:
        array = np.ndarray(shape, dtype, self._memory, self._end)
        self._end += _aligned(array.nbytes)
        return array

    def goes_on(self, selection: Selection) -> bool:
        """Whether no episode of the selection ended in its last step."""
        return b"\x01" not in self._ended[selection.index].tobytes()

    def loses(self, selection: Selection) -> bool:
        """Whether an episode of the selection was lost in its last step."""
        return b"\x01" in self.lost[selection.index].tobytes()

    def ended(self, selection: Selection) -> np.ndarray:
        """Of which rows of the selection the episode ended in their last step: bool [n]."""
        return self._ended[selection.index]

    def ended_rows(self, selection: Selection) -> list[int]:
        """Which rows of the selection ended in their last step."""
        return self._ended[selection.index].nonzero()[0].tolist()

    def write_ends(self, selection: Selection, terminated: Sequence[bool], truncated: Sequence[bool]) -> None:
        """Which episodes ended in the last step; none of them is lost."""
        index = selection.index
        self.terminated[index] = terminated
        self.truncated[index] = truncated
        self._ended[index] = np.logical_or(terminated, truncated)
        self.lost[index] = False

    def write_actions(self, selection: Selection, frames: Sequence[bytes]) -> None:
        """`frames`: elements of each leaf, as they came."""
        views = self._action_views.get(selection) or self._view(selection)
        if views:
            for view, frame in zip(views, frames, strict=True):
                view[:] = frame
            return
        for rows, frame in zip(self.actions, frames, strict=True):
            some = rows[selection.index]
            sent = np.frombuffer(frame, rows.dtype)
            rows[selection.index] = sent if some.ndim == 1 else sent.reshape(some.shape)

    def _view(self, selection: Selection) -> list[memoryview]:
        """The bytes of the actions of neighbors; nothing where they cannot be had without copying."""
        rows = [all_rows[selection.index] for all_rows in self.actions]
        whole = isinstance(selection.index, slice) and all(some.size > 0 for some in rows)
        views = [memoryview(some).cast("B") for some in rows] if whole else []
        if len(self._action_views) >= 1024:
            self._action_views.clear()
        self._action_views[selection] = views
        return views

    def read_actions(self, selection: Selection) -> list[np.ndarray]:
        """Copies: an environment may keep its action."""
        if isinstance(selection.index, slice):
            return [rows[selection.index].copy() for rows in self.actions]
        return [rows[selection.index] for rows in self.actions]

    def write_text(self, env_ids: int | np.ndarray, text: str) -> None:
        encoded = _encoded(text)
        self._texts[env_ids, : len(encoded)] = encoded
        self._text_bytes[env_ids] = len(encoded)

    def lose(self, env_id: int, why: str) -> None:
        """The last step of the environment did not take place: its observation stays the last good one."""
        self.rewards[env_id] = 0.0
        self.terminated[env_id] = False
        self.truncated[env_id] = True
        self.lost[env_id] = True
        self._ended[env_id] = True
        self.write_text(env_id, why)

    def encoded_texts(self, env_ids: np.ndarray) -> list[bytes]:
        rows, width = self._texts[env_ids].tobytes(), _TEXT_BYTES
        sizes = self._text_bytes[env_ids].tolist()
        return [rows[width * row : width * row + size] for row, size in enumerate(sizes)]

    def text(self, env_id: int) -> str:
        return self._texts[env_id, : self._text_bytes[env_id]].tobytes().decode()


@lru_cache(64)
def _encoded(text: str) -> np.ndarray:
    """UTF-8 cut to what a row holds; most episodes end for one of a few reasons."""
    return np.frombuffer(text.encode()[:_TEXT_BYTES].decode(errors="ignore").encode(), np.uint8)


def table_bytes(observations: Sequence[Leaf], actions: Sequence[Leaf], count: int) -> int:
    rows = sum(_aligned(count * leaf.dtype.itemsize * prod(leaf.shape)) for leaf in (*observations, *actions))
    return (
        rows + _aligned(8 * count) + 4 * _aligned(count) + _aligned(2 * count) + _aligned(_TEXT_BYTES * count)
    )


def _aligned(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT


def shared_file(size: int) -> int:
    """A file without a name: it is gone with the last process that has it, however that ends."""
    if hasattr(os, "memfd_create"):
        fd = os.memfd_create("gaitway")
    else:
        with tempfile.TemporaryFile() as file:
            fd = os.dup(file.fileno())
    os.ftruncate(fd, size)
    return fd
