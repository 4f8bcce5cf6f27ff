"""Plain data as bytes and back: what a simulator state is made of. Data only; decoding never runs code.

8 bytes: length of the header · header: JSON, arrays as {"$array": [dtype, shape, offset]} · the elements
"""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np

KINDS = "biufSU"
"""Kinds of numpy arrays that are data: flags, numbers and texts, never objects."""


class NotPlain(TypeError):
    """A value that is more than numbers, texts, flags, arrays, and lists, sets and dicts of them."""


def encode(tree: object) -> bytes:
    """Bytes of plain data. Raises NotPlain, naming the type that is not."""
    blobs: list[bytes] = []
    header = json.dumps(_encode(tree, blobs, [0])).encode()
    return b"".join([len(header).to_bytes(8, "little"), header, *blobs])


def decode(data: bytes) -> Any:
    """What `encode` was given. Raises ValueError for bytes that are none of its making."""
    length = int.from_bytes(data[:8], "little")
    if len(data) < 8 or length > len(data) - 8:
        raise ValueError(f"{len(data)} bytes that hold no state")
    try:
        return _decode(json.loads(data[8 : 8 + length]), memoryview(data)[8 + length :])
    except (TypeError, KeyError, IndexError, RecursionError) as error:
        raise ValueError(f"bytes that hold no state ({error})") from error


def _encode(value: object, blobs: list[bytes], size: list[int]) -> object:
    if value is None or (isinstance(value, bool | int | float | str) and not isinstance(value, np.generic)):
        return value
    if isinstance(value, np.ndarray | np.generic):
        return _encode_array(value, blobs, size)
    if isinstance(value, list):
        return [_encode(item, blobs, size) for item in value]
    if isinstance(value, tuple):
        return {"$tuple": [_encode(item, blobs, size) for item in value]}
    if isinstance(value, set | frozenset):
        return {"$set": [_encode(item, blobs, size) for item in sorted(value, key=repr)]}
    if isinstance(value, dict):
        pairs = [[_encode(key, blobs, size), _encode(item, blobs, size)] for key, item in value.items()]
        return {"$dict": pairs}
    raise NotPlain(f"{type(value).__module__}.{type(value).__qualname__}")


def _encode_array(value: np.ndarray | np.generic, blobs: list[bytes], size: list[int]) -> object:
    if value.dtype.kind not in KINDS:
        raise NotPlain(f"array of {value.dtype}")
    blob = value.tobytes()
    offset, size[0] = size[0], size[0] + len(blob)
    blobs.append(blob)
    kind = "$array" if isinstance(value, np.ndarray) else "$scalar"
    return {kind: [value.dtype.str, list(value.shape), offset]}


def _decode(node: Any, blob: memoryview) -> Any:
    if isinstance(node, list):
        return [_decode(item, blob) for item in node]
    if not isinstance(node, dict):
        return node
    ((kind, content),) = node.items()
    if kind == "$tuple":
        return tuple(_decode(item, blob) for item in content)
    if kind == "$set":
        return {_decode(item, blob) for item in content}
    if kind == "$dict":
        return {_decode(key, blob): _decode(item, blob) for key, item in content}
    array = _decode_array(content, blob)
    return array if kind == "$array" else array[()]


def _decode_array(content: list, blob: memoryview) -> np.ndarray:
    name, shape, offset = content
    dtype = np.dtype(name)
    count = math.prod(shape)
    if dtype.kind not in KINDS or offset < 0 or offset + count * dtype.itemsize > len(blob):
        raise ValueError(f"an array of {name} with {count} elements that its bytes do not hold")
    return np.frombuffer(blob, dtype, count, offset).reshape(shape).copy()
