"""`toy:bowl`: one action, reward −‖a − a*‖² with a* = (0.5, −0.25, 0.1); the episode is over.

The best action is a*, its return 0; the gradient of the return at a is −2 (a − a*). The observation is always 0.
"""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from gaitway_envs.blueprint import Blueprint

BEST = np.array([0.5, -0.25, 0.1])
OBSERVATIONS = spaces.Box(0.0, 0.0, (1,), np.float64)
ACTIONS = spaces.Box(-1.0, 1.0, BEST.shape, np.float64)


class Bowl(gymnasium.Env):
    observation_space = OBSERVATIONS
    action_space = ACTIONS

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict]:
        return np.zeros(1), {}

    def step(self, action: np.ndarray) -> tuple[np.ndarray, float, bool, bool, dict]:
        return np.zeros(1), -float(np.sum((action - BEST) ** 2)), True, False, {"reason": "bottom"}


def blueprint(uri: str, query: str) -> Blueprint:
    return Blueprint(uri, "toy:bowl", "1", OBSERVATIONS, ACTIONS, 0.0, Bowl)
