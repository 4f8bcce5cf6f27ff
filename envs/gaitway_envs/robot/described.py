"""What the robot says of itself in the handshake."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb


def hello_of(
    robot: pb.RobotSpec, bounds: tuple[Sequence[float], Sequence[float]], sensor_endpoint: str
) -> pb.HelloReply:
    """`bounds`: the lowest and the highest value of each sensor element."""
    return pb.HelloReply(
        capabilities=["robot"],
        spec=_spec(robot, bounds),
        robot=robot,
        sensor_endpoint=sensor_endpoint,
    )


def _spec(robot: pb.RobotSpec, bounds: tuple[Sequence[float], Sequence[float]]) -> pb.Spec:
    elements = [element for channel in robot.channels for element in channel.elements]
    joints = robot.joints
    felt = pb.Box(
        dtype=pb.DTYPE_FLOAT64,
        shape=[len(elements)],
        low=_doubles(bounds[0]),
        high=_doubles(bounds[1]),
        names=[element.name for element in elements],
        units=[element.unit for element in elements],
    )
    targets = pb.Box(
        dtype=pb.DTYPE_FLOAT64,
        shape=[len(joints)],
        low=_doubles(joint.low for joint in joints),
        high=_doubles(joint.high for joint in joints),
        names=[f"{joint.name}Target" for joint in joints],
        units=["rad"] * len(joints),
    )
    return pb.Spec(
        name=robot.name,
        version=robot.version,
        observation_space=pb.Space(box=felt),
        action_space=pb.Space(box=targets),
        env_count=1,
        control_period=robot.least_control_period,
        autoreset_mode=pb.AUTORESET_MODE_DISABLED,
    )


def _doubles(values: Iterable[float]) -> bytes:
    numbers = list(values)
    return struct.pack(f"<{len(numbers)}d", *numbers)
