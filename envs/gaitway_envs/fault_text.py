"""What an exception of the user's code says, in one line."""

from __future__ import annotations

import os
import traceback


def fault_text(error: BaseException) -> str:
    """`RuntimeError: boom (my_env.py:12)`: what was raised, and the innermost line it came through."""
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    if not frames or isinstance(
        error, SyntaxError
    ):  # which says itself where it is, and was raised elsewhere
        return what
    return f"{' '.join(what.split())} ({os.path.basename(frames[-1].filename)}:{frames[-1].lineno})"
