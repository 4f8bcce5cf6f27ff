"""Which request ids of a session arrived: they grow, and what was lost on the way leaves holes."""

from __future__ import annotations

from array import array

_WINDOW = 2048


class ArrivedIds:
    __slots__ = ("_last", "_ring")

    def __init__(self, first: int) -> None:
        self._last = first
        self._ring = array("I", bytes(4 * _WINDOW))
        self._ring[first % _WINDOW] = first

    def try_add(self, request_id: int) -> bool:
        """False for an id that does not grow: a duplicate, or one that was overtaken. Ids may wrap around 2^32."""
        if not 0 < (request_id - self._last) & 0xFFFFFFFF < 2**31:
            return False
        self._last = request_id
        self._ring[request_id % _WINDOW] = request_id
        return True

    def never_came(self, request_id: int) -> bool:
        """False also when it is too long ago to tell."""
        is_told = (self._last - request_id) & 0xFFFFFFFF < _WINDOW
        return is_told and self._ring[request_id % _WINDOW] != request_id
