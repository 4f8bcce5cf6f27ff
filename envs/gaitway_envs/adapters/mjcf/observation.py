"""What is observed: joints, sensors and bodies, each a stretch of one vector."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import mujoco
import numpy as np

from gaitway_envs.adapters.mjcf.model import AXES, names, positions, readings, velocities
from gaitway_envs.adapters.mjcf.section import Section

KEYS = ("positions", "velocities", "sensors", "body", "read", "noise")
SOURCES = {
    "positions": ("joint", positions, "qpos"),
    "velocities": ("joint", velocities, "qvel"),
    "sensors": ("sensor", readings, "sensordata"),
}
BODY_PARTS = {
    "position": ("xpos", AXES, "m"),
    "orientation": ("xquat", ("qw", "qx", "qy", "qz"), "1"),
    "velocity": ("", ("vx", "vy", "vz"), "m/s"),
    "angular_velocity": ("", ("wx", "wy", "wz"), "rad/s"),
}
"""What can be read of a body, in the frame of the world: the array of mjData that has it, its elements, their
unit.
"""

Write = Callable[[np.ndarray], None]


@dataclass(frozen=True)
class Part:
    """A stretch of the observation."""

    names: tuple[str, ...]
    units: tuple[str, ...]
    noise: float
    """Standard deviation of what is added to each element, in its unit."""
    source: str
    """The array of mjData it is in; or `velocity`, `angular_velocity` of a body, which are in none."""
    indices: tuple[int, ...]
    """Into that array; or the body."""

    def bind(self, model: mujoco.MjModel, data: mujoco.MjData) -> Write:
        """A function that writes the present values; names and ids are looked up here and never again."""
        if self.source in ("velocity", "angular_velocity"):
            return _bind_velocity(
                model, data, self.indices[0], slice(3, 6) if self.source == "velocity" else slice(3)
            )
        values = getattr(data, self.source).reshape(-1)
        first, count = self.indices[0], len(self.indices)
        if self.indices == tuple(range(first, first + count)):
            view = values[first : first + count]
            return lambda out: np.copyto(out, view)
        indices = np.array(self.indices)
        return lambda out: values.take(indices, out=out)


def everything(model: mujoco.MjModel) -> list[Part]:
    """Positions, velocities and sensors: what a model without YAML shows."""
    return [_joined(model, source, None, 0.0) for source in SOURCES if source != "sensors" or model.nsensor]


def read_observations(task: Section, model: mujoco.MjModel) -> list[Part]:
    """The parts under `observations`, or everything."""
    if "observations" not in task:
        return everything(model)
    parts: list[Part] = []
    for section in task.sections("observations", KEYS):
        kinds = [key for key in (*SOURCES, "body") if key in section]
        if len(kinds) != 1:
            expected = f"expected one of {', '.join((*SOURCES, 'body'))}"
            section.place.refuse(
                f"{section.path}: {expected}; got {len(kinds)} of them", "write one entry for each"
            )
        noise = section.number("noise", 0.0, least=0.0)
        parts.extend(
            _body(section, model, noise) if kinds == ["body"] else [_source(section, kinds[0], model, noise)]
        )
    if not parts:
        task.fail("observations", "at least one entry")
    return parts


def _source(section: Section, source: str, model: mujoco.MjModel, noise: float) -> Part:
    kind = SOURCES[source][0]
    return _joined(model, source, section.choices(source, names(model, kind), kind), noise)


def _joined(model: mujoco.MjModel, source: str, chosen: list[str] | None, noise: float) -> Part:
    kind, read, array = SOURCES[source]
    every = names(model, kind)
    found = [read(model, every.index(name)) for name in (every if chosen is None else chosen)]
    return Part(
        tuple(name for _, parts, _ in found for name in parts),
        tuple(unit for _, _, units in found for unit in units),
        noise,
        array,
        tuple(index for indices, _, _ in found for index in indices),
    )


def _body(section: Section, model: mujoco.MjModel, noise: float) -> list[Part]:
    every = names(model, "body")
    name = section.choice("body", every, what="body")
    body = every.index(name)
    parts = []
    for key in section.choices("read", list(BODY_PARTS), "reading of a body"):
        array, elements, unit = BODY_PARTS[key]
        count = len(elements)
        indices = tuple(range(body * count, body * count + count)) if array else (body,)
        parts.append(
            Part(tuple(f"{name}.{e}" for e in elements), (unit,) * count, noise, array or key, indices)
        )
    return parts


def _bind_velocity(model: mujoco.MjModel, data: mujoco.MjData, body: int, part: slice) -> Write:
    velocity = np.zeros(6)
    chosen = velocity[part]

    def write(out: np.ndarray) -> None:
        mujoco.mj_objectVelocity(model, data, mujoco.mjtObj.mjOBJ_XBODY, body, velocity, 0)
        np.copyto(out, chosen)

    return write
