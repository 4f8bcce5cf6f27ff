"""The AIBO's simulation with motors that can be limited, standing or lying as a robot does before a run."""

from __future__ import annotations

import numpy as np

from gaitway_envs.aibo.gait import HAND_TUNED_GAIT
from gaitway_envs.aibo.legs import FOOT_RADIUS
from gaitway_envs.aibo.random_streams import Rng
from gaitway_envs.aibo.simulation import PRESS, Simulation

_JOINTS = {"straight": np.zeros(12), "lying": np.tile((0.0, 1.4, 0.3), 4)}
_TRUNK_RADIUS = 0.0425


class LimitedSimulation(Simulation):
    """Without perturbation, in one of `POSES` (arguments.py)."""

    def __init__(self, timestep: float, pose: str) -> None:
        super().__init__()
        self.reset(timestep, Rng.seeded(0), 0.0)
        self._model.actuator_forcelimited[:] = 1
        self.stand(HAND_TUNED_GAIT)
        if pose != "stand":
            self._lay(_JOINTS[pose])
        self.switch_sensors(True)
        self.forward()

    def limit_torques(self, limits: np.ndarray) -> None:
        """The most each motor gives, [12] N·m."""
        self._model.actuator_forcerange[:, 0] = -limits
        self._model.actuator_forcerange[:, 1] = limits

    def _lay(self, angles: np.ndarray) -> None:
        """Level, its lowest point touching."""
        self.qpos[:7] = (0, 0, 0, 1, 0, 0, 0)
        self.qpos[7:] = angles
        self.forward()
        feet = FOOT_RADIUS - self._data.site_xpos[:, 2].min()
        self.qpos[2] = max(float(feet), _TRUNK_RADIUS) - PRESS
