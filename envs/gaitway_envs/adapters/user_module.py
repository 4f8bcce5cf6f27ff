"""Imports a module of the user's, from the present folder or PYTHONPATH, and says why it cannot."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from types import ModuleType

from gaitway_envs.adapters.wording import legal_names, raised
from gaitway_envs.blueprint import EnvironmentUnavailable
from gaitway_envs.fault_text import raised_text


def import_user_module(name: str, uri: str) -> ModuleType:
    """Raises EnvironmentUnavailable: no such module, one it needs is missing, or it raises; with its last
    lines.
    """
    folder = os.getcwd()
    if folder not in sys.path:
        sys.path.insert(0, folder)
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        missing = error.name or name
        if name == missing or name.startswith(f"{missing}."):
            here = [path.stem for path in Path(folder).glob("*.py")]
            hint = legal_names(name, here) if here else "there is no .py file here"
            raise EnvironmentUnavailable(
                f'{uri}: there is no module "{missing}" in {folder} or on PYTHONPATH',
                f"start in the folder that holds it, or put that on PYTHONPATH; {hint}",
            ) from error
        raise EnvironmentUnavailable(
            f'{uri}: module "{name}" needs "{missing}", which is not installed ({raised_text(error)})',
            f"install {missing} into the Python that serves, {sys.executable}",
        ) from error
    except (Exception, SystemExit) as error:
        raise raised(f'{uri}: module "{name}" raises while it is imported', error) from error
