"""Every packet on the wire as a line of JSON, whole even when the emulator is killed: one write a line."""

from __future__ import annotations

import json
import os
from typing import Any


class ByteLog:
    """Lines of {t, dir, bytes, packet}; nothing is kept without a file."""

    def __init__(self, path: str | None) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC
        self._file = None if path is None else os.open(path, flags, 0o644)

    def write(self, time: float, direction: str, raw: bytes, packet: dict[str, Any] | None) -> None:
        """`direction` is whose bytes they are: "host" or "device"; `packet` is None for bytes that are none."""
        if self._file is None:
            return
        line = {"t": round(time, 6), "dir": direction, "bytes": raw.hex(), "packet": packet}
        os.write(self._file, f"{json.dumps(line)}\n".encode())
