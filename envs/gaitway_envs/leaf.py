"""The leaves of a space: one tensor each. What an element may be, for observations and actions alike."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
from gymnasium import spaces

from gaitway_envs.tensor import CODES

_FEW = 32
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


class TextLeaf(Leaf):
    """UTF-8 in 4 × max_length bytes, padded with zeros."""

    def __init__(self, path: str, space: spaces.Text) -> None:
        super().__init__(path, (4 * space.max_length,), np.uint8)
        self._space = space
        self._characters = frozenset(space.character_set)

    def put(self, value: Any, row: np.ndarray) -> None:
        fault = self._fault_of(value)
        if fault is not None:
            raise SpaceFault(f"{self.path}: {fault}")
        encoded = np.frombuffer(value.encode(), np.uint8)
        row[: encoded.size] = encoded
        row[encoded.size :] = 0

    def get(self, row: np.ndarray) -> Any:
        return row.tobytes().rstrip(b"\0").decode()

    def _fault_of(self, value: Any) -> str | None:
        shortest, longest = self._space.min_length, self._space.max_length
        if not isinstance(value, str):
            return f"expected a text, got a {type(value).__name__}"
        if not shortest <= len(value) <= longest:
            return f"expected {shortest} to {longest} characters, got {len(value)}"
        strange = sorted(set(value) - self._characters)
        return f"expected characters of its set, got {strange}" if strange else None

    def first_outside(self, rows: np.ndarray) -> Outside | None:
        for row, encoded in enumerate(rows):
            try:
                fault = self._fault_of(self.get(encoded))
            except UnicodeDecodeError:
                fault = "expected UTF-8"
            if fault is not None:
                what, _, got = fault.partition(", got ")
                return Outside(row, 0, got or "other bytes", what.removeprefix("expected "))
        return None

    def to_wire(self) -> dict[str, Any]:
        space = self._space
        charset = "".join(sorted(self._characters))
        return {"text": {"min_length": space.min_length, "max_length": space.max_length, "charset": charset}}
