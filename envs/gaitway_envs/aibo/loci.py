"""Where the feet go, and the joint commands that send them there; see `envs/aibo/loci.ts`."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from gaitway_envs.aibo.gait import Gait
from gaitway_envs.aibo.kinematics import inverse_kinematics
from gaitway_envs.aibo.legs import FOOT_RADIUS, FORE, HIP_FORE, IS_FRONT, SIDE

PHASE_OFFSETS = np.array([0.0, 0.5, 0.5, 0.0])
REACH_TOLERANCE = 0.0005
"""A foot this far from where it was sent counts as out of reach, m."""


@dataclass(frozen=True)
class Lean:
    """Nose-down lean of the trunk."""

    sin: float
    cos: float


def lean_of(gait: Gait) -> Lean:
    """The lean that stands the robot on uneven legs."""
    sine = (gait.rear_body_height - gait.front_body_height) / (2 * HIP_FORE)
    pitch = math.asin(min(1.0, max(-1.0, sine)))
    return Lean(math.sin(pitch), math.cos(pitch))


class JointCommands:
    """The commands of a gait at times known beforehand; only the turn is asked for when it is their time."""

    def __init__(self, gait: Gait, phases: np.ndarray) -> None:
        """`phases` [n] of the gait's clock."""
        lean = lean_of(gait)
        phase = (phases[:, None] + PHASE_OFFSETS) % 1.0
        forward, up = _stroke(gait, phase)
        self._sideways = gait.skew * forward * FORE * SIDE
        x = forward + np.where(IS_FRONT, gait.front_fore_offset, gait.rear_fore_offset)
        z = up + (FOOT_RADIUS - np.where(IS_FRONT, gait.front_body_height, gait.rear_body_height))
        self._x = FORE * (lean.cos * x - lean.sin * z)
        self._y = np.where(IS_FRONT, gait.front_lateral_offset, gait.rear_lateral_offset)
        self._z = lean.sin * x + lean.cos * z

    def at(self, tick: int, turn: float) -> tuple[np.ndarray, int]:
        """Joint angles [12] (rad) for the phase of that number, and how many feet cannot get where they should.

        `turn` is −1 … 1, to the left positive.
        """
        angles, miss = inverse_kinematics(self._x[tick], self._y + turn * self._sideways[tick], self._z[tick])
        return angles.reshape(12), int(np.count_nonzero(miss > REACH_TOLERANCE))


def _stroke(gait: Gait, phase: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Forward and up [n, 4] from each foot's home (m) at its own phase: a line, then half an ellipse."""
    duty = gait.duty_factor
    angle = math.pi * (phase - duty) / (1 - duty)
    forward = np.where(phase < duty, 1 - 2 * phase / duty, -np.cos(angle)) * gait.half_stride
    height = np.where(IS_FRONT, gait.front_step_height, gait.rear_step_height)
    return forward, np.where(phase < duty, 0, height * np.sin(angle))


def stance(gait: Gait) -> np.ndarray:
    """Joint angles [12] (rad) of the robot standing in mid-stride."""
    still = replace(gait, half_stride=0.0, front_step_height=0.0, rear_step_height=0.0)
    return JointCommands(still, np.zeros(1)).at(0, 0.0)[0]
