"""What a step of the closed loop is worth, term by term; the formula: `envs/aibo/closed-loop/reward.ts`."""

from __future__ import annotations

from typing import NamedTuple

TARGET_SPEED = 0.3
LANE_EDGE = 0.75
YAW_RATE = 1.0
POWER = 10.0
TARGET_RATE = 5.0


class Rewards(NamedTuple):
    """The terms of the reward; their sum is the reward."""

    speed: float = 0.0
    drift: float = 0.0
    turn: float = 0.0
    effort: float = 0.0
    smoothness: float = 0.0
    end: float = 0.0


class Measures(NamedTuple):
    """What a step is judged by: m, m, rad and W (mean) of the step, rad² (mean over the joints)."""

    seconds: float
    advance: float
    drift: float
    turn: float
    power: float
    target_change: float
    mishap: bool


def judge(step: Measures) -> Rewards:
    """The terms for a step."""
    seconds = step.seconds
    return Rewards(
        speed=min(step.advance / seconds / TARGET_SPEED, 1.0) * seconds,
        drift=-0.5 * (step.drift / LANE_EDGE) ** 2 * seconds,
        turn=-0.02 * (step.turn / seconds / YAW_RATE) ** 2 * seconds,
        effort=-0.1 * (step.power / POWER) * seconds,
        smoothness=-0.02 * (step.target_change / (seconds * TARGET_RATE) ** 2) * seconds,
        end=-2.0 if step.mishap else 0.0,
    )
