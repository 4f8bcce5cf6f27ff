"""Plain data goes to bytes and comes back the same; nothing else is taken, and no bytes do more than be refused."""

from __future__ import annotations

import numpy as np
import pytest
from gaitway_envs.adapters import snapshot

PLAIN = [
    None,
    True,
    -(2**100),
    0.1,
    float("inf"),
    "grüß",
    [1, [2.5, "x"], []],
    (1, (2, "y")),
    {3, 1, 2},
    {"a": {1: "one", (2, 3): [None]}, "$array": "is only a name here"},
]


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_plain_data_comes_back_the_same(value: object) -> None:
    again = snapshot.decode(snapshot.encode(value))
    assert again == value
    assert type(again) is type(value)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int8", "uint64", "bool", "<U3", ">i4"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 2), (2, 3)])
def test_arrays_come_back_to_the_last_bit(dtype: str, shape: tuple[int, ...]) -> None:
    value = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)
    again = snapshot.decode(snapshot.encode([value, value]))[1]
    assert (again.dtype, again.shape, again.tobytes()) == (value.dtype, value.shape, value.tobytes())
    again[...] = value  # it belongs to whoever decoded it


def test_a_number_of_numpy_keeps_its_type() -> None:
    again = snapshot.decode(snapshot.encode(np.float32(0.1)))
    assert type(again) is np.float32
    assert again == np.float32(0.1)


@pytest.mark.parametrize("value", [object(), print, np.array([object()]), [{1: ValueError}]])
def test_what_is_more_than_data_is_not_taken(value: object) -> None:
    with pytest.raises(snapshot.NotPlain):
        snapshot.encode(value)


def test_a_flipped_bit_anywhere_is_found() -> None:
    good = snapshot.encode({"a": np.arange(4.0), "b": [1, "x"]})
    for place in range(len(good)):
        damaged = bytearray(good)
        damaged[place] ^= 1
        with pytest.raises(ValueError, match="no state, or a damaged one"):
            snapshot.decode(bytes(damaged))


HEADERS = [
    b"",
    b"{",
    b"{}",
    b'{"$array": 1}',
    b'{"$array": ["O", [1], 0]}',
    b'{"$array": ["<f8", [1000000000000], 0]}',
    b'{"$array": ["<f8", [-2], 0]}',
    b'{"$array": ["<f8", [1], -8]}',
    b'{"$array": ["<f8", [1e300], 0]}',
    b'{"$array": ["no dtype", [1], 0]}',
    b'{"$set": [[1]]}',
    b'{"$dict": [1]}',
    b'{"$what": 1}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("header", HEADERS, ids=lambda header: header[:40].decode())
def test_sound_bytes_of_a_liar_are_refused(header: bytes) -> None:
    content = len(header).to_bytes(8, "little") + header + bytes(8)
    with pytest.raises(ValueError):
        snapshot.decode(snapshot._digest(content) + content)
