"""`mujoco:FILE.xml` and `mujoco:FILE.yaml`: a bare model, or a task that YAML describes on one."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from gaitway_envs.adapters.rendering import prepare_offscreen
from gaitway_envs.blueprint import Blueprint, EnvironmentUnavailable


def blueprint(rest: str, render_mode: str | None = None) -> Blueprint:
    """The blueprint of a file. Raises EnvironmentUnavailable with what in the file does not fit, and where."""
    if not rest:
        raise EnvironmentUnavailable('"mujoco:" names no file', "write mujoco:FILE.xml or mujoco:FILE.yaml")
    if render_mode not in (None, "rgb_array"):
        raise EnvironmentUnavailable(f'mujoco:{rest} has no render mode "{render_mode}"', "use rgb_array")
    prepare_offscreen()
    try:
        from gaitway_envs.adapters.mjcf.env import MjcfEnv
        from gaitway_envs.adapters.mjcf.task import read_task
    except ModuleNotFoundError as error:
        package = {"yaml": "PyYAML"}.get(error.name or "", error.name)
        raise EnvironmentUnavailable(
            f"mujoco:{rest} needs the Python package {package}, which is not installed",
            f"install it into the same Python: pip install {package}",
        ) from error
    task = read_task(Path(rest))
    env = MjcfEnv(task)
    observed = {
        "names": tuple(name for part in task.observations for name in part.names),
        "units": tuple(unit for part in task.observations for unit in part.units),
    }
    return Blueprint(
        uri=f"mujoco:{rest}",
        name=task.name,
        version=task.version,
        observation_space=env.observation_space,
        action_space=env.action_space,
        control_period=task.control_period,
        make=partial(MjcfEnv, task),
        properties=env.properties(),
        has_state=True,
        has_derivatives=True,
        render_modes=("rgb_array",),
        names={"observation": observed["names"], "action": task.actions.names},
        units={"observation": observed["units"], "action": task.actions.units},
    )
