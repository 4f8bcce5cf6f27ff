"""What a user has in the present folder: a module, or a task on a model."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from models import MODEL

HEAD = """
import gymnasium
import numpy as np
from gymnasium import spaces
"""


@pytest.fixture
def write_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Puts a module into the present folder, under a name of its own, and gives that name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if entry])

    def write(text: str) -> str:
        name = f"user_{tmp_path.name.replace('-', '_')}"
        (tmp_path / f"{name}.py").write_text(HEAD + dedent(text))
        return name

    return write


@pytest.fixture
def write_task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Puts a model and a task into the present folder, where MuJoCo keeps its log; gives the name of the task."""
    monkeypatch.chdir(tmp_path)

    def write(task: str, model: str = MODEL) -> str:
        (tmp_path / "leg.xml").write_text(model)
        (tmp_path / "leg.yaml").write_text(task)
        return f"mujoco:{tmp_path / 'leg.yaml'}"

    return write
