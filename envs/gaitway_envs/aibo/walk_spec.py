"""What the environment `aibo:walk` takes and gives; `envs/aibo/closed-loop` says the same word for word."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from gaitway_envs.aibo.fields import Field
from gaitway_envs.aibo.legs import JOINT_LIMITS, JOINT_NAMES, LEG_NAMES
from gaitway_envs.aibo.options import chosen
from gaitway_envs.blueprint import Option, Property, Value

FRAMES_PER_STEP = 4
CONTROL_PERIOD = 0.032
STEP_LIMIT = 320

TARGET_FIELDS = tuple(
    Field(f"{joint}Target", "rad", *map(float, JOINT_LIMITS[index % 3]))
    for index, joint in enumerate(JOINT_NAMES)
)
OBSERVATION_FIELDS = (
    *(Field(f"{joint}Angle", "rad") for joint in JOINT_NAMES),
    *(Field(f"{joint}Speed", "rad/s") for joint in JOINT_NAMES),
    *(Field(f"angularVelocity{axis}", "rad/s") for axis in "XYZ"),
    *(Field(f"acceleration{axis}", "m/s²") for axis in "XYZ"),
    *(Field(f"gravity{axis}", "1", -1.0, 1.0) for axis in "XYZ"),
    *(Field(f"{leg}Touch", "N", 0.0, math.inf) for leg in LEG_NAMES),
    *TARGET_FIELDS,
)

WALK_OPTIONS = (
    Option("timestep", "physics timestep: 0.002 or 0.001 s", 0.002, lambda value: value in (0.002, 0.001)),
    Option(
        "perturbation",
        "1 varies every mass by ±3 %, friction by ±5 % and the joints at the start by ±0.05 rad, 0 varies "
        "nothing; 0 … 5",
        1.0,
        lambda value: 0 <= value <= 5,
    ),
)


def _read_only(name: str, unit: str, description: str) -> Property:
    return Property(name, description, unit, False, 0.0)


WALK_PROPERTIES = (
    _read_only(
        "reward.speed", "1", "forward speed along the lane over the target speed, at most 1, times the step"
    ),
    _read_only("reward.drift", "1", "cost of walking beside the middle of the lane"),
    _read_only("reward.turn", "1", "cost of turning"),
    _read_only("reward.effort", "1", "cost of the mechanical power of the joints"),
    _read_only("reward.smoothness", "1", "cost of changing the targets"),
    _read_only("reward.end", "1", "cost of having fallen or left the lane"),
    _read_only("distance", "m", "how far along the lane the trunk is from where it started"),
    _read_only("lateralDrift", "m", "how far the trunk is from the middle of the lane, to the left positive"),
    _read_only("heading", "rad", "how far the trunk is turned, to the left positive"),
)


@dataclass(frozen=True)
class WalkOptions:
    """How an episode starts; see WALK_OPTIONS."""

    timestep: float = 0.002
    perturbation: float = 1.0


def walk_options_from(given: Mapping[str, Value] | None) -> WalkOptions:
    """The options of a reset with the defaults filled in. Raises ValueError."""
    return WalkOptions(*chosen(WALK_OPTIONS, given).values())
