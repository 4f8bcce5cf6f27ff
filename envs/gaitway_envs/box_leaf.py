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
        self._may_be_infinite = self.low is not None and not (
            np.isfinite(low).all() and np.isfinite(high).all()
        )

    def _everything_is_legal(self, low: np.ndarray, high: np.ndarray) -> bool:
        if self.is_float:
            return bool(np.isneginf(low).all() and np.isposinf(high).all())
        if self.dtype.kind == "b":
            return bool((~low).all() and high.all())
        info = np.iinfo(self.dtype)
        return bool((low == info.min).all() and (high == info.max).all())

    def _good(self, rows: np.ndarray) -> np.ndarray | None:
        good = super()._good(rows)
        if self._may_be_infinite and good is not None:
            good &= np.isfinite(rows)
        return good

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
