"""Plain data as bytes and back: what a simulator state is made of. Data only; decoding never runs code.

16 bytes: BLAKE2b of all that follows · 8 bytes: length of the header · the header: JSON, with arrays as
{"$array": [dtype, shape, offset]} · their elements.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

import numpy as np

KINDS = "biufSU"
"""Kinds of numpy arrays that are data: flags, numbers and texts, never objects."""


DIGEST = 16


class NotPlain(TypeError):
    """A value that is more than numbers, texts, flags, arrays, and lists, sets and dicts of them."""


def encode(tree: object) -> bytes:
    """Bytes of plain data. Raises NotPlain, naming the type that is not."""
    blobs: list[bytes] = []
    header = json.dumps(_encode(tree, blobs, [0])).encode()
    content = b"".join([len(header).to_bytes(8, "little"), header, *blobs])
    return _digest(content) + content


def decode(data: bytes) -> Any:
    """What `encode` was given. Raises ValueError for bytes that are none of its making."""
    digest, content = data[:DIGEST], data[DIGEST:]
    if _digest(content) != digest:
        raise ValueError(f"{len(data)} bytes that hold no state, or a damaged one")
    try:
        length = int.from_bytes(content[:8], "little")
        return _decode(json.loads(content[8 : 8 + length]), memoryview(content)[8 + length :])
    except (TypeError, KeyError, ArithmeticError, RecursionError) as error:
        raise ValueError(f"bytes that hold no state ({error})") from error


def restore(data: bytes, present: bytes, apply: Callable[[Any], Any]) -> Any:
    """What `apply` returns for the decoded `data`; if it raises, `present` is applied again: all or nothing.

    Raises ValueError, whatever it was that went wrong.
    """
    state = decode(data)
    try:
        return apply(state)
    except Exception as error:
        apply(decode(present))
        raise ValueError(f"bytes that are no state of this environment: {error}") from error


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=DIGEST).digest()


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
    fits = min(shape, default=0) >= 0 <= offset and offset + count * dtype.itemsize <= len(blob)
    if dtype.kind not in KINDS or not fits:
        raise ValueError(f"an array of {name} with {count} elements that its bytes do not hold")
    return np.frombuffer(blob, dtype, count, offset).reshape(shape).copy()
