"""Which environments a request is about, and what is being done to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gaitway_envs.blueprint import Value


class Selection:
    """Distinct environments in the order of a request; made once, used for every request that names the same ones."""

    __slots__ = ("array", "count", "ids", "index", "packed")

    def __init__(self, ids: tuple[int, ...]) -> None:
        self.ids = ids
        self.count = len(ids)
        self.array = np.array(ids, np.intp)
        self.packed = self.array.astype("<u2").tobytes()
        """As they are named to a worker."""
        neighbors = self.count > 0 and ids == tuple(range(ids[0], ids[0] + self.count))
        self.index: slice | np.ndarray = slice(ids[0], ids[0] + self.count) if neighbors else self.array
        """Of rows of a table: a slice where the environments are neighbors, for then no row is copied one by one."""


@dataclass(eq=False, slots=True)
class Operation:
    """What an engine does for one request, in the order it was started for each environment."""

    kind: str
    """reset, step, render, read_properties, write_properties, get_state, set_state or linearize."""
    selection: Selection
    ticket: int
    since: float
    """When it began, on the clock of time.monotonic()."""
    seconds: float = 0.0
    """How long the environments were at it, where the operation waited for its turn before; 0: all the time since."""
    tells_each: bool = False
    """Whether progress is of use before the last environment is ready."""
    seeds: Sequence[int] = ()
    options: Mapping[str, Value] = field(default_factory=dict)
    arguments: Sequence[Any] = ()
    """One an environment: a render mode, names, values or a state."""
    results: dict[int, Any] = field(default_factory=dict)
    """By environment: an image (uint8 array), properties (dict), a state or derivatives (bytes)."""
    faults: dict[int, str] = field(default_factory=dict)
    """By environment: what went wrong, where it is not a step."""
    left: int = 0
    """Environments not ready yet."""
    told: Callable[[Operation, Selection], None] = lambda _operation, _ready: None
    """What to call with environments that are ready now; for all but steps, with all of them at once."""
