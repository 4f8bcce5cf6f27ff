"""The derivatives of a step as they travel: from the process of its environment as bytes, to agents as tensors."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from gaitway_envs.leaf import SpaceFault


def write_linearization(arrays: Sequence[np.ndarray]) -> bytes:
    """Shapes, then elements. Raises SpaceFault for a number that is not finite."""
    arrays = [np.ascontiguousarray(array, "<f8") for array in arrays]
    if not all(np.isfinite(array).all() for array in arrays):
        raise SpaceFault("a derivative is not finite: the simulation does not survive a step from there")
    shapes = json.dumps([array.shape for array in arrays]).encode()
    return shapes + b"\n" + b"".join(array.tobytes() for array in arrays)


def read_linearizations(written: Sequence[bytes]) -> list[np.ndarray]:
    """Of several environments, which are the first extent: float64 [environments, *shape]."""
    each = [_read(one) for one in written]
    return [np.stack(arrays) for arrays in zip(*each, strict=True)]


def _read(written: bytes) -> list[np.ndarray]:
    shapes, _, elements = written.partition(b"\n")
    arrays, at = [], 0
    for shape in json.loads(shapes):
        size = int(np.prod(shape))
        arrays.append(np.frombuffer(elements, "<f8", size, 8 * at).reshape(shape))
        at += size
    return arrays
