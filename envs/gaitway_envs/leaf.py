"""The leaves of a space: one tensor each. What an element may be, for observations and actions alike."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from gaitway_envs.tensor import CODES

_FEW = 128
_FEW_BYTES = 8 * _FEW
"""Up to so many elements a look at each costs less than the overhead of numpy."""


class SpaceFault(Exception):
    """A value that is not of its space; the message says which element, what it may be and what it is."""


@dataclass(frozen=True)
class Outside:
    """The first element of a batch that its space does not allow."""

    row: int
    element: int
    value: Any
    expected: str


class Leaf(ABC):
    """`shape` and `dtype` are those of one row; `low` and `high` have one bound an element; None: all is legal."""

    path: str
    shape: tuple[int, ...]
    dtype: np.dtype
    _range: tuple[float, float] | None = None
    """One lower and one upper bound for all elements, where that is all there is to know."""
    low: np.ndarray | None = None
    high: np.ndarray | None = None
    units: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    is_float = False

    def __init__(self, path: str, shape: tuple[int, ...], dtype: Any, names: tuple[str, ...] = ()) -> None:
        self.path = path
        self.shape = tuple(int(extent) for extent in shape)
        self.dtype = np.dtype(dtype)
        self.code = CODES[self.dtype.name]
        self.names = names

    def put(self, value: Any, row: np.ndarray) -> None:
        """Copies a value into its row. Raises SpaceFault for another shape or element type, and then copies nothing."""
        if type(value) is np.ndarray and value.shape == self.shape and value.dtype == self.dtype:
            row[...] = value
            return
        array = np.asarray(value)
        if array.shape != self.shape or not np.can_cast(array.dtype, self.dtype, "safe"):
            expected = f"{self.dtype.name} {list(self.shape)}"
            raise SpaceFault(f"{self.path}: expected {expected}, got {array.dtype.name} {list(array.shape)}")
        row[...] = array

    def get(self, row: np.ndarray) -> Any:
        """The value in a row, as the environment expects it. `row` is not used again by anybody else."""
        return row

    def first_outside(self, rows: np.ndarray) -> Outside | None:
        """The first element of [n, *shape] that is not finite or not within its bounds."""
        if rows.size <= _FEW and self.is_surely_good(rows.tobytes()):
            return None
        good = self._good(rows)
        if good is None or good.all():
            return None
        return self._describe(rows, good)

    def is_surely_good(self, elements: bytes) -> bool:
        """Answers for few elements in little time; False: look closer."""
        if self._range is None or not 0 < len(elements) <= _FEW_BYTES:
            return False
        low, high = self._range
        values = memoryview(elements).cast(self.dtype.char).tolist()
        if self.is_float and not isfinite(sum(values)):
            return False
        return low <= min(values) and max(values) <= high

    def _good(self, rows: np.ndarray) -> np.ndarray | None:
        if self.low is None:
            return np.isfinite(rows) if self.is_float else None
        inside = (rows >= self.low) & (rows <= self.high)
        return inside

    def _describe(self, rows: np.ndarray, good: np.ndarray) -> Outside:
        row, element = divmod(int(np.argmin(good.reshape(-1))), max(1, int(np.prod(self.shape))))
        value = rows[row].reshape(-1)[element].item()
        if self.low is None:
            return Outside(row, element, value, "a finite number")
        low, high = self.low.reshape(-1), self.high.reshape(-1)
        at = element if low.size > 1 else 0
        unit = self.units[element] if self.units else ""
        suffix = f" {unit}" if unit not in ("", "1") else ""
        return Outside(row, element, value, f"a number from {low[at].item()} to {high[at].item()}{suffix}")

    def clip(self, rows: np.ndarray) -> np.ndarray | None:
        """The nearest rows inside, or None where elements have no order to be near in."""
        return None

    @abstractmethod
    def to_wire(self) -> dict[str, Any]:
        """The fields of the wire's `Space`: one key, the kind."""
