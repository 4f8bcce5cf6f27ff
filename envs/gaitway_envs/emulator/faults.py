"""What can be wrong with a line: faults of replies, asked for by name, drawn from a seeded stream."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

REPLY_FAULTS = {
    "drop": "replies that are not sent",
    "truncate": "replies that end in the middle",
    "corrupt": "replies with one bit turned",
    "duplicate": "replies that are sent twice",
    "noise": "1 … 8 random bytes before a reply",
    "delay": "replies that come `seconds` later",
    "wrong-id": "replies that say they are from the next ID, with a right checksum",
}


class FaultRefused(Exception):
    """A fault that does not exist, or lacks what it needs: expected, got, what to do."""


@dataclass
class Rule:
    """One fault of replies: of whom (all when `id` is None), how often, for how many more (always when None)."""

    name: str
    id: int | None
    probability: float
    count: int | None
    seconds: float


class ReplyFaults:
    """The rules in force; a later one of the same name and ID takes the place of the earlier."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._rules: dict[tuple[str, int | None], Rule] = {}

    @property
    def random(self) -> Random:
        """Where the faults' own draws come from."""
        return self._random

    def add(self, request: dict[str, Any]) -> None:
        """A rule from `{"fault", "id"?, "probability"?, "count"?, "seconds"?}`; probability 0 ends it."""
        name, id_ = request["fault"], number(request, "id", 0, 252, None)
        self._rules[name, id_] = Rule(
            name,
            id_,
            number(request, "probability", 0, 1, 1.0),
            number(request, "count", 1, 10**9, None),
            number(request, "seconds", 0, 60, 0.005),
        )

    def clear(self) -> None:
        """No faults any more."""
        self._rules.clear()

    def strike(self, id_: int) -> dict[str, Rule]:
        """The faults that meet this reply, by name."""
        struck = {}
        for rule in self._rules.values():
            if rule.id not in (None, id_) or rule.count == 0:
                continue
            if self._random.random() < rule.probability:
                struck[rule.name] = rule
                rule.count = None if rule.count is None else rule.count - 1
        return struck


def number(request: dict[str, Any], key: str, low: float, high: float, default: Any) -> Any:
    """A number of a request inside its bounds, or the default when it is not there. Raises FaultRefused."""
    value = request.get(key, default)
    if value is default:
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise FaultRefused(f'expected "{key}" to be a number from {low} to {high}, got {value!r}')
    return value


def switch(request: dict[str, Any]) -> bool:
    """Whether a fault begins or, with `"on": false`, ends. Raises FaultRefused."""
    on = request.get("on", True)
    if not isinstance(on, bool):
        raise FaultRefused(f'expected "on" to be true or false, got {on!r}')
    return on


def broken(raw: bytes, struck: dict[str, Rule], random: Random) -> bytes:
    """The bytes of a reply after noise, truncation, a turned bit and doubling."""
    if "truncate" in struck:
        raw = raw[: random.randrange(1, len(raw))]
    if "corrupt" in struck:
        at = random.randrange(len(raw))
        raw = raw[:at] + bytes((raw[at] ^ 1 << random.randrange(8),)) + raw[at + 1 :]
    if "duplicate" in struck:
        raw += raw
    if "noise" in struck:
        raw = random.randbytes(random.randint(1, 8)) + raw
    return raw
