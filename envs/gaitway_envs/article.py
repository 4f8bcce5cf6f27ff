"""What a value is, in words that can be read aloud."""

from __future__ import annotations

from typing import Any


def kind_of(value: Any) -> str:
    """`an int`, `a list`, `an ndarray`: its type with the article it is spoken with."""
    name = type(value).__name__
    # An n before another consonant is spoken as a letter: "an ndarray".
    vowel = name[0].lower() in "aeio" or name.startswith("nd")
    return f"{'an' if vowel else 'a'} {name}"
