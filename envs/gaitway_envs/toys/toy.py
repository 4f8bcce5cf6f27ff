"""What the toys have in common: fixed spaces, and a blueprint made of the class."""

from __future__ import annotations

from typing import Any, ClassVar

import gymnasium

from gaitway_envs.blueprint import Blueprint, EnvironmentUnavailable, Option

Reset = tuple[Any, dict[str, Any]]
Step = tuple[Any, float, bool, bool, dict[str, Any]]


class Toy(gymnasium.Env):
    """A subclass sets its spaces and implements `reset` and `step`; arguments of its name are those of `__init__`."""

    control_period: ClassVar[float] = 0.0
    options: ClassVar[tuple[Option, ...]] = ()


def toy_blueprint(uri: str, name: str, toy: type[Toy], arguments: dict[str, Any]) -> Blueprint:
    """Raises EnvironmentUnavailable for arguments that the toy does not take."""
    try:
        one = toy(**arguments)
    except (TypeError, ValueError) as error:
        raise EnvironmentUnavailable(
            f"{uri} could not be made: {error}", "see the docstring of the toy"
        ) from None
    return Blueprint(
        uri,
        f"toy:{name}",
        "1",
        one.observation_space,
        one.action_space,
        toy.control_period,
        lambda: toy(**arguments),
        options=toy.options,
    )
