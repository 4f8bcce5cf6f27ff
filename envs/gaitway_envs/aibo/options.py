"""The options of a reset: the declared ones with their defaults filled in, and illegal values refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gaitway_envs.blueprint import Option, Value


def chosen(declared: Sequence[Option], given: Mapping[str, Value] | None) -> dict[str, Value]:
    """A value for each of `declared`. Raises ValueError for a name, a kind or a number that is not legal."""
    values = {option.name: option.default for option in declared}
    options = {option.name: option for option in declared}
    for name, value in (given or {}).items():
        if name not in options:
            raise ValueError(f'no reset option "{name}"; the options are: {", ".join(values)}')
        option = options[name]
        flag = isinstance(option.default, bool)
        right_kind = isinstance(value, bool) == flag and isinstance(value, bool | int | float)
        if not right_kind or (option.legal is not None and not option.legal(value)):
            kind = "boolean" if flag else "number"
            raise ValueError(f'reset option "{name}" is {value}; expected {kind}: {option.description}')
        values[name] = value
    return values
