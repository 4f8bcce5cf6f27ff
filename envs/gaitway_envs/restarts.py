"""How often dead simulators are started again: more often than this, a run should not hide it."""

from __future__ import annotations

from time import monotonic

_IN_ALL = 20
_IN_A_MINUTE = 5


class Restarts:
    def __init__(self) -> None:
        self._times: list[float] = []

    def refusal(self) -> str | None:
        """Counts a restart and returns None, or says why there is none."""
        now = monotonic()
        recent = sum(now - time < 60 for time in self._times)
        if len(self._times) >= _IN_ALL or recent >= _IN_A_MINUTE:
            return (
                f"and is not started again: {len(self._times)} restarts, {recent} of them in the last minute "
                f"(allowed: {_IN_ALL} in all, {_IN_A_MINUTE} a minute); restart the server"
            )
        self._times.append(now)
        return None

    @property
    def count(self) -> int:
        return len(self._times)
