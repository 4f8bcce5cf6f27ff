"""MuJoCo, where it is needed and not before: describing what needs it takes no physics."""

from __future__ import annotations

from gaitway_envs.blueprint import EnvironmentUnavailable


def require_mujoco(who: str) -> None:
    """Loads it. Raises EnvironmentUnavailable, saying that `who` needs it."""
    try:
        import mujoco  # noqa: F401
    except ImportError as error:
        raise EnvironmentUnavailable(
            f"{who} needs MuJoCo, which does not import: {error}",
            'install it with pip install "gaitway-envs[mujoco]"',
        ) from error
