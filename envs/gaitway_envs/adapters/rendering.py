"""Pictures without a screen: which OpenGL MuJoCo takes, and what to say when there is none."""

from __future__ import annotations

import ctypes
import os
import sys

from gaitway_envs.blueprint import EnvironmentUnavailable
from gaitway_envs.fault_text import raised_text

OFFSCREEN = {"egl": "libEGL.so.1", "osmesa": "libOSMesa.so.8"}
ELSEWHERE = {"", "glfw", "glx", "wgl", "cgl", "enable", "enabled", "on", "true", "1"}
"""What MuJoCo takes for MUJOCO_GL and looks for in its own ways."""
SIGNS = (
    "opengl",
    "egl",
    "osmesa",
    "glfw",
    "glcontext",
    "mujoco_gl",
    "mjr_makecontext",
    "gladloadgl",
    "display",
)
REQUESTED = os.environ.get("MUJOCO_GL", "")


def prepare_offscreen() -> None:
    """To be called before MuJoCo is imported, for it decides then.

    Without a screen its default (a window by GLFW) cannot draw; EGL can, without a graphics card; OSMesa as
    well. What is asked for and is not there would fail the import: then there is none, which matters to
    whoever wants a picture.
    """
    if sys.platform != "linux":
        return
    headless = not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if headless:
        os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    present = [name for name, library in OFFSCREEN.items() if _is_there(library)]
    if REQUESTED and REQUESTED.lower() not in (*ELSEWHERE, *present):
        os.environ["MUJOCO_GL"] = "disable"
    elif not REQUESTED and headless and present:
        os.environ["MUJOCO_GL"] = present[0]


def _is_there(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def explained(error: Exception) -> Exception:
    """The error of a failed rendering, with its remedy where OpenGL is what was missing."""
    text = f"{type(error).__name__} {error}".casefold()
    if not any(sign in text for sign in SIGNS):
        return error
    return EnvironmentUnavailable(
        f'cannot render: no OpenGL by MUJOCO_GL="{REQUESTED}" ({raised_text(error)})',
        "set MUJOCO_GL=egl (apt install libegl1) or MUJOCO_GL=osmesa (apt install libosmesa6), start again",
    )
