"""What an environment is, found out by making one and trying it for a few steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import gymnasium

from gaitway_envs.adapters.adapted import Adapted
from gaitway_envs.adapters.env_state import goes_back
from gaitway_envs.adapters.first_steps import first_steps
from gaitway_envs.adapters.patience import impatient
from gaitway_envs.adapters.wording import raised
from gaitway_envs.blueprint import EnvironmentUnavailable, Property


@dataclass(frozen=True)
class Description:
    """The fields of a blueprint that only the environment itself knows."""

    observation_space: gymnasium.Space
    action_space: gymnasium.Space
    control_period: float
    properties: tuple[Property, ...]
    has_state: bool
    has_derivatives: bool
    render_modes: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]
    warnings: tuple[str, ...]


def describe(make: Callable[[], Adapted], uri: str) -> Description:
    """Makes one, tries its first steps. Raises EnvironmentUnavailable when it cannot."""
    with impatient(f"{uri}: its constructor"):
        env = make()
    try:
        tried = first_steps(env.unwrapped, uri)
        properties = env.properties(tried.info)
        has_state = goes_back(env.env, env.physics)
        return Description(
            env.observation_space,
            env.action_space,
            control_period(env),
            properties,
            has_state,
            has_state and _has_derivatives(env),
            (env.render_mode,) if env.render_mode else (),
            _names(env),
            tried.warnings,
        )
    except EnvironmentUnavailable:
        raise
    except (Exception, SystemExit) as error:
        raise raised(f"{uri} raises in its first reset or step", error) from error
    finally:
        env.close()


def _has_derivatives(env: Adapted) -> bool:
    """MuJoCo itself is optional."""
    if env.physics is None:
        return False
    from gaitway_envs.adapters.linearization import has_derivatives

    return has_derivatives(env, env.physics)


def control_period(env: gymnasium.Env) -> float:
    """Seconds between two actions: what it says (`dt`, `tau`), else a frame of what is shown.

    Games that have no seconds at all take one an action: 0 would mean that an action is a whole episode.
    """
    for name in ("control_period", "dt", "tau"):
        seconds = getattr(env.unwrapped, name, None)
        if isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 < seconds < float("inf"):
            return float(seconds)
    frames = env.metadata.get("render_fps")
    return 1 / frames if isinstance(frames, int | float) and frames > 0 else 1.0


def _names(env: Adapted) -> dict[str, tuple[str, ...]]:
    """The names of the actuators, where there is one for each element of the action."""
    physics = env.physics
    if physics is None or env.action_space.shape != (physics.model.nu,):
        return {}
    names = tuple(physics.model.actuator(index).name for index in range(physics.model.nu))
    return {"action": names} if all(names) and len(set(names)) == len(names) else {}
