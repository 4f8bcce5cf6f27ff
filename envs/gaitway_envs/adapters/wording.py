"""What error messages of all adapters share: the nearest legal names, the lines a user's code failed at."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from difflib import get_close_matches

FEW = 24
LINES = 6


def legal_names(wrong: str, legal: Iterable[str]) -> str:
    """`did you mean knee? legal are: ankle, hip, knee`: the nearest, then all when they are few."""
    names = sorted(set(legal))
    if not names:
        return "there is none"
    near = _nearest(wrong, names)
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    if len(names) <= FEW:
        return f"{hint}legal are: {', '.join(names)}"
    return hint.strip() or f"there are {len(names)}, from {names[0]} to {names[-1]}"


def _nearest(wrong: str, names: list[str]) -> list[str]:
    by_folded = {name.casefold(): name for name in reversed(names)}
    return [by_folded[match] for match in get_close_matches(wrong.casefold(), by_folded, n=3, cutoff=0.6)]


def last_lines(error: BaseException) -> str:
    """The end of the traceback, as Python would print it, indented: where the user's own code failed."""
    lines = "".join(traceback.format_exception(error)).rstrip().splitlines()
    return "\n".join(f"    {line}" for line in lines[-LINES:])
