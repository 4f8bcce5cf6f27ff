"""What the environment `aibo` takes and gives; see `envs/aibo/spec.ts`, which says the same word for word."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from gaitway_envs.aibo.fields import Field
from gaitway_envs.aibo.options import chosen
from gaitway_envs.blueprint import Option, Value

LAP_FIELDS = (
    Field("speed", "m/s"),
    Field("trueSpeed", "m/s"),
    Field("time", "s", 0.0),
    Field("distance", "m"),
    Field("lateralDrift", "m"),
    Field("headingChange", "rad", -math.pi, math.pi),
    Field("unreachableFraction", "1", 0.0, 1.0),
    Field("peakJointSpeed", "rad/s", 0.0),
    Field("rmsJointSpeed", "rad/s", 0.0),
    Field("rmsTorque", "N·m", 0.0),
)
"""The numbers of a lap in the order of the observation."""

LAP_OPTIONS = (
    Option("timestep", "physics timestep: 0.002 or 0.001 s", 0.002, lambda value: value in (0.002, 0.001)),
    Option(
        "noise",
        "standard deviation of the stopwatch as a share of the time, 0 … 0.5",
        0.02,
        lambda value: 0 <= value <= 0.5,
    ),
    Option(
        "perturbation",
        "1 varies every mass by ±3 % and friction by ±5 %, 0 varies nothing; 0 … 5",
        1.0,
        lambda value: 0 <= value <= 5,
    ),
    Option("randomPhase", "start anywhere in the cycle, or always at its beginning", True),
    Option(
        "steering", "turn towards the beacon at the end of the lane, as far as the gait's skew allows", True
    ),
)


@dataclass(frozen=True)
class LapOptions:
    """How a lap is walked; see LAP_OPTIONS."""

    timestep: float = 0.002
    noise: float = 0.02
    perturbation: float = 1.0
    random_phase: bool = True
    steering: bool = True


def lap_options_from(given: Mapping[str, Value] | None) -> LapOptions:
    """The options of a reset with the defaults filled in. Raises ValueError."""
    return LapOptions(*chosen(LAP_OPTIONS, given).values())
