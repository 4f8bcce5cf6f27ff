"""What the robot was told and what it did, a line of JSON each, whole even when it is killed: one write a line."""

from __future__ import annotations

import os
from typing import Any

from gaitway_envs.emulator.dialog import write_event


class EventLog:
    """Lines of {t, event, …}, t on the monotonic clock; nothing is kept without a file."""

    def __init__(self, path: str | None) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC
        self._file = None if path is None else os.open(path, flags, 0o644)

    def note(self, event: str, **what: Any) -> None:
        if self._file is not None:
            write_event(self._file, event, what)
