"""Where joints are sent between one goal and the next: even speed, for a time."""

from __future__ import annotations

import numpy as np


class Trajectories:
    """One straight way a joint, in physics steps; arrays hold one element a joint, angles in rad."""

    def __init__(self, angles: np.ndarray) -> None:
        self._start = angles.copy()
        self._goal = angles.copy()
        self._begin = np.zeros(len(angles))
        self._steps = np.ones(len(angles))

    def at(self, step: int) -> np.ndarray:
        """target(n) = start + min(1, (n − begin) / steps) · (goal − start), rad."""
        share = np.minimum(1.0, (step - self._begin) / self._steps)
        return self._start + share * (self._goal - self._start)

    def send(self, joint: int, goal: float, step: int, steps: float) -> None:
        """From where the trajectory is now to `goal` in that many steps, at least one."""
        self.restart(joint, float(self.at(step)[joint]), step)
        self._goal[joint] = goal
        self._steps[joint] = max(1.0, steps)

    def restart(self, joint: int, angle: float, step: int) -> None:
        """Stands still at `angle`."""
        self._start[joint] = self._goal[joint] = angle
        self._begin[joint] = step
