"""`toy:point-mass`: a mass of 1 kg on a plane, pushed to the origin by a force; a double integrator.

Observation: position (m) and speed (m/s), x and y. Action: force (N), x and y. There are 50 steps of 0.1 s, each exact
for a constant force: p' = p + 0.1 v + 0.005 a, v' = v + 0.1 a. The reward is −(p² + 0.1 v² + 0.1 a²). The start is at
rest in [−0.2, 0.2] m each way, so that the best force stays inside its bounds: it is −K_t (p, v), with the gains of
`lqr.riccati` for the matrices below, and its return is −x₀ᵀ P₀ x₀.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from gymnasium import spaces

from gaitway_envs.toys.toy import Reset, Step, Toy

PERIOD = 0.1
HORIZON = 50
_EYE, _NONE = np.eye(2), np.zeros((2, 2))
A = np.block([[_EYE, PERIOD * _EYE], [_NONE, _EYE]])
B = np.vstack([PERIOD**2 / 2 * _EYE, PERIOD * _EYE])
Q = np.diag([1.0, 1.0, 0.1, 0.1])
R = 0.1 * _EYE


class PointMass(Toy):
    control_period = PERIOD
    observation_space = spaces.Box(-np.inf, np.inf, (4,), np.float64)
    action_space = spaces.Box(-1.0, 1.0, (2,), np.float64)

    def __init__(self) -> None:
        self._x = np.zeros(4)
        self._steps = 0

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> Reset:
        super().reset(seed=seed)
        self._x = np.concatenate([self.np_random.uniform(-0.2, 0.2, 2), np.zeros(2)])
        self._steps = 0
        return self._x.copy(), {}

    def step(self, action: np.ndarray) -> Step:
        cost = self._x @ Q @ self._x + action @ R @ action
        self._x = A @ self._x + B @ action
        self._steps += 1
        return self._x.copy(), -float(cost), False, self._steps >= HORIZON, {"reason": "time limit"}
