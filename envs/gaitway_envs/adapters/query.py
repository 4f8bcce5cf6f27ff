"""The arguments of an environment in its name: `HalfCheetah-v5?ctrl_cost_weight=0.2&frame_skip=4`."""

from __future__ import annotations

import json
from urllib.parse import unquote

from gaitway_envs.blueprint import EnvironmentUnavailable

Argument = bool | int | float | str | None


def split_query(text: str) -> tuple[str, dict[str, Argument]]:
    """The name before the first "?" and the arguments after it; JSON scalars, anything else is a text."""
    name, mark, query = text.partition("?")
    arguments: dict[str, Argument] = {}
    for part in query.split("&") if mark else ():
        key, equals, value = part.partition("=")
        if not key or not equals:
            raise EnvironmentUnavailable(
                f'"{part}" in "{text}" is no argument', "write NAME=VALUE, several joined by &, after one ?"
            )
        if key in arguments:
            raise EnvironmentUnavailable(f'argument "{key}" is given twice in "{text}"', "give it once")
        arguments[key] = _scalar(unquote(value))
    return name, arguments


def _scalar(text: str) -> Argument:
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if value is None or isinstance(value, bool | int | float | str) else text
