"""A pipe whose next bytes are awaited awake, for a moment, where they have been coming soon.

Whoever sleeps has to be woken: that costs the writer tens of microseconds, and the reader as many and cold caches. So a
reader whose last wait was short looks again and again, giving way to whoever wants its core; one that waited for long
sleeps at once, and costs nothing.
"""

from __future__ import annotations

import os
import select
from time import perf_counter

_SOON_S = 0.001
_PIECE = 1 << 16


class AwaitedPipe:
    def __init__(self, fd: int, stays_awake: bool) -> None:
        """`stays_awake`: whether there is a core to spare for it."""
        os.set_blocking(fd, False)
        self._fd = fd
        self._bytes = b""
        self._stays_awake = stays_awake
        self._comes_soon = False

    def read(self, count: int) -> bytes:
        """Fewer bytes only where the writer is gone."""
        while len(self._bytes) < count:
            piece = self._next()
            if not piece:
                break
            self._bytes += piece
        taken, self._bytes = self._bytes[:count], self._bytes[count:]
        return taken

    def _next(self) -> bytes:
        since = perf_counter()
        while self._comes_soon:
            piece = self._look()
            if piece is not None:
                return piece
            os.sched_yield()
            self._comes_soon = perf_counter() - since < _SOON_S
        select.select([self._fd], [], [])
        self._comes_soon = self._stays_awake and perf_counter() - since < _SOON_S
        return os.read(self._fd, _PIECE)

    def _look(self) -> bytes | None:
        try:
            return os.read(self._fd, _PIECE)
        except BlockingIOError:
            return None
