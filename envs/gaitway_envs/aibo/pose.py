"""Where the trunk is, how it leans, and when that ends a walk; see `envs/aibo/pose.ts`."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

FALL_HEIGHT = 0.045
FALL_UPRIGHT = 0.5
CIRCLE_HEADING = math.pi / 2
CIRCLE_DRIFT = 0.75


class Pose(NamedTuple):
    """Position (m), turn about the vertical (rad), vertical part of the trunk's own up."""

    x: float
    y: float
    z: float
    heading: float
    upright: float

    @property
    def mishap(self) -> str:
        """What ends a walk at this pose, "" for nothing."""
        if self.z < FALL_HEIGHT or self.upright < FALL_UPRIGHT:
            return "fell"
        if abs(self.heading) > CIRCLE_HEADING or abs(self.y) > CIRCLE_DRIFT:
            return "circled"
        return ""


def read_pose(qpos: np.ndarray) -> Pose:
    """The pose from position and quaternion (w, x, y, z) at the head of `qpos`."""
    x, y, z, qw, qx, qy, qz = qpos[:7].tolist()
    heading = math.atan2(2 * (qw * qz + qx * qy), 1 - 2 * (qy * qy + qz * qz))
    return Pose(x, y, z, heading, 1 - 2 * (qx * qx + qy * qy))
