"""`toy:lqr?n=3`: x' = A x + B u for 20 steps, reward −(xᵀQ x + uᵀR u); linear dynamics, quadratic cost.

The state has n elements, the action as many; A = I + 0.1 S with S the shift (element i is driven by i + 1),
B = 0.1 I, Q = I, R = 0.1 I. The start is uniform in [−0.1, 0.1]ⁿ, so that the best actions stay inside their
bounds. The best action at step t is −K_t x with the gains of the Riccati recursion; its return is −x₀ᵀ P₀ x₀.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from gymnasium import spaces

from gaitway_envs.toys.toy import Reset, Step, Toy


def riccati(
    a: np.ndarray, b: np.ndarray, q: np.ndarray, r: np.ndarray, horizon: int
) -> tuple[list[np.ndarray], np.ndarray]:
    """Gains K_0 … K_{horizon−1} of the best action −K_t x, and P_0: the best cost from x is xᵀ P_0 x.

    The cost of a step is xᵀQ x + uᵀR u, taken before the state moves; the state after the last step costs nothing.
    """
    p = np.zeros_like(q)
    gains: list[np.ndarray] = []
    for _ in range(horizon):
        gain = np.linalg.solve(r + b.T @ p @ b, b.T @ p @ a)
        p = q + a.T @ p @ (a - b @ gain)
        gains.append(gain)
    return gains[::-1], p


class Lqr(Toy):
    control_period = 0.1
    horizon = 20

    def __init__(self, n: int = 3) -> None:
        if not isinstance(n, int) or not 1 <= n <= 1000:
            raise ValueError(f"expected n to be a whole number from 1 to 1000, got {n}")
        self.observation_space = spaces.Box(-np.inf, np.inf, (n,), np.float64)
        self.action_space = spaces.Box(-10.0, 10.0, (n,), np.float64)
        self.a = np.eye(n) + 0.1 * np.eye(n, k=1)
        self.b = 0.1 * np.eye(n)
        self.q = np.eye(n)
        self.r = 0.1 * np.eye(n)
        self._x = np.zeros(n)
        self._steps = 0

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> Reset:
        super().reset(seed=seed)
        self._x = self.np_random.uniform(-0.1, 0.1, self._x.shape)
        self._steps = 0
        return self._x.copy(), {}

    def step(self, action: np.ndarray) -> Step:
        cost = self._x @ self.q @ self._x + action @ self.r @ action
        self._x = self.a @ self._x + self.b @ action
        self._steps += 1
        return self._x.copy(), -float(cost), False, self._steps >= self.horizon, {"reason": "time limit"}
