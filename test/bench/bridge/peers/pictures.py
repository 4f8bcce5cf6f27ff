"""An environment whose observation is a picture and whose step costs nothing but filling it."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np

Step = tuple[np.ndarray, float, bool, bool, dict[str, Any]]


class Pictures(gymnasium.Env):
    """Observation: 84 × 84 × 3 bytes, all of them the count of steps."""

    observation_space = gymnasium.spaces.Box(0, 255, (84, 84, 3), np.uint8)
    action_space = gymnasium.spaces.Discrete(2)

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[np.ndarray, dict]:
        super().reset(seed=seed)
        self.steps = 0
        return self._picture(), {}

    def step(self, action: int) -> Step:
        self.steps += 1
        return self._picture(), 1.0, False, False, {}

    def _picture(self) -> np.ndarray:
        return np.full((84, 84, 3), self.steps % 256, np.uint8)
