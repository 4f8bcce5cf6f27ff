"""The environment `aibo`: an action is a gait, an episode is one lap, the reward is its speed."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

import gymnasium
import numpy as np

from gaitway_envs.aibo.fields import box_of
from gaitway_envs.aibo.gait import GAIT_PARAMETERS, Gait
from gaitway_envs.aibo.lap import walk_lap
from gaitway_envs.aibo.lap_spec import LAP_FIELDS, lap_options_from
from gaitway_envs.aibo.simulation import Simulation


class LapEnv(gymnasium.Env):
    """Steps of one lap each: reset before every one."""

    observation_space = box_of(LAP_FIELDS)
    action_space = box_of(GAIT_PARAMETERS)

    def __init__(self) -> None:
        self._simulation = Simulation()

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict]:
        """Zeros: nothing is known of a lap before it. Raises ValueError for an option that is not legal."""
        super().reset(seed=seed)
        self._seed = int(self.np_random.integers(2**32)) if seed is None else seed
        self._options = lap_options_from(options)
        return np.zeros(len(LAP_FIELDS)), {}

    def step(self, action: np.ndarray) -> tuple[np.ndarray, float, bool, bool, dict]:
        """Walks the lap of a gait [12]; the reason is its outcome."""
        outcome, *values = astuple(
            walk_lap(self._simulation, Gait(*map(float, action)), self._seed, self._options)
        )
        timed_out = outcome == "timedOut"
        return np.array(values), values[0], not timed_out, timed_out, {"reason": outcome}
