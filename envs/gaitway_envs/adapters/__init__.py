"""From the name of an environment to its blueprint: one module a scheme, imported when it is asked for."""

from __future__ import annotations

from importlib import import_module

from gaitway_envs.blueprint import Blueprint, EnvironmentUnavailable

SCHEMES = {
    "aibo": "aibo, aibo:walk",
    "gym": "gym:ID, any id Gymnasium knows; gym:MODULE:ID imports MODULE first",
    "mujoco": "mujoco:FILE.xml, or the FILE.yaml that describes it",
    "python": "python:MODULE:CLASS, any gymnasium.Env",
    "toy": "toy:NAME, an environment with a known answer",
}


def blueprint(uri: str, render_mode: str | None = None) -> Blueprint:
    """The blueprint of `uri`. Raises EnvironmentUnavailable with what is missing and what to do about it."""
    scheme, _, rest = uri.partition(":")
    if scheme not in SCHEMES:
        legal = "; ".join(SCHEMES.values())
        raise EnvironmentUnavailable(
            f'environment "{uri}" is of no kind known here', f"write one of: {legal}"
        )
    adapter = import_module(f"gaitway_envs.adapters.{scheme}")
    return adapter.blueprint(rest, render_mode)
