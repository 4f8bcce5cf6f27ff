"""`toy:identity`: the observation is the last action.

Two numbers in, the same two numbers out; the reward is the first of them; an episode never ends. The first observation
of an episode is the seed, as [seed mod 1000, 0]. So a reply that belongs to another request, another environment or
another episode is seen at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from gymnasium import spaces

from gaitway_envs.toys.toy import Reset, Step, Toy


class Identity(Toy):
    control_period = 0.01
    observation_space = spaces.Box(-np.inf, np.inf, (2,), np.float64)
    action_space = spaces.Box(-1e6, 1e6, (2,), np.float64)

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> Reset:
        return np.array([(seed or 0) % 1000, 0.0]), {}

    def step(self, action: np.ndarray) -> Step:
        return action, action[0], False, False, {}
