"""What the peers of the benchmark have in common: they speak JSON lines, and end with whoever started them."""

from __future__ import annotations

import json
import os
import sys
import threading


def say(**values: float | str) -> None:
    """One line of JSON on standard output."""
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def end_with_standard_input() -> None:
    """Ends this process as soon as its standard input closes, which it does however the parent ends."""

    def wait() -> None:
        # Not through sys.stdin: its lock, held here, would keep forked children from ending.
        while os.read(0, 4096):
            pass
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()
