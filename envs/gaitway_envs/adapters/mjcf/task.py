"""A task on a model: everything the YAML says, read and checked, with the model compiled."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import mujoco
import numpy as np

from gaitway_envs.adapters.mjcf.action import Actions, read_actions
from gaitway_envs.adapters.mjcf.located import Located, load
from gaitway_envs.adapters.mjcf.model import names
from gaitway_envs.adapters.mjcf.observation import Part, read_observations
from gaitway_envs.adapters.mjcf.reward import Term, read_rewards
from gaitway_envs.adapters.mjcf.section import Section
from gaitway_envs.adapters.mjcf.termination import Condition, read_terminations
from gaitway_envs.blueprint import EnvironmentUnavailable

KEYS = (
    "model",
    "name",
    "version",
    "control_period",
    "time_limit",
    "observations",
    "actions",
    "reward",
    "terminate",
    "reset",
    "render",
)


@dataclass(frozen=True)
class Reset:
    """How an episode starts."""

    keyframe: int | None
    position_noise: float
    """Uniform, up to this much in either direction along every degree of freedom; rad or m."""
    velocity_noise: float


@dataclass(frozen=True)
class Picture:
    """How it is drawn; without a camera by the model's free one."""

    camera: int
    width: int
    height: int


@dataclass(frozen=True)
class Task:
    """What `env.py` runs. `model` is the compiled one; whoever changes it copies it first."""

    model: mujoco.MjModel
    name: str
    version: str
    substeps: int
    step_limit: int
    """0: there is none."""
    observations: tuple[Part, ...]
    actions: Actions
    rewards: tuple[Term, ...]
    conditions: tuple[Condition, ...]
    reset: Reset
    picture: Picture

    @property
    def control_period(self) -> float:
        """Seconds."""
        return self.substeps * self.model.opt.timestep


def read_task(path: Path) -> Task:
    """The task of a .yaml or .yml file, or of a bare model in any other. Raises EnvironmentUnavailable."""
    if path.suffix in (".yaml", ".yml"):
        task = Section(load(path), "", KEYS)
        return _read(task, path.parent / task.text("model"), path.stem)
    return _read(Section(Located({}, str(path), 1), "", KEYS), path, path.stem)


def _read(task: Section, model_path: Path, name: str) -> Task:
    model = _compile(model_path)
    substeps = _substeps(task, model)
    reset = _reset(task, model)
    rest = np.zeros(model.nu) if reset.keyframe is None else model.key_ctrl[reset.keyframe]
    observations = read_observations(task, model)
    twice = [part for part, count in Counter(n for p in observations for n in p.names).items() if count > 1]
    if twice:
        task.place.value["observations"].refuse(f"{twice[0]} is observed twice", "leave one of them out")
    period = substeps * model.opt.timestep
    limit = task.number("time_limit", 0.0, least=0.0)
    return Task(
        model,
        task.text("name", name),
        str(task.place.value["version"].value) if "version" in task else "0",
        substeps,
        max(1, round(limit / period)) if limit else 0,
        tuple(observations),
        read_actions(task, model, rest),
        tuple(read_rewards(task, model)),
        tuple(read_terminations(task, model)),
        reset,
        _picture(task, model),
    )


def _compile(path: Path) -> mujoco.MjModel:
    if not path.is_file():
        raise EnvironmentUnavailable(f"there is no model {path}", "give the path of an MJCF file")
    try:
        return mujoco.MjModel.from_xml_path(str(path))
    except ValueError as error:
        raise EnvironmentUnavailable(
            f"MuJoCo cannot compile {path}: {' '.join(str(error).split())}", "mend the model"
        ) from error


def _substeps(task: Section, model: mujoco.MjModel) -> int:
    timestep = model.opt.timestep
    period = task.number("control_period", timestep, least=0.0)
    steps = round(period / timestep)
    if steps < 1 or not math.isclose(steps * timestep, period, rel_tol=1e-6):
        near = sorted({max(1, math.floor(period / timestep)), math.ceil(period / timestep)})
        task.fail(
            "control_period",
            f"a multiple of the model's timestep, {timestep:g} s",
            f"write {' or '.join(f'{step * timestep:g}' for step in near)}",
        )
    return steps


def _reset(task: Section, model: mujoco.MjModel) -> Reset:
    section = task.section("reset", ("keyframe", "position_noise", "velocity_noise"))
    keys = names(model, "key")
    keyframe = (
        keys.index(section.choice("keyframe", keys, what="keyframe")) if "keyframe" in section else None
    )
    return Reset(
        keyframe,
        section.number("position_noise", 0.0, least=0.0),
        section.number("velocity_noise", 0.0, least=0.0),
    )


def _picture(task: Section, model: mujoco.MjModel) -> Picture:
    section = task.section("render", ("camera", "width", "height"))
    cameras = [model.camera(index).name or f"camera{index}" for index in range(model.ncam)]
    camera = cameras.index(section.choice("camera", cameras, what="camera")) if "camera" in section else -1
    width, height = (
        int(section.number(key, default, least=1)) for key, default in (("width", 480), ("height", 480))
    )
    return Picture(camera, width, height)
