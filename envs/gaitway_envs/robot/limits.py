"""What a command may ask of the joints; whoever asks for more is refused, not clipped."""

from __future__ import annotations

import numpy as np

from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb

_ROUNDING = 1e-9
"""rad"""


class BeyondLimits(Exception):
    """What was expected of which joint, and what came."""


class Limits:
    """Of position and speed, one a joint; angles in rad, times in s."""

    def __init__(self, robot: pb.RobotSpec) -> None:
        joints = robot.joints
        self._names = [joint.name for joint in joints]
        self._low = np.array([joint.low for joint in joints])
        self._high = np.array([joint.high for joint in joints])
        self._speed = np.array([joint.max_speed for joint in joints])
        self._most = self._speed * robot.most_control_period
        self._last = np.zeros(len(joints))
        self._budget = np.zeros(len(joints))
        self._since = 0.0

    def begin(self, angles: np.ndarray, now: float) -> None:
        """The joints are at rest there."""
        self._last = angles.copy()
        self._budget = self._most.copy()
        self._since = now

    def check(self, targets: np.ndarray, share: float) -> None:
        """Finite, inside the limits of each joint, a share from 0 to 1. Raises BeyondLimits."""
        if not 0 <= share <= 1:
            raise BeyondLimits(f"expected a torque share from 0 to 1, got {share}")
        # Written so that a number that is none is outside.
        inside = (targets >= self._low - _ROUNDING) & (targets <= self._high + _ROUNDING)
        if not inside.all():
            joint = int(np.argmin(inside))
            bounds = f"from {self._low[joint]:.4f} to {self._high[joint]:.4f} rad"
            raise BeyondLimits(f"expected a target of {self._names[joint]} {bounds}, got {targets[joint]}")

    def move(self, targets: np.ndarray, now: float) -> None:
        """No faster than the joints may be commanded. Raises BeyondLimits, and the last targets are still those before.

        The way that is left grows with time and shrinks with each target: budget ← min(ω·T, budget + ω·Δt) − |Δq|,
        where T is the longest control period. So commands may come unevenly, and still not ask for more than ω.
        """
        budget = np.minimum(self._most, self._budget + self._speed * (now - self._since))
        way = np.abs(targets - self._last)
        within = way <= budget + _ROUNDING
        if not within.all():
            joint = int(np.argmin(within))
            raise BeyondLimits(
                f"expected a target of {self._names[joint]} at most {budget[joint]:.4f} rad from the one before "
                f"({self._speed[joint]} rad/s), got {way[joint]:.4f} rad"
            )
        self._budget, self._last, self._since = budget - way, targets.copy(), now
