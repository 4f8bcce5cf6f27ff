"""Environments with known answers: `toy:identity`, `toy:bowl`, …; one file each in gaitway_envs/toys."""

from __future__ import annotations

from importlib import import_module

from gaitway_envs.blueprint import Blueprint, EnvironmentUnavailable

TOYS = {
    "identity": "identity",
    "bowl": "bowl",
}


def blueprint(rest: str, render_mode: str | None) -> Blueprint:
    """`rest` is NAME or NAME?KEY=VALUE&…"""
    name, _, query = rest.partition("?")
    if name not in TOYS:
        raise EnvironmentUnavailable(
            f'there is no toy called "{name}"', f"choose one of: {', '.join(f'toy:{toy}' for toy in TOYS)}"
        )
    toy = import_module(f"gaitway_envs.toys.{TOYS[name]}")
    return toy.blueprint(f"toy:{rest}", query)
