"""A leaf of numbers with bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
from gymnasium import spaces

from gaitway_envs.leaf import Leaf


class BoxLeaf(Leaf):
    def __init__(self, path: str, space: spaces.Box, names: tuple[str, ...], units: tuple[str, ...]) -> None:
        super().__init__(path, space.shape, space.dtype, names)
        self.units = units
        self.is_float = self.dtype.kind == "f"
        low, high = np.asarray(space.low), np.asarray(space.high)
        self._wire_low, self._wire_high = low.astype(np.float64), high.astype(np.float64)
        if not self._everything_is_legal(low, high):
            self.low, self.high = _compact(low), _compact(high)
        uniform = low.size > 0 and bool((low == low.flat[0]).all() and (high == high.flat[0]).all())
        if uniform and self.dtype.kind in "fiu":
            self._range = (low.flat[0].item(), high.flat[0].item())
        self._limits: tuple[np.ndarray, np.ndarray] | None = None
        """What `low` and `high` leave of the finite numbers, for as many rows as were looked at last."""

    def _everything_is_legal(self, low: np.ndarray, high: np.ndarray) -> bool:
        if self.is_float:
            return bool(np.isneginf(low).all() and np.isposinf(high).all())
        if self.dtype.kind == "b":
            return bool((~low).all() and high.all())
        info = np.iinfo(self.dtype)
        return bool((low == info.min).all() and (high == info.max).all())

    def _good(self, rows: np.ndarray) -> np.ndarray | None:
        if self.low is None or self.high is None:
            return super()._good(rows)
        if self._limits is None or self._limits[0].shape != rows.shape:
            self._limits = self._finite(self.low, rows.shape), self._finite(self.high, rows.shape)
        least, greatest = self._limits
        return (rows >= least) & (rows <= greatest)

    def _finite(self, bound: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
        """One element for each of the rows, for numpy compares short rows with one row slowly."""
        if self.is_float:
            most = np.finfo(self.dtype).max
            bound = np.clip(bound, -most, most)
        rows = np.broadcast_to(bound, shape)
        return rows.copy() if bound.size > 1 else rows

    def clip(self, rows: np.ndarray) -> np.ndarray | None:
        return np.clip(rows, self.low, self.high)

    def to_wire(self) -> dict[str, Any]:
        return {
            "box": {
                "dtype": self.code,
                "shape": self.shape,
                "low": _compact(self._wire_low).astype("<f8").tobytes(),
                "high": _compact(self._wire_high).astype("<f8").tobytes(),
                "names": self.names,
                "units": self.units,
            }
        }


def _compact(bound: np.ndarray) -> np.ndarray:
    """A bound that is the same for every element is one number."""
    flat = bound.reshape(-1)
    return flat[:1] if flat.size and (flat == flat[0]).all() else bound
