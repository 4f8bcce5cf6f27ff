"""The twelve numbers of a trot: names, units, bounds, in the order of the action; see `envs/aibo/gait.ts`."""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np

from gaitway_envs.aibo.fields import Field


@dataclass(frozen=True)
class Gait:
    """A trot by name; lengths in m, the period in s."""

    front_step_height: float
    front_lateral_offset: float
    front_fore_offset: float
    rear_step_height: float
    rear_lateral_offset: float
    rear_fore_offset: float
    half_stride: float
    skew: float
    front_body_height: float
    rear_body_height: float
    gait_period: float
    duty_factor: float


GAIT_PARAMETERS = (
    Field("frontStepHeight", "m", 0.005, 0.07),
    Field("frontLateralOffset", "m", -0.02, 0.06),
    Field("frontForeOffset", "m", -0.03, 0.08),
    Field("rearStepHeight", "m", 0.005, 0.08),
    Field("rearLateralOffset", "m", -0.02, 0.06),
    Field("rearForeOffset", "m", -0.08, 0.03),
    Field("halfStride", "m", 0.0, 0.08),
    Field("skew", "1", -0.7, 0.7),
    Field("frontBodyHeight", "m", 0.055, 0.125),
    Field("rearBodyHeight", "m", 0.055, 0.135),
    Field("gaitPeriod", "s", 0.4, 1.2),
    Field("dutyFactor", "1", 0.3, 0.7),
)
"""In the order of the action."""

HAND_TUNED_GAIT = Gait(0.042, 0.028, 0.049, 0.056, 0, -0.028, 0.04893, 0.035, 0.077, 0.112, 0.704, 0.5)
LEARNED_GAIT = Gait(
    0.04081, 0.00574, 0.05152, 0.0602, 0.00217, -0.02982, 0.05285, 0.049, 0.07483, 0.10843, 0.679, 0.43
)


def gait_values(gait: Gait) -> np.ndarray:
    """The twelve numbers [12] in the order of GAIT_PARAMETERS."""
    return np.array(astuple(gait), dtype=np.float64)
