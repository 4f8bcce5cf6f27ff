"""What whoever started a robot says to it and hears from it, a line of JSON each."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from typing import Any

from gaitway_envs.emulator.faults import FaultRefused


def write_event(descriptor: int, event: str, what: dict[str, Any]) -> None:
    """One line, {event, t, …} with t on the monotonic clock, at once and whole."""
    line = json.dumps({"event": event, "t": round(time.monotonic(), 6), **what})
    os.write(descriptor, f"{line}\n".encode())


class Requests:
    """Whole lines out of what comes in pieces, each to `obey`; why it raised FaultRefused is said."""

    def __init__(self, obey: Callable[[Any], None], say: Callable[..., None]) -> None:
        self._obey, self._say = obey, say
        self._rest = b""

    def read(self, descriptor: int) -> bool:
        """Whether there may be more."""
        data = os.read(descriptor, 65536)
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in filter(None, map(bytes.strip, lines)):
            self._answer(line)
        return data != b""

    def _answer(self, line: bytes) -> None:
        try:
            self._obey(json.loads(line))
        except (FaultRefused, ValueError) as error:
            self._say("refused", why=str(error))
