"""The AIBO as a robot to deploy on, in the words of the wire; `envs/aibo/robot.ts` says the same."""

from __future__ import annotations

from itertools import islice

from gaitway_envs.aibo.gait import HAND_TUNED_GAIT
from gaitway_envs.aibo.legs import JOINT_KINDS, JOINT_LIMITS, JOINT_NAMES
from gaitway_envs.aibo.loci import stance
from gaitway_envs.aibo.walk_spec import OBSERVATION_FIELDS
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb

_NO_LOAD_SPEED = 7.0
"""rad/s"""
_STALL_TORQUE = 1.0
"""N·m"""
_MAX_ACCELERATION = 200.0
"""rad/s²"""
_MAX_AGE = _FROZEN_AFTER = 0.05
"""Readings come every 8 ms; so many may be missed, or be the same in every bit, s."""
_DIRECTIONS = {
    "swing": "the leg swings away from the middle of the trunk",
    "abduction": "the leg spreads outward",
    "knee": "the shank folds away from the middle of the trunk",
}
_CHANNELS = {
    "jointAngle": 12,
    "jointSpeed": 12,
    "angularVelocity": 3,
    "acceleration": 3,
    "gravity": 3,
    "touch": 4,
}


def aibo_robot(watchdog: float) -> pb.RobotSpec:
    """`watchdog`: the longest silence of its owner, s."""
    return pb.RobotSpec(
        name="aibo",
        version="1",
        joints=_joints(),
        channels=_channels(),
        least_control_period=0.008,
        most_control_period=0.1,
        measures_joints=True,
        watchdog=pb.Watchdog(timeout=watchdog, reaction="torque off"),
        stop_profiles=["damp", "park", "hold", "limp"],
    )


def _joints() -> list[pb.JointSpec]:
    standing = stance(HAND_TUNED_GAIT)
    return [
        pb.JointSpec(
            name=name,
            positive=_DIRECTIONS[JOINT_KINDS[index % 3]],
            low=JOINT_LIMITS[index % 3][0],
            high=JOINT_LIMITS[index % 3][1],
            max_speed=_NO_LOAD_SPEED,
            max_acceleration=_MAX_ACCELERATION,
            max_torque=_STALL_TORQUE,
            stance=standing[index],
        )
        for index, name in enumerate(JOINT_NAMES)
    ]


def _channels() -> list[pb.SensorChannel]:
    fields = iter(OBSERVATION_FIELDS)
    return [
        pb.SensorChannel(
            name=name,
            elements=[pb.SensorElement(name=field.name, unit=field.unit) for field in islice(fields, size)],
            max_age=_MAX_AGE,
            frozen_after=None if name == "touch" else _FROZEN_AFTER,
        )
        for name, size in _CHANNELS.items()
    ]


def feeling_bounds() -> tuple[list[float], list[float]]:
    """The lowest and highest value of each sensor element."""
    felt = OBSERVATION_FIELDS[: sum(_CHANNELS.values())]
    return [field.low for field in felt], [field.high for field in felt]
