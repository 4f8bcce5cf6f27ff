"""Keeps Python's garbage collector away from what was made before the first step."""

from __future__ import annotations

import gc


def settle() -> None:
    """What exists now stays: a full collection would walk all of it, for milliseconds, in the middle of a step."""
    gc.collect()
    gc.freeze()
