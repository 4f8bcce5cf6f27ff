"""The seeded random streams of `src/math/random.ts`: same seed and names, same numbers."""

from __future__ import annotations

import math
from hashlib import sha256

MASK = (1 << 64) - 1


def _rotated(word: int, count: int) -> int:
    return (word << count | word >> (64 - count)) & MASK


class Rng:
    """A generator fixed by the path of names that leads to it; xoroshiro128+ (Blackman & Vigna 2018)."""

    def __init__(self, path: str) -> None:
        self._path = path
        words = [
            int.from_bytes(sha256(path.encode()).digest()[at : at + 4], "little") for at in (0, 4, 8, 12)
        ]
        self._first = words[0] << 32 | words[1]
        self._second = words[2] << 32 | words[3]
        self._spare: float | None = None

    @classmethod
    def seeded(cls, seed: int) -> Rng:
        """The root generator of a seed."""
        return cls(str(seed))

    def stream(self, name: str) -> Rng:
        """A generator of its own; drawing from either never moves the other."""
        return Rng(f"{self._path}/{len(name)}:{name}")

    def uniform(self) -> float:
        """Uniform in [0, 1)."""
        return ((self._word() >> 5) * 67108864 + (self._word() >> 6)) * 2.0**-53

    def normal(self) -> float:
        """Standard normal, by Marsaglia's polar method."""
        if self._spare is not None:
            value, self._spare = self._spare, None
            return value
        while True:
            u, v = 2 * self.uniform() - 1, 2 * self.uniform() - 1
            s = u * u + v * v
            if 0 < s < 1:
                scale = math.sqrt(-2 * math.log(s) / s)
                self._spare = v * scale
                return u * scale

    def _word(self) -> int:
        word = (self._first + self._second) & 0xFFFFFFFF
        mixed = self._first ^ self._second
        self._first = _rotated(self._first, 24) ^ mixed ^ (mixed << 16 & MASK)
        self._second = _rotated(mixed, 37)
        return word
