"""The arguments of a constructor: which are legal, and which render mode costs nothing."""

from __future__ import annotations

import inspect
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
        legal |= {p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)} - {
            "self"
        }
        if not any(p.kind is p.VAR_KEYWORD for p in parameters):
            return legal, False
    return legal, not inspect.isclass(creator)


def quiet_render_mode(creator: Any) -> str | None:
    """A render mode that costs nothing until it is asked for a picture."""
    modes = getattr(creator, "metadata", None)
    offered = modes.get("render_modes", ()) if isinstance(modes, dict) else ()
    return next((mode for mode in ("rgb_array", "ansi") if mode in offered), None)
