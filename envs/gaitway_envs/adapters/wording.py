"""What error messages of all adapters share: the nearest legal names, the lines a user's code failed at."""

from __future__ import annotations

import importlib
import traceback
from collections.abc import Iterable
from difflib import get_close_matches
from os.path import dirname

import gaitway_envs
from gaitway_envs.blueprint import EnvironmentUnavailable
from gaitway_envs.fault_text import raised_text

FEW = 24
FRAMES = 3
PACKAGE = dirname(gaitway_envs.__file__)


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


def raised(what: str, error: BaseException) -> EnvironmentUnavailable:
    """What code of the user's raised, and where: the last frames outside this package, as Python prints them."""
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if not _leads_there(frame.filename)
    ]
    printed = traceback.format_list(frames[-FRAMES:]) + traceback.format_exception_only(error)
    lines = [line for line in "".join(printed).splitlines() if line.strip(" ~^")]
    end = "\n".join(f"    {line}" for line in lines)
    return EnvironmentUnavailable(f"{what}: {raised_text(error)}", f"mend it where it fails:\n{end}")


def _leads_there(filename: str) -> bool:
    return filename.startswith((PACKAGE, "<frozen")) or filename == importlib.__file__
