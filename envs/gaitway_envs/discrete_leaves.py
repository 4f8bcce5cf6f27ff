"""Leaves of choices: one, several, and switches."""

from __future__ import annotations

from typing import Any

import numpy as np
from gymnasium import spaces

from gaitway_envs.leaf import Leaf, SpaceFault


class DiscreteLeaf(Leaf):
    def __init__(self, path: str, space: spaces.Discrete, names: tuple[str, ...]) -> None:
        super().__init__(path, (), np.int64, names)
        self.count, self.start = int(space.n), int(space.start)
        self._range = (self.start, self.start + self.count - 1)
        self.low, self.high = (np.array([bound]) for bound in self._range)

    def put(self, value: Any, row: np.ndarray) -> None:
        if isinstance(value, bool) or not isinstance(value, int | np.integer):
            super().put(value, row)
        else:
            row[...] = value

    def get(self, row: np.ndarray) -> Any:
        return row[()]

    def to_wire(self) -> dict[str, Any]:
        return {"discrete": {"count": self.count, "start": self.start, "names": self.names}}


class MultiDiscreteLeaf(Leaf):
    def __init__(self, path: str, space: spaces.MultiDiscrete, names: tuple[str, ...]) -> None:
        super().__init__(path, space.shape, np.int64, names)
        self._counts = np.asarray(space.nvec).reshape(-1)
        self._starts = np.asarray(space.start).reshape(-1)
        self.low = np.asarray(space.start, np.int64)
        self.high = self.low + np.asarray(space.nvec, np.int64) - 1

    def to_wire(self) -> dict[str, Any]:
        starts = self._starts.tolist() if self._starts.any() else []
        counts = self._counts.tolist()
        return {
            "multi_discrete": {"shape": self.shape, "counts": counts, "starts": starts, "names": self.names}
        }


class MultiBinaryLeaf(Leaf):
    def __init__(self, path: str, space: spaces.MultiBinary, names: tuple[str, ...]) -> None:
        super().__init__(path, space.shape, np.bool_, names)
        self.low, self.high = np.array([0]), np.array([1])

    def put(self, value: Any, row: np.ndarray) -> None:
        array = np.asarray(value)
        if array.shape != self.shape or array.dtype.kind not in "biu":
            super().put(value, row)
        elif ((array != 0) & (array != 1)).any():
            raise SpaceFault(f"{self.path}: expected zeros and ones, got {array.reshape(-1).tolist()[:8]}")
        else:
            row[...] = array

    def get(self, row: np.ndarray) -> Any:
        return row.view(np.int8)

    def _good(self, rows: np.ndarray) -> np.ndarray | None:
        return rows.view(np.uint8) <= 1

    def to_wire(self) -> dict[str, Any]:
        return {"multi_binary": {"shape": self.shape, "names": self.names}}
