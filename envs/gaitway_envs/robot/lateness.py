"""How much longer a message took than the quickest one, for two clocks that do not know each other."""

from __future__ import annotations

import math

_WINDOW = 10.0
"""Clocks of two machines drift apart by less than a millisecond in so long, s."""


class Lateness:
    """Of the messages of one sender, times in s."""

    def __init__(self) -> None:
        self._older = self._newer = math.inf
        self._since = -math.inf

    def of(self, sent: float, now: float) -> float:
        """late = (arrival − sent) − min (arrival − sent), the least of the last one or two windows."""
        delay = now - sent
        if now - self._since > _WINDOW:
            self._older, self._newer, self._since = self._newer, math.inf, now
        self._newer = min(self._newer, delay)
        return delay - min(self._older, self._newer)
