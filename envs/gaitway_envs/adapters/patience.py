"""Says which part of a start takes long, while it does: whoever waits is told for what."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from gaitway_envs.warning import warn

SECONDS = 5.0


@contextmanager
def impatient(what: str) -> Iterator[None]:
    """A line on standard error if the block is not over after `SECONDS`."""
    timer = threading.Timer(SECONDS, warn, [f"{what} has taken {SECONDS:g} s so far; waiting"])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
