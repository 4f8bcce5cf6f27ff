"""Which worker keeps to which core.

As many workers as cores leave the kernel one good choice, and it often makes another: it wakes two on one core while
the next core does nothing, and a batch then takes twice as long. So each of them keeps to a core of its own. Fewer
workers go where the kernel finds room, and more share what there is.
"""

from __future__ import annotations

import contextlib
import os

NO_CORE = -1


def available_cores() -> list[int]:
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def cores_of(workers: int) -> list[int]:
    """The core of each worker, or NO_CORE."""
    cores = available_cores()
    return cores if len(cores) == workers else [NO_CORE] * workers


def keep_to(core: int) -> None:
    """This thread, and those it starts from now on. Linux only; a core that was taken away since is none."""
    if core != NO_CORE and hasattr(os, "sched_setaffinity"):
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, {core})
