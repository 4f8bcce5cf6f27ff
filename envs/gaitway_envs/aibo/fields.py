"""Named numbers: what a row of observations or actions is made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import gymnasium
import numpy as np


class Field(NamedTuple):
    """One element of a space; SI units, "1" for a pure number."""

    name: str
    unit: str
    low: float = -math.inf
    high: float = math.inf


def box_of(fields: Sequence[Field]) -> gymnasium.spaces.Box:
    """The float64 box of the bounds of `fields`, one element each."""
    low = np.array([field.low for field in fields])
    high = np.array([field.high for field in fields])
    return gymnasium.spaces.Box(low, high, dtype=np.float64)
