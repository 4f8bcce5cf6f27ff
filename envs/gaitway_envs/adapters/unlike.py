"""Why a value is not an element of a space, in words: which leaf, which element, what was expected."""

from __future__ import annotations

import numpy as np
from gymnasium import Space, spaces


def unlike(space: Space, value: object, path: str = "") -> str | None:
    """None if `value` is in `space`."""
    if isinstance(space, spaces.Dict):
        return _unlike_dict(space, value, path)
    if isinstance(space, spaces.Tuple):
        return _unlike_tuple(space, value, path)
    if isinstance(space, spaces.Box | spaces.MultiBinary | spaces.MultiDiscrete):
        wrong = _unlike_array(space, value)
    else:
        wrong = None if space.contains(value) else f"expected an element of {space}, got {value!r}"
    return f"{path}: {wrong}" if wrong and path else wrong


def _unlike_dict(space: spaces.Dict, value: object, path: str) -> str | None:
    if not isinstance(value, dict) or value.keys() != space.spaces.keys():
        got = f"the keys {', '.join(map(str, value))}" if isinstance(value, dict) else type(value).__name__
        where = f"{path}: " if path else ""
        return f"{where}expected a dict with the keys {', '.join(space.spaces)}, got {got}"
    parts = (unlike(part, value[key], f"{path}.{key}".lstrip(".")) for key, part in space.spaces.items())
    return next((wrong for wrong in parts if wrong), None)


def _unlike_tuple(space: spaces.Tuple, value: object, path: str) -> str | None:
    if not isinstance(value, tuple | list) or len(value) != len(space.spaces):
        where = f"{path}: " if path else ""
        return f"{where}expected a tuple of {len(space.spaces)}, got {type(value).__name__}"
    parts = (unlike(part, value[i], f"{path}.{i}".lstrip(".")) for i, part in enumerate(space.spaces))
    return next((wrong for wrong in parts if wrong), None)


def _unlike_array(space: spaces.Box | spaces.MultiBinary | spaces.MultiDiscrete, value: object) -> str | None:
    if not isinstance(value, np.ndarray | np.generic):
        return f"expected a numpy array of {space.dtype}, got {type(value).__name__}"
    if value.shape != space.shape:
        return f"expected the shape {space.shape}, got {value.shape}"
    if not np.can_cast(value.dtype, space.dtype):
        return f"expected {space.dtype}, got {value.dtype}, which does not fit into it"
    return None if space.contains(value) else _first_outside(space, value)


def _first_outside(space: Space, value: np.ndarray) -> str:
    flat = value.reshape(-1)
    wrong = np.flatnonzero(np.isnan(flat)) if flat.dtype.kind == "f" else np.empty(0, int)
    if wrong.size:
        return f"element {wrong[0]} is nan"
    if not isinstance(space, spaces.Box):
        return f"expected an element of {space}, got {value.tolist()}"
    low, high = space.low.reshape(-1), space.high.reshape(-1)
    index = int(np.flatnonzero((flat < low) | (flat > high))[0])
    return f"element {index} is {flat[index]}, outside {low[index]} to {high[index]}"
