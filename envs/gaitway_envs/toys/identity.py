"""`toy:identity`: the observation is the last action.

Two numbers in, the same two numbers out; the reward is the first of them; an episode never ends. The first observation
of an episode is the seed, as [seed mod 1000, 0]. So a reply that belongs to another request, another environment or
another episode is seen at once.
"""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from gaitway_envs.blueprint import Blueprint

OBSERVATIONS = spaces.Box(-np.inf, np.inf, (2,), np.float64)
ACTIONS = spaces.Box(-1e6, 1e6, (2,), np.float64)


class Identity(gymnasium.Env):
    observation_space = OBSERVATIONS
    action_space = ACTIONS

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict]:
        return np.array([(seed or 0) % 1000, 0.0]), {}

    def step(self, action: np.ndarray) -> tuple[np.ndarray, float, bool, bool, dict]:
        return action, action[0], False, False, {}


def blueprint(uri: str, query: str) -> Blueprint:
    return Blueprint(uri, "toy:identity", "1", OBSERVATIONS, ACTIONS, 0.01, Identity)
