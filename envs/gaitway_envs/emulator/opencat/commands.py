"""Bytes to commands: a token, then its arguments until their end sign or a pause."""

from __future__ import annotations

from dataclasses import dataclass

BINARY = frozenset(b"ILMKBC")
"""Tokens whose arguments are signed bytes up to "~"; those of the others are text up to a line feed."""
PAUSE = 0.005
SKILL_PAUSE = 0.2
"""Without another byte for so long the arguments are over, s; those of a skill are slower."""
_SKILL_DATA = ord("K")


@dataclass(frozen=True)
class Command:
    """A token and its arguments, and the bytes they came in."""

    token: str
    arguments: bytes
    raw: bytes

    @property
    def numbers(self) -> list[int]:
        """Signed bytes of a binary token, numbers of a text; words that are none count as 0, as atoi has it."""
        if ord(self.token) in BINARY:
            return [byte - 256 if byte > 127 else byte for byte in self.arguments]
        words = self.arguments.replace(b",", b" ").replace(b"\t", b" ").split()
        return [int(word) if word.lstrip(b"+-").isdigit() else 0 for word in words]


class CommandReader:
    """One byte after the other; knows when it waits for more."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._heard_at = 0.0

    @property
    def deadline(self) -> float | None:
        """When the command is over even without its end sign; None between commands."""
        if not self._held:
            return None
        return self._heard_at + (SKILL_PAUSE if self._held[0] == _SKILL_DATA else PAUSE)

    def feed(self, byte: int, now: float) -> Command | None:
        """The command that this byte ends."""
        if not self._held and byte in b"\r\n":
            return None
        self._held.append(byte)
        self._heard_at = now
        end = b"~" if self._held[0] in BINARY else b"\n"
        return self.end() if len(self._held) > 1 and byte in end else None

    def end(self) -> Command:
        """What there is, as a command."""
        raw = bytes(self._held)
        self._held.clear()
        end = b"~" if raw[0] in BINARY else b"\r\n"
        arguments = raw[1:].rstrip(end) if end != b"~" else raw[1:].removesuffix(end)
        return Command(chr(raw[0]), arguments, raw)
