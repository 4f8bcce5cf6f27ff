"""Element types of the wire, and a tensor as it came: header believed, frame not yet looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_NAMES = (
    "float32",
    "float64",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "bool",
)
DTYPES: tuple[np.dtype | None, ...] = (None, *(np.dtype(name).newbyteorder("<") for name in _NAMES))
"""By the number on the wire; bool is one byte, 0 or 1."""
CODES: dict[str, int] = {name: code for code, name in enumerate(_NAMES, 1)}
ITEM_SIZES = (0, *(np.dtype(name).itemsize for name in _NAMES))


@dataclass(slots=True)
class Tensor:
    """`frame` holds product(shape) elements, row-major, little-endian; that has been checked."""

    dtype: int
    shape: tuple[int, ...]
    frame: bytes

    def __str__(self) -> str:
        return f"{_NAMES[self.dtype - 1]} {list(self.shape)}"
