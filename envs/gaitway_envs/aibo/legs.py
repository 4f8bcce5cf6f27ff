"""The four legs: names, joints, link lengths and limits; arrays hold one row a leg, in the order of LEG_NAMES."""

from __future__ import annotations

import math

import numpy as np

LEG_NAMES = ("frontLeft", "frontRight", "rearLeft", "rearRight")
JOINT_KINDS = ("swing", "abduction", "knee")
JOINT_NAMES = tuple(f"{leg}{kind.capitalize()}" for leg in LEG_NAMES for kind in JOINT_KINDS)
"""Leg by leg: the order of actuators and commands."""

IS_FRONT = np.array([True, True, False, False])
FORE = np.where(IS_FRONT, 1.0, -1.0)
SIDE = np.array([1.0, -1.0, 1.0, -1.0])
HIP_FORE = 0.0595
"""Half the distance between front and rear hips, m."""
FOOT_RADIUS = 0.01396

_DEGREE = math.pi / 180
JOINT_LIMITS = np.array(
    [[-117 * _DEGREE, 117 * _DEGREE], [-11 * _DEGREE, 89 * _DEGREE], [-27 * _DEGREE, 147 * _DEGREE]]
)
"""Lowest and highest command of each kind of joint, rad."""

THIGH = np.array([0.0128, 0.0005, -0.064])
"""Hip to knee at zero angles, leg frame, m."""


def _shank(back: float, down: float) -> tuple[float, float]:
    length = math.sqrt(back * back + down * down)
    share = (length - FOOT_RADIUS) / length
    return -back * share, -down * share


_FRONT, _REAR = _shank(0.01888, 0.066), _shank(0.02936, 0.07088)
SHANK_X = np.where(IS_FRONT, _FRONT[0], _REAR[0])
SHANK_Z = np.where(IS_FRONT, _FRONT[1], _REAR[1])
"""Knee to the center of the foot at zero angles, leg frame, m; there is no y."""
