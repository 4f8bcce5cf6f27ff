"""The arguments of a constructor: which are legal, and which render mode costs nothing."""

from __future__ import annotations

import inspect
import json
from collections.abc import Collection, Mapping
from typing import Any

from gaitway_envs.adapters.query import Argument
from gaitway_envs.adapters.wording import legal_names
from gaitway_envs.blueprint import EnvironmentUnavailable


def check_arguments(
    name: str, creator: Any, arguments: Mapping[str, Argument], known: Collection[str] = ()
) -> None:
    """Raises EnvironmentUnavailable for one the constructor does not take; `known` are legal as well."""
    legal, any_name = _parameters(creator)
    unknown = [key for key in arguments if key not in legal and key not in known]
    if unknown and not any_name:
        raise EnvironmentUnavailable(
            f'{name} has no argument "{unknown[0]}"',
            legal_names(unknown[0], [*legal, "max_episode_steps"]),
        )


def take_limit(arguments: dict[str, Argument], default: int | None) -> int | None:
    """Takes `max_episode_steps` out of the arguments. Raises EnvironmentUnavailable for what is no number of
    steps.
    """
    limit = arguments.pop("max_episode_steps", default)
    if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int) or limit < 1):
        raise EnvironmentUnavailable(
            f"max_episode_steps: expected a whole number, 1 or more, got {limit!r}",
            "mend it, or leave it out",
        )
    return limit


def changed_version(version: int | str, arguments: Mapping[str, Argument]) -> str:
    """With other arguments it is another task: `5 ctrl_cost_weight=0.2`. How it is drawn does not matter."""
    chosen = {key: value for key, value in sorted(arguments.items()) if key != "render_mode"}
    return " ".join([str(version), *(f"{key}={json.dumps(value)}" for key, value in chosen.items())])


def _parameters(creator: Any) -> tuple[set[str], bool]:
    """Names of the parameters, and whether any other is taken too; **kwargs go on to the bases."""
    chain = (
        [base.__init__ for base in inspect.getmro(creator) if "__init__" in vars(base)]
        if inspect.isclass(creator)
        else [creator]
    )
    legal: set[str] = set()
    for function in chain:
        try:
            parameters = inspect.signature(function).parameters.values()
        except (TypeError, ValueError):
            return legal, True
        named = {p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)}
        legal |= named - {"self"}
        if not any(p.kind is p.VAR_KEYWORD for p in parameters):
            return legal, False
    return legal, not inspect.isclass(creator)


_QUIET = ("rgb_array", "ansi")
"""Render modes that cost nothing until they are asked for a picture; others draw into a window, or everything."""


def quiet_render_mode(creator: Any) -> str | None:
    """The first of those it has."""
    return next(iter(_quiet_modes(creator)), None)


def check_render_mode(name: str, creator: Any, mode: str) -> None:
    """Raises EnvironmentUnavailable unless pictures of `mode` can be asked for."""
    legal = _quiet_modes(creator)
    if mode not in legal:
        remedy = f"use {' or '.join(legal)}" if legal else "it draws nothing: leave the render mode out"
        raise EnvironmentUnavailable(f'{name} has no render mode "{mode}" to be asked for', remedy)


def _quiet_modes(creator: Any) -> list[str]:
    modes = getattr(creator, "metadata", None)
    offered = modes.get("render_modes", ()) if isinstance(modes, dict) else ()
    return [mode for mode in _QUIET if mode in offered]
