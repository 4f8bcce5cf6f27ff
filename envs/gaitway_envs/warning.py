"""What a person who watches the server reads."""

from __future__ import annotations

import sys


def warn(message: str) -> None:
    """One line on standard error."""
    sys.stderr.write(f"gaitway_envs: {message}\n")
    sys.stderr.flush()
