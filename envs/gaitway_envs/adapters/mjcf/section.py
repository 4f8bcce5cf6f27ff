"""A mapping of the file whose keys and kinds of values are checked while it is read."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Any, NoReturn

from gaitway_envs.adapters.mjcf.located import Located
from gaitway_envs.adapters.wording import legal_names


class Section:
    """Reads one mapping. Every fault raises EnvironmentUnavailable: file, line, path, expected, got."""

    def __init__(self, place: Located, path: str, legal: Collection[str] | None) -> None:
        """`legal` are the keys there may be; None for any."""
        self.place, self.path = place, path
        if not isinstance(place.value, dict):
            place.refuse(
                f"{path or 'the file'}: expected NAME: VALUE lines, got {_kind(place.value)}",
                "write a mapping",
            )
        for key, value in place.value.items():
            if legal is not None and key not in legal:
                value.refuse(f"{self.at(key)} is no key here", legal_names(key, legal))

    def __contains__(self, key: str) -> bool:
        return key in self.place.value

    def names(self) -> list[str]:
        """Its keys, in the order of the file."""
        return list(self.place.value)

    def at(self, key: str) -> str:
        """The path of a key: `reward.forward.axis`."""
        return f"{self.path}.{key}" if self.path else key

    def fail(self, key: str, expected: str, remedy: str = "mend it") -> NoReturn:
        """Refuses the value of a key, or its absence."""
        if key in self:
            value = self.place.value[key]
            value.refuse(f"{self.at(key)}: expected {expected}, got {_kind(value.value)}", remedy)
        self.place.refuse(f"{self.at(key)} is missing: expected {expected}", f"add {key}")

    def number(self, key: str, default: float | None = None, *, least: float = -math.inf) -> float:
        """A finite number, `least` or more; required without a default."""
        if key not in self and default is not None:
            return default
        value = _finite(self._value(key))
        if value is None:
            self.fail(key, "a number")
        if value < least:
            self.fail(key, f"a number, {least:g} or more")
        return value

    def interval(self, key: str) -> tuple[float, float]:
        """`[low, high]`; no interval at all is everywhere."""
        if key not in self:
            return -math.inf, math.inf
        low, high = self.numbers(key, 2)
        if not low < high:
            self.fail(key, "[LOW, HIGH] with LOW below HIGH")
        return low, high

    def numbers(self, key: str, count: int) -> list[float]:
        """That many numbers."""
        value = self._value(key)
        numbers = [_finite(item.value) for item in value] if isinstance(value, list) else []
        found = [number for number in numbers if number is not None]
        if len(numbers) != count or len(found) != count:
            self.fail(key, f"{count} numbers in brackets")
        return found

    def text(self, key: str, default: str | None = None) -> str:
        """A text; required without a default."""
        if key not in self and default is not None:
            return default
        value = self._value(key)
        if not isinstance(value, str):
            self.fail(key, "a text")
        return value

    def choice(self, key: str, legal: Sequence[str], default: str | None = None, what: str = "one") -> str:
        """A text out of `legal`."""
        chosen = self.text(key, default)
        if chosen not in legal:
            if key not in self:
                self.fail(key, f"{what} of {', '.join(legal)}")
            self.place.value[key].refuse(
                f'{self.at(key)}: there is no {what} "{chosen}"', legal_names(chosen, legal)
            )
        return chosen

    def choices(self, key: str, legal: Sequence[str], what: str) -> list[str]:
        """Several texts out of `legal`; `all`, or nothing at all, is every one of them."""
        value = self._value(key) if key in self else "all"
        if value == "all":
            return list(legal)
        if isinstance(value, str):
            value = [self.place.value[key]]
        if not isinstance(value, list):
            self.fail(key, f"names in brackets, or all; each the name of a {what}")
        for item in value:
            if item.value not in legal:
                item.refuse(
                    f'{self.at(key)}: there is no {what} "{item.value}"', legal_names(str(item.value), legal)
                )
        return [item.value for item in value]

    def section(self, key: str, legal: Collection[str] | None) -> Section:
        """The mapping under a key; an empty one when it is not there."""
        place = self.place.value.get(key) or Located({}, self.place.file, self.place.line)
        return Section(place, self.at(key), legal)

    def sections(self, key: str, legal: Collection[str]) -> list[Section]:
        """The list of mappings under a key."""
        value = self._value(key)
        if not isinstance(value, list):
            self.fail(key, "a list: lines that begin with -")
        return [Section(item, f"{self.at(key)}[{index}]", legal) for index, item in enumerate(value)]

    def _value(self, key: str) -> Any:
        return self.place.value[key].value if key in self else None


def _finite(value: object) -> float | None:
    """A number; `1e-3` is one as well, which YAML 1.1 takes for a text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _kind(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list) else repr(value)
