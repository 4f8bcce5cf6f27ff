"""Environments with known answers: `toy:identity`, `toy:bowl`, …; one file each in gaitway_envs/toys."""

from __future__ import annotations

from difflib import get_close_matches

from gaitway_envs.adapters.query import split_query
from gaitway_envs.blueprint import Blueprint, EnvironmentUnavailable
from gaitway_envs.toys.bandit import Bandit
from gaitway_envs.toys.bowl import Bowl
from gaitway_envs.toys.broken import Broken
from gaitway_envs.toys.copy import Copy
from gaitway_envs.toys.every_space import EverySpace
from gaitway_envs.toys.identity import Identity
from gaitway_envs.toys.lqr import Lqr
from gaitway_envs.toys.point_mass import PointMass
from gaitway_envs.toys.sleeper import Sleeper
from gaitway_envs.toys.states import States
from gaitway_envs.toys.toy import Toy, toy_blueprint

TOYS: dict[str, type[Toy]] = {
    "bandit": Bandit,
    "bowl": Bowl,
    "broken": Broken,
    "copy": Copy,
    "identity": Identity,
    "lqr": Lqr,
    "point-mass": PointMass,
    "sleeper": Sleeper,
    "spaces": EverySpace,
    "states": States,
}


def blueprint(rest: str, render_mode: str | None) -> Blueprint:
    """`rest` is NAME or NAME?KEY=VALUE&…; nothing of a toy can be seen, whatever `render_mode` asks for."""
    name, arguments = split_query(rest)
    toy = TOYS.get(name)
    if toy is None:
        near = get_close_matches(name, TOYS, 1)
        meant = f"did you mean toy:{near[0]}? " if near else ""
        raise EnvironmentUnavailable(
            f'there is no toy called "{name}"',
            f"{meant}choose one of: {', '.join(f'toy:{known}' for known in TOYS)}",
        )
    return toy_blueprint(f"toy:{rest}", name, toy, arguments)
