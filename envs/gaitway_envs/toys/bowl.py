"""`toy:bowl`: one action, reward −‖a − a*‖² with a* = (0.5, −0.25, 0.1); then the episode is over.

The best action is a*, its return 0; the gradient of the return at a is −2 (a − a*). The observation is always 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from gymnasium import spaces

from gaitway_envs.toys.toy import Reset, Step, Toy

BEST = np.array([0.5, -0.25, 0.1])


class Bowl(Toy):
    observation_space = spaces.Box(0.0, 0.0, (1,), np.float64)
    action_space = spaces.Box(-1.0, 1.0, BEST.shape, np.float64)

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> Reset:
        return np.zeros(1), {}

    def step(self, action: np.ndarray) -> Step:
        return np.zeros(1), -float(np.sum((action - BEST) ** 2)), True, False, {"reason": "bottom"}
