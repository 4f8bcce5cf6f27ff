"""`toy:spaces`: every space there is, in one; the observation is the last action, leaf by leaf.

The first observation of an episode is a sample drawn with its seed. The reward is the sum of the image's bytes.
"""

from __future__ import annotations

import string
from typing import Any

import numpy as np
from gymnasium import spaces

from gaitway_envs.toys.toy import Reset, Step, Toy


def every_space() -> spaces.Dict:
    return spaces.Dict(
        {
            "single": spaces.Box(-1.0, 1.0, (3,), np.float32),
            "double": spaces.Box(-10.0, 10.0, (2, 2), np.float64),
            "image": spaces.Box(0, 255, (4, 6, 3), np.uint8),
            "small": spaces.Box(-100, 100, (2,), np.int16),
            "large": spaces.Box(-(2**40), 2**40, (2,), np.int64),
            "bits": spaces.Box(0, 1, (3,), np.bool_),
            "choice": spaces.Discrete(5, start=-2),
            "choices": spaces.MultiDiscrete([[2, 3], [4, 5]], start=[[0, -1], [10, 0]]),
            "switches": spaces.MultiBinary([2, 3]),
            "word": spaces.Text(8, min_length=1, charset=string.ascii_letters + "äöü€"),
            "pair": spaces.Tuple(
                (spaces.Discrete(3), spaces.Dict({"deep": spaces.Box(0.0, 1.0, (1,), np.float64)}))
            ),
        }
    )


class EverySpace(Toy):
    control_period = 0.01

    def __init__(self) -> None:
        self.observation_space = every_space()
        self.action_space = every_space()

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> Reset:
        super().reset(seed=seed)
        if seed is not None:
            self.observation_space.seed(seed)
        return self.observation_space.sample(), {}

    def step(self, action: dict[str, Any]) -> Step:
        return action, float(action["image"].sum()), False, False, {}
