"""`aibo` and `aibo:walk`: the AIBO on native MuJoCo, the same tasks as in `envs/aibo`."""

from __future__ import annotations

from collections.abc import Sequence

import gymnasium

from gaitway_envs.adapters.rendering import prepare_offscreen
from gaitway_envs.aibo.fields import Field, box_of
from gaitway_envs.aibo.gait import GAIT_PARAMETERS
from gaitway_envs.aibo.lap_spec import LAP_FIELDS, LAP_OPTIONS
from gaitway_envs.aibo.model_file import model_file
from gaitway_envs.aibo.walk_spec import (
    CONTROL_PERIOD,
    OBSERVATION_FIELDS,
    TARGET_FIELDS,
    WALK_OPTIONS,
    WALK_PROPERTIES,
)
from gaitway_envs.blueprint import Blueprint, EnvironmentUnavailable
from gaitway_envs.mujoco_needed import require_mujoco


def blueprint(rest: str, render_mode: str | None = None) -> Blueprint:
    """The blueprint of `aibo` ("") or `aibo:walk` ("walk"). Raises EnvironmentUnavailable."""
    if rest not in ("", "walk"):
        raise EnvironmentUnavailable(
            f'there is no environment "aibo:{rest}"', "write aibo for laps, aibo:walk for the closed loop"
        )
    if render_mode is not None and rest == "":
        raise EnvironmentUnavailable(
            "aibo has no render mode: a lap is over before anybody can look", "render aibo:walk instead"
        )
    if render_mode not in (None, "rgb_array"):
        raise EnvironmentUnavailable(f'aibo:walk has no render mode "{render_mode}"', "use rgb_array")
    model_file()
    return _walk(() if render_mode is None else (render_mode,)) if rest else _laps()


def _laps() -> Blueprint:
    return Blueprint(
        uri="aibo",
        name="aibo",
        version="1",
        observation_space=box_of(LAP_FIELDS),
        action_space=box_of(GAIT_PARAMETERS),
        control_period=0.0,
        make=_make_laps,
        options=LAP_OPTIONS,
        names={"observation": _names(LAP_FIELDS), "action": _names(GAIT_PARAMETERS)},
        units={"observation": _units(LAP_FIELDS), "action": _units(GAIT_PARAMETERS)},
    )


def _walk(render_modes: tuple[str, ...]) -> Blueprint:
    return Blueprint(
        uri="aibo:walk",
        name="aibo:walk",
        version="1",
        observation_space=box_of(OBSERVATION_FIELDS),
        action_space=box_of(TARGET_FIELDS),
        control_period=CONTROL_PERIOD,
        make=_make_walk,
        options=WALK_OPTIONS,
        properties=WALK_PROPERTIES,
        has_state=True,
        render_modes=render_modes,
        names={"observation": _names(OBSERVATION_FIELDS), "action": _names(TARGET_FIELDS)},
        units={"observation": _units(OBSERVATION_FIELDS), "action": _units(TARGET_FIELDS)},
    )


def _names(fields: Sequence[Field]) -> tuple[str, ...]:
    return tuple(field.name for field in fields)


def _units(fields: Sequence[Field]) -> tuple[str, ...]:
    return tuple(field.unit for field in fields)


def _make_laps() -> gymnasium.Env:
    require_mujoco("aibo")
    from gaitway_envs.aibo.lap_env import LapEnv

    return LapEnv()


def _make_walk() -> gymnasium.Env:
    prepare_offscreen()
    require_mujoco("aibo:walk")
    from gaitway_envs.aibo.walk_env import WalkEnv

    return WalkEnv()
