"""Pictures without a screen: which OpenGL MuJoCo takes, and what to say when there is none."""

from __future__ import annotations

import os
import sys

from gaitway_envs.blueprint import EnvironmentUnavailable
from gaitway_envs.fault_text import fault_text

SIGNS = ("opengl", "egl", "osmesa", "glfw", "mjr_makecontext", "glgeterror", "gladloadgl", "display")


def prepare_offscreen() -> None:
    """Without a screen, MuJoCo's default (a window by GLFW) cannot work; EGL can, without a graphics card."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("MUJOCO_GL", "egl")
        os.environ.setdefault("SDL_VIDEODRIVER", "dummy")


def explained(error: Exception) -> Exception:
    """The error of a failed rendering, with its remedy where OpenGL is what was missing."""
    text = f"{type(error).__name__} {error}".casefold()
    if not any(sign in text for sign in SIGNS):
        return error
    backend = os.environ.get("MUJOCO_GL", "glfw")
    return EnvironmentUnavailable(
        f'cannot render: no OpenGL by "{backend}" ({fault_text(error)})',
        "set MUJOCO_GL=egl (apt install libegl1) or MUJOCO_GL=osmesa (apt install libosmesa6), start again",
    )
