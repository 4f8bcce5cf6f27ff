"""`toy:sleeper`: a step takes as many seconds as its action says; the observation is the number of steps so far."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from gymnasium import spaces

from gaitway_envs.toys.toy import Reset, Step, Toy


class Sleeper(Toy):
    control_period = 0.01
    observation_space = spaces.Box(0.0, np.inf, (1,), np.float64)
    action_space = spaces.Box(0.0, 600.0, (1,), np.float64)

    def __init__(self) -> None:
        self._steps = 0

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> Reset:
        self._steps = 0
        return np.zeros(1), {}

    def step(self, action: np.ndarray) -> Step:
        time.sleep(action[0])
        self._steps += 1
        return np.array([float(self._steps)]), 1.0, False, False, {}
