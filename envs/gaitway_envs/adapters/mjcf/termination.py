"""What ends an episode: named conditions; the name is the reason."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import mujoco

from gaitway_envs.adapters.mjcf.model import AXES, JOINT, names
from gaitway_envs.adapters.mjcf.section import Section

Bind = Callable[[mujoco.MjData], Callable[[], bool]]


@dataclass(frozen=True)
class Condition:
    """Ends the episode with `name` as the reason."""

    name: str
    bind: Bind


def read_terminations(task: Section, model: mujoco.MjModel) -> list[Condition]:
    """The conditions under `terminate`, in the order in which they are asked."""
    section = task.section("terminate", None)
    return [_condition(section, name, model) for name in section.names()]


def _condition(conditions: Section, name: str, model: mujoco.MjModel) -> Condition:
    kind = conditions.section(name, None).choice("kind", list(KINDS), what="kind of condition")
    keys, read = KINDS[kind]
    return Condition(name, read(conditions.section(name, ("kind", *keys)), model))


def _height(section: Section, model: mujoco.MjModel) -> Bind:
    index = _body(section, model) * 3 + 2
    return _outside(lambda data: data.xpos.reshape(-1), index, *_ends(section))


def _tilt(section: Section, model: mujoco.MjModel) -> Bind:
    index = _body(section, model) * 9 + 8
    beyond = section.number("beyond", least=0.0)
    if beyond >= math.pi:
        section.fail("beyond", "an angle below π rad")
    return _outside(lambda data: data.xmat.reshape(-1), index, math.cos(beyond), math.inf)


def _joint(section: Section, model: mujoco.MjModel) -> Bind:
    every = names(model, "joint")
    single = (JOINT.mjJNT_HINGE, JOINT.mjJNT_SLIDE)
    legal = [name for name, kind in zip(every, model.jnt_type, strict=True) if JOINT(kind) in single]
    index = int(model.jnt_qposadr[every.index(section.choice("joint", legal, what="hinge or slide joint"))])
    return _outside(lambda data: data.qpos, index, *_ends(section))


def _area(section: Section, model: mujoco.MjModel) -> Bind:
    start = _body(section, model) * 3
    if not any(axis in section for axis in AXES):
        section.fail("x", "an interval for x, y or z")
    sides = [
        _outside(lambda data: data.xpos.reshape(-1), start + i, *section.interval(axis))
        for i, axis in enumerate(AXES)
        if axis in section
    ]

    def bind(data: mujoco.MjData) -> Callable[[], bool]:
        left = [side(data) for side in sides]
        return lambda: any(side() for side in left)

    return bind


def _outside(array: Callable, index: int, low: float, high: float) -> Bind:
    def bind(data: mujoco.MjData) -> Callable[[], bool]:
        values = array(data)
        return lambda: not low <= values.item(index) <= high

    return bind


def _ends(section: Section) -> tuple[float, float]:
    if "below" not in section and "above" not in section:
        section.fail("below", "a number for below, above, or both")
    return section.number("below", -math.inf), section.number("above", math.inf)


def _body(section: Section, model: mujoco.MjModel) -> int:
    every = names(model, "body")
    return every.index(section.choice("body", every, what="body"))


KINDS: dict[str, tuple[tuple[str, ...], Callable[[Section, mujoco.MjModel], Bind]]] = {
    "height": (("body", "below", "above"), _height),
    "tilt": (("body", "beyond"), _tilt),
    "joint": (("joint", "below", "above"), _joint),
    "area": (("body", *AXES), _area),
}
"""Keys and reader of each kind; adapters/README.md says what they mean."""
