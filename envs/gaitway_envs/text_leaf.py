"""A leaf of characters."""

from __future__ import annotations

from typing import Any

import numpy as np
from gymnasium import spaces

from gaitway_envs.article import kind_of
from gaitway_envs.leaf import Leaf, Outside, SpaceFault


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
            return f"expected a text, got {kind_of(value)}"
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
