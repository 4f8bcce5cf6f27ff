"""What the robot feels, as messages of its sensor socket, and what faults make of them."""

from __future__ import annotations

from random import Random

import numpy as np

from gaitway_envs.emulator.body import Body
from gaitway_envs.frames import MAJOR, MINOR
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from gaitway_envs.robot.faults import Faults

MAGIC = 0x7E595747
_JITTER = np.repeat((4e-4, 0.01, 0.002, 0.02, 1e-4, 0.0), (12, 12, 3, 3, 3, 4))
"""Of each element, at most: angles, speeds, turning, acceleration, gravity, touch."""


class Readings:
    """All channels are taken together."""

    def __init__(self, robot: pb.RobotSpec, body: Body, faults: Faults, random: Random, noise: float) -> None:
        """`noise`: a share of the usual."""
        self._joints = range(len(robot.joints))
        self._channel_count = len(robot.channels)
        self._body, self._faults, self._random = body, faults, random
        self._jitter = noise * _JITTER
        self._sequence = 0
        self._taken = 0.0
        self._values = np.zeros(len(_JITTER))

    def next(self, now: float, state: pb.RobotState) -> bytes:
        """The reading of this moment."""
        if not self._faults.stale:
            self._taken = now
        if not self._faults.freeze:
            self._values = self._felt()
        values = self._values
        if self._faults.nan:
            values = values.copy()
            values[0] = np.nan
        self._sequence = (self._sequence + 1) & 0xFFFFFFFF
        reading = pb.Reading(
            magic=MAGIC,
            major=MAJOR,
            minor=MINOR,
            sequence=self._sequence,
            sent=now,
            stamps=np.full(self._channel_count, self._taken).astype("<f8").tobytes(),
            values=values.astype("<f8").tobytes(),
            state=state,
        )
        return reading.SerializeToString()

    def _felt(self) -> np.ndarray:
        body = self._body
        angles = [body.angle(joint) for joint in self._joints]
        speeds = [body.speed(joint) for joint in self._joints]
        values = np.concatenate((angles, speeds, *body.feel()))
        noise = np.array([self._random.uniform(-1, 1) for _ in values])
        return values + self._jitter * noise
