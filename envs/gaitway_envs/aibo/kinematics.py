"""Joint angles that bring the four feet where they are sent, and how far they miss."""

from __future__ import annotations

import math

import numpy as np

from gaitway_envs.aibo.legs import JOINT_LIMITS, SHANK_X, SHANK_Z, THIGH

_THIGH_LENGTH = math.sqrt(THIGH[0] ** 2 + THIGH[2] ** 2)
_THIGH_ANGLE = math.atan2(THIGH[0], -THIGH[2])
_SHANK_LENGTH = np.sqrt(SHANK_X**2 + SHANK_Z**2)
_SHANK_ANGLE = np.arctan2(SHANK_X, -SHANK_Z)
_OFFSET = float(THIGH[1])
_REST = _THIGH_LENGTH**2 + _SHANK_LENGTH**2 + _OFFSET**2
_TWICE_PRODUCT = 2 * _THIGH_LENGTH * _SHANK_LENGTH
_BEND_TO_KNEE = _THIGH_ANGLE - _SHANK_ANGLE
_ALONG, _DOWN = _THIGH_LENGTH * math.sin(_THIGH_ANGLE), _THIGH_LENGTH * math.cos(_THIGH_ANGLE)
_SWING, _ABDUCTION, _KNEE = JOINT_LIMITS


def _clipped(values: np.ndarray, limits: np.ndarray | tuple[float, float]) -> np.ndarray:
    return np.minimum(np.maximum(values, limits[0]), limits[1])


def _wrapped(angles: np.ndarray) -> np.ndarray:
    return angles - 2 * math.pi * np.rint(angles / (2 * math.pi))


def inverse_kinematics(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Angles [4, 3] (rad, inside JOINT_LIMITS) for foot centers x, y, z [4] (m, leg frames); their miss [4] (m).

    A target out of reach is answered with the leg stretched or folded along the same line.
    """
    square = x * x + y * y + z * z
    bend = np.arccos(_clipped((square - _REST) / _TWICE_PRODUCT, (-1, 1)))
    knee = _clipped(bend + _BEND_TO_KNEE, _KNEE)
    shank = _SHANK_ANGLE + knee
    along = _ALONG + _SHANK_LENGTH * np.sin(shank)
    down = _DOWN + _SHANK_LENGTH * np.cos(shank)
    sideways = _OFFSET * _OFFSET + down * down
    distance = np.sqrt(square)
    outward = np.where(distance > 0, y / np.maximum(distance, 1e-300), 0) * np.sqrt(along * along + sideways)
    free = np.arcsin(_clipped(outward / np.sqrt(sideways), (-1, 1))) - np.arctan2(_OFFSET, down)
    abduction = _clipped(_wrapped(free), _ABDUCTION)
    cosine, sine = np.cos(abduction), np.sin(abduction)
    drop = down * cosine - _OFFSET * sine
    swing = _clipped(_wrapped(np.arctan2(x, -z) - np.arctan2(along, drop)), _SWING)
    # Forward again, from the foot seen from the upper leg, (along, offset, −down): what was reached.
    across = _OFFSET * cosine + down * sine
    swing_cosine, swing_sine = np.cos(swing), np.sin(swing)
    dx = swing_cosine * along + swing_sine * drop - x
    dz = swing_sine * along - swing_cosine * drop - z
    dy = across - y
    return np.stack((swing, abduction, knee), axis=1), np.sqrt(dx * dx + dy * dy + dz * dz)
