"""What an exception of the user's code says, in one line."""

from __future__ import annotations

import os
import traceback

_OF_OTHERS = (os.path.dirname(os.path.abspath(__file__)), "site-packages", "dist-packages")


def fault_text(error: BaseException) -> str:
    """`RuntimeError: boom (mend it: my_env.py:12)`: what was raised, and where to look first."""
    return _with_place(error, "mend it: ")


def raised_text(error: BaseException) -> str:
    """`RuntimeError: boom (my_env.py:12)`: the same where the remedy is another."""
    return _with_place(error, "")


def _with_place(error: BaseException, remedy: str) -> str:
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    # A SyntaxError says itself where it is, and was raised elsewhere.
    if not frames or isinstance(error, SyntaxError):
        return what
    # The innermost line that is not a library's or ours: what these refuse was asked of them wrongly.
    own = [frame for frame in frames if not any(part in frame.filename for part in _OF_OTHERS)]
    place = (own or frames)[-1]
    return f"{' '.join(what.split())} ({remedy}{os.path.basename(place.filename)}:{place.lineno})"
