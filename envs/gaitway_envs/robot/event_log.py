"""What the robot was told and what it did, a line of JSON each, whole even when it is killed: one write a line."""

from __future__ import annotations

import json
import os
import time
from typing import Any


class EventLog:
    """Lines of {t, event, …}, t on the monotonic clock; nothing is kept without a file."""

    def __init__(self, path: str | None) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC
        self._file = None if path is None else os.open(path, flags, 0o644)

    def note(self, event: str, **what: Any) -> None:
        if self._file is not None:
            write_event(self._file, event, what)


def write_event(descriptor: int, event: str, what: dict[str, Any]) -> None:
    """One line, at once."""
    line = json.dumps({"event": event, "t": round(time.monotonic(), 6), **what})
    os.write(descriptor, f"{line}\n".encode())
