"""The options of a reset: the declared ones with their defaults filled in, and illegal values refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from gaitway_envs.blueprint import Option, Value


def chosen(
    declared: Sequence[Option],
    legal: Mapping[str, Callable[[float], bool]],
    given: Mapping[str, Value] | None,
) -> dict[str, Value]:
    """A value for each of `declared`. Raises ValueError for a name, a type or a number that is not legal."""
    values = {option.name: option.default for option in declared}
    descriptions = {option.name: option.description for option in declared}
    for name, value in (given or {}).items():
        if name not in values:
            raise ValueError(f'no reset option "{name}"; the options are: {", ".join(values)}')
        flag = isinstance(values[name], bool)
        right_type = isinstance(value, bool) if flag else isinstance(value, int | float)
        if not right_type or isinstance(value, bool) != flag or (name in legal and not legal[name](value)):
            kind = "boolean" if flag else "number"
            raise ValueError(f'reset option "{name}" is {value}; expected {kind}: {descriptions[name]}')
        values[name] = value
    return values
