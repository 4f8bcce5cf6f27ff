"""An environment that tells what it was told: ledger.ts in Python, served as `python:ledger:Ledger`."""

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces


class Ledger(gymnasium.Env):
    """Observation: the seed of the episode, the steps taken in it, the last action. An episode never ends."""

    control_period = 0.01
    observation_space = spaces.Box(-np.inf, np.inf, (3,), np.float64)
    action_space = spaces.Box(-1e12, 1e12, (1,), np.float64)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        self._seed, self._steps = seed or 0, 0
        return np.array([self._seed, 0.0, 0.0]), {}

    def step(self, action: np.ndarray) -> tuple[np.ndarray, float, bool, bool, dict[str, Any]]:
        self._steps += 1
        return np.array([self._seed, self._steps, action[0]]), float(action[0]), False, False, {}
